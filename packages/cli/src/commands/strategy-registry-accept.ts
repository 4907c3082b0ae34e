import { createHash } from "node:crypto";
import { userInfo } from "node:os";
import { newEvent, RaraError, type StrategyAccepted } from "@rara-trading/domain";
import { backtestMetrics, dailyReturns, runBacktest, volatilityFactor } from "@rara-trading/simulation";
import { FileInstalledStrategies, type InstalledStrategy } from "@rara-trading/strategy-runtime";
import type { CommandContext } from "../command-context.ts";
import { type AcceptedModule, acceptedModules } from "../composition/accepted-strategies.ts";
import { type HomeServices, openHomeServices } from "../composition/home-services.ts";
import { isoTime } from "../output/iso-time.ts";
import { type OpenedSeries, openSeries } from "./strategy-research-bars.ts";
import { backtestEngine } from "./strategy-run.ts";
import { resolveSubject, type StrategySubject } from "./strategy-subject.ts";

/** What `strategy accept` was asked to do. */
export interface AcceptRequest {
  readonly name: string;
  readonly reason: string;
  readonly instrument: string | undefined;
  readonly timeframe: string | undefined;
  readonly confirmed: boolean;
}

const REASON_CHARACTERS_MAX = 500;
/** Hex digits of a strategy id behind its name. */
const ID_DIGITS = 10;
const SHA_PREFIX = /^[0-9a-f]{6,64}$/;
const SOURCE = "cli";

/** Returns the installed strategy that a person means. @throws RaraError `strategy.not-installed` or `strategy.ambiguous`. */
async function installedStrategy(homePath: string, typed: string): Promise<InstalledStrategy> {
  const records = await new FileInstalledStrategies(homePath).list();
  const matches = records.filter(
    ({ name, version, sha256 }) =>
      typed === name || typed === `${name}@${version}` || (SHA_PREFIX.test(typed) && sha256.startsWith(typed)),
  );
  const [match] = matches;
  if (match !== undefined && matches.every(({ sha256 }) => sha256 === match.sha256)) return match;
  const found = matches.map(({ name, version, repository }) => `${name}@${version} of ${repository}`).join(", ");
  throw new RaraError(`Expected one fetched strategy called ${JSON.stringify(typed)}, found ${found || "none"}`, {
    category: match === undefined ? "not-found" : "usage",
    code: match === undefined ? "strategy.not-installed" : "strategy.ambiguous",
    hint: match === undefined ? "`rara-trading strategy fetch NAME` fetches one." : "Give NAME@VERSION or its sha256.",
  });
}

function checkedReason(reason: string): string {
  const text = reason.trim();
  if (text !== "" && text.length <= REASON_CHARACTERS_MAX) return text;
  throw new RaraError(`Expected a reason of 1 to ${REASON_CHARACTERS_MAX} characters, found ${text.length}`, {
    category: "usage",
    code: "strategy.accept-reason",
    hint: "Say in a sentence why you trust this strategy enough to watch it trade on paper.",
  });
}

/** What the strategy did on the research span, and the fraction of equity at which it would have had 10 % volatility. */
function onResearchSpan(context: CommandContext, { room, calendar }: OpenedSeries, subject: StrategySubject) {
  const { candles } = room.research;
  const engine = backtestEngine(context.config.paper, 0);
  const result = runBacktest(subject.openSession({}), candles, engine);
  const factor = volatilityFactor(dailyReturns(result.equity, candles.openTimeMs, engine.capital), calendar);
  return {
    equityFraction: Math.min(1, factor),
    fills: result.fills.length,
    metrics: backtestMetrics(result, candles.openTimeMs, calendar, engine.capital),
  };
}

/** The user of this process; by number where the system has no name for it. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? "unknown"}`;
  }
}

/** Another market is another strategy: it is traded, judged and retired by itself. */
function strategyIdOf({ name, sha256 }: InstalledStrategy, { series }: OpenedSeries): string {
  const identity = `${sha256} ${series.instrument} ${series.timeframe}`;
  return `${name}-${createHash("sha256").update(identity).digest("hex").slice(0, ID_DIGITS)}`;
}

/** @throws RaraError `strategy.accepted-before`: a decision stands, and what feedback retired does not come back. */
async function checkIsNew({ bus }: HomeServices, strategyId: string): Promise<void> {
  const isThis = (accepted: AcceptedModule): boolean => accepted.strategyId === strategyId;
  if (!(await acceptedModules(bus, { retired: true })).some(isThis)) return;
  const isOnPaper = (await acceptedModules(bus, { retired: false })).some(isThis);
  throw new RaraError(
    `Expected a strategy that was not accepted yet, found ${strategyId} ${isOnPaper ? "on paper" : "retired"}`,
    {
      category: "refused",
      code: "strategy.accepted-before",
      hint: isOnPaper ? "`rara-trading paper start` trades it." : "The Feedback Bridge retired it, which is final.",
    },
  );
}

/**
 * Shows a fetched strategy and what it did on the research span and, with `confirmed`, puts it into the paper stage. Who
 * did so, when and why is on the log. @throws RaraError `strategy.not-installed`, `strategy.accepted-before`,
 * `strategy.never-traded`.
 */
export async function acceptStrategy(context: CommandContext, request: AcceptRequest): Promise<unknown> {
  const reason = checkedReason(request.reason);
  const record = await installedStrategy(context.homePath, request.name);
  await using services = await openHomeServices(context.homePath, context.clock);
  const subject = await resolveSubject(context, services, record.sha256);
  const opened = await openSeries(context, services, request.instrument, request.timeframe);
  const strategyId = strategyIdOf(record, opened);
  await checkIsNew(services, strategyId);
  const { equityFraction, fills, metrics } = onResearchSpan(context, opened, subject);
  if (!(equityFraction > 0)) {
    throw new RaraError(`Expected a strategy that trades on the research span, found ${fills} fills`, {
      category: "refused",
      code: "strategy.never-traded",
      hint: "Without returns there is no size to trade it at. Choose another market.",
    });
  }
  const accepted: StrategyAccepted = {
    strategyId,
    artifactSha256: record.sha256,
    ...opened.series,
    equityFraction,
    stage: "paper",
    repository: record.repository,
    tag: record.tag,
    acceptedBy: userName(),
    reason,
  };
  const atMs = context.clock.nowMs();
  if (request.confirmed) {
    const correlationId = context.ids.next("accept");
    const about = { eventId: `${strategyId}:accepted`, occurredAtMs: atMs, source: SOURCE, correlationId };
    await services.bus.publish([newEvent("strategy.module.accepted", accepted, about)]);
  } else context.output.note("Nothing was changed. To put it on paper, say so again with --yes.");
  const { name, version, description, fetchedAtMs } = record;
  return {
    ...accepted,
    stage: request.confirmed ? "paper" : "candidate",
    accepted: request.confirmed,
    acceptedAt: request.confirmed ? isoTime(atMs) : null,
    name,
    version,
    description,
    fetchedAt: isoTime(fetchedAtMs),
    strategy: subject.meta,
    research: { fills, metrics },
    gates: "none: the gates of research have not seen this strategy",
    next: request.confirmed ? "rara-trading paper start" : null,
  };
}
