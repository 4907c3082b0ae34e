import type { CandleColumns, Fill, StrategySession } from "@rara-trading/domain";
import { BarEngine } from "../engine/bar-engine.ts";
import type { EngineOptions } from "../engine/engine-options.ts";

/**
 * Opens a fresh session that will be driven over `candles`. A session that computes columns ahead of time gets the
 * bars it may compute them from, which is exactly what these checks distrust.
 */
export type OpenSession = (candles: CandleColumns) => StrategySession;

/** What a run over bars left behind, one text a bar, so that two runs can be compared bit for bit. */
export interface RunTrace {
  /** What market orders did in the bar: they must be known once it has opened. */
  readonly atOpen: readonly string[];
  /** Everything said and held at the bar's close. */
  readonly atClose: readonly string[];
  /** Equity at each close, quote currency. */
  readonly equity: Float64Array;
}

/** Runs something over bars from a fresh state. */
export type TraceRun = (candles: CandleColumns) => RunTrace;

/** Returns a run of fresh sessions through the engine: its trace holds every intent, refusal, fill and mark. */
export function sessionRun(openSession: OpenSession, options: EngineOptions): TraceRun {
  return (candles) => {
    let said: unknown[] = [];
    let market: Fill[] = [];
    const engine = new BarEngine(openSession(candles), options, {
      approved: (intent) => void said.push(intent),
      refused: (refusal) => void said.push(refusal),
      filled(fill) {
        said.push(fill);
        if (fill.purpose === "entry" || fill.purpose === "exit") market.push(fill);
      },
    });
    const { openTimeMs, open, high, low, close, volume, length } = candles;
    const atOpen: string[] = [];
    const atClose: string[] = [];
    const equity = new Float64Array(length);
    for (let i = 0; i < length; i++) {
      said = [];
      market = [];
      engine.step(
        openTimeMs[i] ?? NaN,
        open[i] ?? NaN,
        high[i] ?? NaN,
        low[i] ?? NaN,
        close[i] ?? NaN,
        volume[i] ?? NaN,
      );
      atOpen.push(market.length === 0 ? "" : JSON.stringify(market));
      atClose.push(JSON.stringify([said, engine.cash, engine.position, engine.entryPrice, engine.equity]));
      equity[i] = engine.equity;
    }
    return { atOpen, atClose, equity };
  };
}

/** Where two traces part. */
export interface TraceDifference {
  readonly bar: number;
  readonly at: "open" | "close";
}

/** Returns the first difference among the first `closed` bars and, if `opened` is larger, the opens of those after. */
export function firstDifference(
  a: RunTrace,
  b: RunTrace,
  closed: number,
  opened: number = closed,
): TraceDifference | null {
  for (let bar = 0; bar < opened; bar++) {
    if (a.atOpen[bar] !== b.atOpen[bar]) return { bar, at: "open" };
    if (bar < closed && a.atClose[bar] !== b.atClose[bar]) return { bar, at: "close" };
  }
  return null;
}
