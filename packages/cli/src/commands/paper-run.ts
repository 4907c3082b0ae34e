import { existsSync } from "node:fs";
import { type InstrumentId, type LeaseHolder, RaraError, resolveInstrument } from "@rara-trading/domain";
import {
  PAPER_LEASE,
  PAPER_STOP_TIMEOUT_MS,
  type PaperDeskReport,
  type PaperSessionStatus,
  readPaperStatus,
  requestPaperStop,
} from "@rara-trading/trading-engine";
import type { CommandContext } from "../command-context.ts";
import { type PaperCandidate, paperCandidates } from "../composition/accepted-strategies.ts";
import { type HomeServices, openHomeServices } from "../composition/home-services.ts";
import { judgeEndedSessions, tradeOnPaper } from "../composition/paper-trading.ts";
import { processIsAlive } from "../composition/process-is-alive.ts";
import { homePaths } from "../home-paths.ts";

/** What `paper start` was asked to do. */
export interface PaperStartRequest {
  readonly contracts: readonly string[];
  readonly feed: string;
  readonly speed: string;
}

function parseSpeed(text: string): "max" | number {
  if (text === "max") return "max";
  const speed = Number(text);
  if (text.trim() !== "" && Number.isFinite(speed) && speed > 0) return speed;
  throw new RaraError(`Expected a speed of max or a number of bars a second above 0, found ${JSON.stringify(text)}`, {
    category: "usage",
    code: "paper.speed",
    hint: "For example --speed max or --speed 10.",
  });
}

function checkFeed(feed: string): void {
  if (feed === "replay") return;
  throw new RaraError(`Expected the feed replay, found ${JSON.stringify(feed)}`, {
    category: "usage",
    code: "paper.feed",
    hint: "Paper trading replays stored history; live feeds come with the exchanges.",
  });
}

async function strategiesFor({ bus }: HomeServices, contracts: readonly string[]): Promise<readonly PaperCandidate[]> {
  const accepted = await paperCandidates(bus);
  const stored = [...new Set(accepted.map(({ instrument }) => instrument))];
  const wanted = new Set<InstrumentId>(
    contracts.flatMap((typed) => typed.split(",").map((one) => resolveInstrument(one, stored))),
  );
  return contracts.length === 0 ? accepted : accepted.filter(({ instrument }) => wanted.has(instrument));
}

/** Throws what kept the desk from doing its work. */
function checkReport(report: PaperDeskReport): Extract<PaperDeskReport, { kind: "finished" }> {
  if (report.kind === "already-running") {
    throw new RaraError(`Expected no other paper desk on this home, found one in process ${report.holder.pid}`, {
      category: "refused",
      code: "paper.already-running",
      hint: "Stop it with `rara-trading paper stop`.",
    });
  }
  const failed = report.outcomes.find((outcome) => outcome.kind === "failed");
  if (failed?.kind === "failed") throw failed.error;
  return report;
}

function sessionDocument(session: PaperSessionStatus, isRunning: boolean): unknown {
  // Without a desk nothing runs, whatever the last event of a killed process says.
  return session.state === "running" && !isRunning ? { ...session, state: "stopped" } : session;
}

/** Trades on paper in the foreground until the history ends, `paper stop` or Ctrl-C. */
export async function startPaper(context: CommandContext, request: PaperStartRequest): Promise<unknown> {
  const { config, signal } = context;
  checkFeed(request.feed);
  const speed = parseSpeed(request.speed);
  await using services = await openHomeServices(context.homePath, context.clock);
  const strategies = await strategiesFor(services, request.contracts);
  if (strategies.length === 0) {
    context.output.note(
      "No strategy is in the paper stage, so there is nothing to trade. `rara-trading research run` looks for one.",
    );
    return { reason: "no-strategy", sessions: [] };
  }
  using task = context.progress.begin({ label: "paper", unit: "bars" });
  const traded = await tradeOnPaper(services, {
    ownerId: context.ids.next("desk"),
    strategies,
    config,
    speed,
    onBar: (done, total) => task.update(done, `of ${total}`),
    signal,
  });
  // One session that failed must not keep the others from being judged.
  if (traded.kind === "finished" && !signal.aborted) await judgeEndedSessions(services, config.feedback, signal);
  const report = checkReport(traded);
  const wanted = new Set(report.outcomes.map(({ sessionId }) => sessionId));
  const sessions = (await readPaperStatus(services.bus)).filter(({ sessionId }) => wanted.has(sessionId));
  return { reason: report.reason, sessions: sessions.map((session) => sessionDocument(session, false)) };
}

/** Returns who holds the desk's lease; a killed process holds it for some seconds more, but runs nothing. */
function runningDesk({ leases }: HomeServices): LeaseHolder | undefined {
  const holder = leases.holder(PAPER_LEASE);
  return holder !== undefined && processIsAlive(holder.pid) ? holder : undefined;
}

/** Shows every paper session as the log tells it; works while a desk runs in another process. */
export async function paperStatus(context: CommandContext): Promise<unknown> {
  if (!existsSync(homePaths(context.homePath).database)) return { running: false, desk: null, sessions: [] };
  await using services = await openHomeServices(context.homePath, context.clock);
  const holder = runningDesk(services);
  const sessions = await readPaperStatus(services.bus);
  return {
    running: holder !== undefined,
    desk: holder === undefined ? null : { ownerId: holder.ownerId, pid: holder.pid, acquiredAtMs: holder.acquiredAtMs },
    sessions: sessions.map((session) => sessionDocument(session, holder !== undefined)),
  };
}

function notRunning(): RaraError {
  return new RaraError("Expected a running paper desk, found none on this home", {
    category: "not-found",
    code: "paper.not-running",
    hint: "Start one with `rara-trading paper start`.",
  });
}

/** Asks the desk to stop and waits for its word. */
export async function stopPaper(context: CommandContext): Promise<unknown> {
  if (!existsSync(homePaths(context.homePath).database)) throw notRunning();
  await using services = await openHomeServices(context.homePath, context.clock);
  if (runningDesk(services) === undefined) throw notRunning();
  const requestId = context.ids.next("stop");
  const result = await requestPaperStop(services, { requestId, source: "cli" }, context.signal);
  if (result.kind === "not-running") throw notRunning();
  if (result.kind === "timeout") {
    throw new RaraError(
      `Expected the paper desk in process ${result.pid} to stop within ${PAPER_STOP_TIMEOUT_MS} ms, found it silent`,
      {
        category: "timeout",
        code: "paper.stop-timeout",
        hint: "The request stands in the log; look again with `rara-trading paper status`.",
      },
    );
  }
  return result.stopped;
}
