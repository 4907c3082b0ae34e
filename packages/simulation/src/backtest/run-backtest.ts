import type { CandleColumns, Fill, OrderRefusal, StrategySession } from "@rara-trading/domain";
import { BarEngine } from "../engine/bar-engine.ts";
import type { EngineOptions } from "../engine/engine-options.ts";
import { foldRoundTrips, type RoundTrip } from "./round-trips.ts";
import { runBars } from "./run-bars.ts";

/** What a strategy did over a stretch of history. */
export interface BacktestResult {
  /** Equity at each bar's close, quote currency. */
  readonly equity: Float64Array;
  readonly fills: readonly Fill[];
  readonly refusals: readonly OrderRefusal[];
  readonly roundTrips: readonly RoundTrip[];
  /** Bars that ended with a position. */
  readonly barsInPosition: number;
  /** Sum of quantity x price over all fills. */
  readonly tradedNotional: number;
  /** Whether equity fell to 0 or below. */
  readonly ruined: boolean;
}

/**
 * Runs a fresh session over all bars. The last bar closes nothing: open profit is marked.
 * `equity` may be a buffer of `candles.length` to reuse; the result then refers to it.
 * @throws StrategyFault when the strategy breaks its contract.
 */
export function runBacktest(
  session: StrategySession,
  candles: CandleColumns,
  options: EngineOptions,
  equity: Float64Array = new Float64Array(candles.length),
): BacktestResult {
  const fills: Fill[] = [];
  const refusals: OrderRefusal[] = [];
  const engine = new BarEngine(session, options, {
    approved() {},
    refused: (refusal) => void refusals.push(refusal),
    filled: (fill) => void fills.push(fill),
  });
  runBars(engine, candles, equity);
  return {
    equity,
    fills,
    refusals,
    roundTrips: foldRoundTrips(fills),
    barsInPosition: engine.barsInPosition,
    tradedNotional: engine.tradedNotional,
    ruined: engine.ruined,
  };
}
