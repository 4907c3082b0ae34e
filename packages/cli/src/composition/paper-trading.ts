import { createHash } from "node:crypto";
import {
  type CandleColumns,
  type CandleFeed,
  DEFAULT_SIZING,
  RaraError,
  type SeriesKey,
  timeframeMs,
  type TimeRange,
} from "@rara-trading/domain";
import { FeedbackBridge, type FeedbackThresholds } from "@rara-trading/feedback";
import { ReplayFeed } from "@rara-trading/market-data";
import { hashColumns } from "@rara-trading/research";
import { type AbiVersion, abiVersionOf, FileArtifactStore, StrategyHost } from "@rara-trading/strategy-runtime";
import {
  type OwnedSession,
  PaperDesk,
  type PaperDeskReport,
  type PaperSession,
  PaperTrader,
  readPaperStatus,
} from "@rara-trading/trading-engine";
import type { EngineOptions } from "@rara-trading/simulation";
import type { RaraConfig } from "../config/config-schema.ts";
import type { PaperCandidate } from "./accepted-strategies.ts";
import type { HomeServices } from "./home-services.ts";
import { processIsAlive } from "./process-is-alive.ts";
import { tradingGuards } from "./trading-guards.ts";

/** How paper trading is run. */
export interface PaperRequest {
  readonly ownerId: string;
  readonly strategies: readonly PaperCandidate[];
  readonly config: Pick<RaraConfig, "paper" | "strategy">;
  readonly speed: "max" | number;
  /** Called after each bar with the bars done and the bars there are, over all strategies. */
  readonly onBar?: (done: number, total: number) => void;
  readonly signal: AbortSignal;
}

/** The bars a paper session replays: the purge gap before the paper span, to warm up on, and the span. */
interface PaperHistory {
  readonly candles: CandleColumns;
  readonly range: TimeRange;
  readonly tradeFromMs: number;
}

/** Returns the stored bars of a series' paper span. @throws RaraError `paper.no-spans` before its first campaign. */
async function paperHistory({ store, spans }: HomeServices, series: SeriesKey): Promise<PaperHistory> {
  const cut = await spans.spansFor(series);
  if (cut === undefined) {
    throw new RaraError(`Expected ${series.instrument} ${series.timeframe} to have data spans, found none`, {
      category: "not-found",
      code: "paper.no-spans",
      hint: "Run `rara-trading research run` on it first.",
    });
  }
  const candles = await store.load(series, { fromMs: cut.vault.toMs, toMs: cut.paper.toMs });
  const lastMs = candles.openTimeMs.at(-1) ?? cut.vault.toMs;
  return {
    candles,
    range: { fromMs: cut.vault.toMs, toMs: lastMs + timeframeMs(series.timeframe) },
    tradeFromMs: cut.paper.fromMs,
  };
}

/** Hex digits of a session id that stand for its options. */
const SESSION_DIGITS = 10;

/** Returns a short digest of a session's options: other options are another session. Guards count by name and limit. */
function digestOf(options: unknown): string {
  return createHash("sha256").update(JSON.stringify(options)).digest("hex").slice(0, SESSION_DIGITS);
}

/** Returns everything that makes a strategy's paper session what it is; other bars or another configuration make a new one. */
function paperSessionOf(
  strategy: PaperCandidate,
  history: PaperHistory,
  abiVersion: AbiVersion,
  { paper, strategy: { scoreThreshold } }: PaperRequest["config"],
): PaperSession {
  const engine: EngineOptions = {
    capital: paper.capital,
    costs: { feeBps: paper.feeBps, slippageBps: paper.slippageBps },
    sizing: { ...DEFAULT_SIZING, equityFraction: strategy.equityFraction },
    guards: tradingGuards(paper),
    tradeFromMs: history.tradeFromMs,
  };
  // The threshold is part of what a version 1 strategy is; to others it means nothing.
  const own = abiVersion === 1 ? { scoreThreshold } : {};
  const digest = digestOf({ engine, range: history.range, bars: hashColumns(history.candles), ...own });
  return {
    sessionId: `paper-${strategy.strategyId}-${digest}`,
    strategyId: strategy.strategyId,
    artifactSha256: strategy.artifactSha256,
    correlationId: strategy.correlationId,
    instrument: strategy.instrument,
    timeframe: strategy.timeframe,
    range: history.range,
    engine,
  };
}

/** Counts the bars that pass through a feed. */
function counted(feed: CandleFeed, onBar: () => void): CandleFeed {
  return {
    async *candles(signal) {
      for await (const candle of feed.candles(signal)) {
        onBar();
        yield candle;
      }
    },
  };
}

/**
 * Trades strategies on paper, each in a process of its own that holds none of this one's keys, until their history ends, someone asks for a stop, or the
 * signal aborts.
 */
export async function tradeOnPaper(services: HomeServices, request: PaperRequest): Promise<PaperDeskReport> {
  const { bus, leases, clock, homePath } = services;
  const artifacts = new FileArtifactStore(homePath);
  await using host = new StrategyHost();
  const { scoreThreshold } = request.config.strategy;
  const logged = new Map((await readPaperStatus(bus)).map((status) => [status.sessionId, status.lastBarOpenTimeMs]));
  let done = 0;
  let total = 0;
  const traders: PaperTrader[] = [];
  for (const strategy of request.strategies) {
    const history = await paperHistory(services, strategy);
    const { wasm } = await artifacts.load(strategy.artifactSha256);
    total += history.candles.length;
    const session = paperSessionOf(strategy, history, abiVersionOf(wasm), request.config);
    const atOnceUntilMs = logged.get(session.sessionId) ?? 0;
    const replay = new ReplayFeed(history.candles, { speed: request.speed, clock, atOnceUntilMs });
    const feed = counted(replay, () => request.onBar?.(++done, total));
    const newStrategySession = (): Promise<OwnedSession> => host.open(wasm, { scoreThreshold });
    traders.push(new PaperTrader({ bus, clock, feed, newStrategySession }, session));
  }
  const run = (): Promise<PaperDeskReport> =>
    new PaperDesk({ bus, leases, clock }, { ownerId: request.ownerId }).run(traders, request.signal);
  const report = await run();
  if (report.kind !== "already-running" || processIsAlive(report.holder.pid)) return report;
  // A killed desk's lease runs out by itself within seconds; whoever restarts it at once should not be turned away.
  await clock.sleep(Math.max(0, report.holder.expiresAtMs - clock.nowMs()) + LEASE_GRACE_MS, request.signal);
  return run();
}

/** Time after a lease's end in which its registry surely calls it free. */
const LEASE_GRACE_MS = 50;

/** Lets the Feedback Bridge judge every session that has ended. */
export async function judgeEndedSessions(
  { bus, clock }: HomeServices,
  thresholds: FeedbackThresholds,
  signal: AbortSignal,
): Promise<void> {
  await using bridge = await FeedbackBridge.open({ bus, clock }, thresholds);
  await bridge.drain(signal);
}
