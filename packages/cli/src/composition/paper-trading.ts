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
import { FileArtifactStore, loadStrategyModule, WasmStrategySession } from "@rara-trading/strategy-runtime";
import { PaperDesk, type PaperDeskReport, type PaperSession, PaperTrader } from "@rara-trading/trading-engine";
import type { RaraConfig } from "../config/config-schema.ts";
import type { PaperCandidate } from "./accepted-strategies.ts";
import type { HomeServices } from "./home-services.ts";
import { tradingGuards } from "./trading-guards.ts";

/** How paper trading is run. */
export interface PaperRequest {
  readonly ownerId: string;
  readonly strategies: readonly PaperCandidate[];
  readonly config: Pick<RaraConfig, "paper">;
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

/** Returns everything that makes a strategy's paper session what it is; later bars make a new session. */
function paperSessionOf(strategy: PaperCandidate, history: PaperHistory, paper: RaraConfig["paper"]): PaperSession {
  const { guards, limits } = tradingGuards(paper);
  const until = new Date(history.range.toMs).toISOString().replaceAll(/[-:]|\.000Z$/g, "");
  return {
    sessionId: `paper-${strategy.strategyId}-${until}`,
    strategyId: strategy.strategyId,
    artifactSha256: strategy.artifactSha256,
    correlationId: strategy.correlationId,
    instrument: strategy.instrument,
    timeframe: strategy.timeframe,
    range: history.range,
    engine: {
      capital: paper.capital,
      costs: { feeBps: paper.feeBps, slippageBps: paper.slippageBps },
      sizing: { ...DEFAULT_SIZING, equityFraction: strategy.equityFraction },
      guards,
      tradeFromMs: history.tradeFromMs,
    },
    guardLimits: limits,
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

/** Trades strategies on paper until their history ends, someone asks for a stop, or the signal aborts. */
export async function tradeOnPaper(services: HomeServices, request: PaperRequest): Promise<PaperDeskReport> {
  const { bus, leases, clock, homePath } = services;
  const artifacts = new FileArtifactStore(homePath);
  let done = 0;
  let total = 0;
  const traders: PaperTrader[] = [];
  for (const strategy of request.strategies) {
    const history = await paperHistory(services, strategy);
    const { wasm } = await artifacts.load(strategy.artifactSha256);
    const module = loadStrategyModule(wasm);
    total += history.candles.length;
    const feed = counted(new ReplayFeed(history.candles, { speed: request.speed, clock }), () =>
      request.onBar?.(++done, total),
    );
    const newStrategySession = (): WasmStrategySession => WasmStrategySession.open(module);
    const session = paperSessionOf(strategy, history, request.config.paper);
    traders.push(new PaperTrader({ bus, clock, feed, newStrategySession }, session));
  }
  const desk = new PaperDesk({ bus, leases, clock }, { ownerId: request.ownerId });
  return desk.run(traders, request.signal);
}

/** Lets the Feedback Bridge judge every session that has ended. */
export async function judgeEndedSessions(
  { bus, clock }: HomeServices,
  thresholds: FeedbackThresholds,
  signal: AbortSignal,
): Promise<void> {
  await using bridge = await FeedbackBridge.open({ bus, clock }, thresholds);
  await bridge.drain(signal);
}
