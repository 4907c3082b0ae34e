import type { CandleColumns } from "@rara-trading/domain";
import { type RunTrace, sessionRun, type TraceRun } from "../blindness/run-trace.ts";
import type { EngineOptions } from "../engine/engine-options.ts";
import { TargetArraySession } from "./target-array-session.ts";

/** The columns that a feature may read. */
export type Feature = (candles: CandleColumns, bar: number) => number;

const OPTIONS: EngineOptions = {
  capital: 10_000,
  costs: { feeBps: 5, slippageBps: 5 },
  sizing: { equityFraction: 1, lotsPerUnit: 1_000 },
  guards: [],
  tradeFromMs: 0,
};

function targetsOf(feature: Feature, candles: CandleColumns): readonly number[] {
  return Array.from({ length: candles.length }, (_, bar) => {
    const value = feature(candles, bar);
    return Number.isNaN(value) ? 0 : Math.sign(value);
  });
}

/** Trades the sign of a feature through the real engine. */
export function signalRun(feature: Feature): TraceRun {
  return sessionRun((candles) => new TargetArraySession(targetsOf(feature, candles)), OPTIONS);
}

/** When and at what price a home-made backtester fills. */
export interface FillRule {
  /** Bars between signal and fill: 0 fills inside the bar that gave the signal. */
  readonly delayBars: number;
  readonly price: (candles: CandleColumns, bar: number, side: number) => number;
}

/** Trades the sign of a feature in a home-made vector backtester, as people write them. */
export function vectorRun(feature: Feature, { delayBars, price }: FillRule): TraceRun {
  return (candles): RunTrace => {
    const targets = targetsOf(feature, candles);
    const atOpen: string[] = [];
    const atClose: string[] = [];
    const equity = new Float64Array(candles.length);
    let position = 0;
    let cash = 0;
    for (let bar = 0; bar < candles.length; bar++) {
      const target = targets[bar - delayBars] ?? 0;
      const traded = target - position;
      const fill = traded === 0 ? 0 : price(candles, bar, Math.sign(traded));
      cash -= traded * fill;
      position = target;
      atOpen.push(traded === 0 ? "" : JSON.stringify([traded, fill]));
      equity[bar] = cash + position * (candles.close[bar] ?? NaN);
      atClose.push(JSON.stringify([targets[bar], position, equity[bar]]));
    }
    return { atOpen, atClose, equity };
  };
}
