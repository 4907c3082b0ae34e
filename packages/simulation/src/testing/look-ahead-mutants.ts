import type { CandleColumns } from "@rara-trading/domain";
import type { TraceRun } from "../blindness/run-trace.ts";
import { type Feature, type FillRule, signalRun, vectorRun } from "./column-runs.ts";

/** A backtest that sees the future, and the same idea done honestly. */
export interface MutantPair {
  readonly name: string;
  /** Returns a fresh run, so that nothing is remembered from one check to the next. */
  readonly mutant: () => TraceRun;
  readonly twin: () => TraceRun;
}

type Column = Exclude<keyof CandleColumns, "length">;

const at = (column: Float64Array, bar: number): number => column[bar] ?? NaN;

/** The values of a column from bar `from` to bar `to`, both included, as far as they exist. */
function range(candles: CandleColumns, column: Column, from: number, to: number): Float64Array {
  return candles[column].subarray(Math.max(0, from), Math.max(0, to + 1));
}

const largest = (values: Float64Array): number => values.reduce((a, b) => Math.max(a, b), -Infinity);
const smallest = (values: Float64Array): number => values.reduce((a, b) => Math.min(a, b), Infinity);
const meanOf = (values: Float64Array): number => values.reduce((a, b) => a + b, 0) / values.length;
const medianOf = (values: Float64Array): number => at(values.toSorted(), Math.floor(values.length / 2));
const spreadOf = (values: Float64Array): number => {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
};
const rankOf = (values: Float64Array, value: number): number =>
  values.reduce((count, other) => (other < value ? count + 1 : count), 0) / values.length;
/** Slope of the least-squares line. */
const slopeOf = (values: Float64Array): number => {
  const middle = (values.length - 1) / 2;
  return values.reduce((sum, value, i) => sum + (i - middle) * value, 0);
};
/** Last value of an exponential average over the values in order. */
const smooth = (values: Float64Array): number =>
  values.reduce((mean, value) => mean + 0.3 * (value - mean), at(values, 0));

/** The same feature over values that reach ahead, and over those that were known. */
function signals(name: string, mutant: Feature, twin: Feature): MutantPair {
  return { name, mutant: () => signalRun(mutant), twin: () => signalRun(twin) };
}

/** Compares the close with a statistic of bars from `bar + from` to `bar + to`. */
function closeAgainst(statistic: (values: Float64Array) => number, column: Column, from: number, to: number): Feature {
  return (candles, bar) => at(candles.close, bar) - statistic(range(candles, column, bar + from, bar + to));
}

/** Compares the close with a statistic of the whole sample, or of what was known of it. */
function wholeSample(name: string, statistic: (values: Float64Array, close: number) => number): MutantPair {
  return signals(
    name,
    (candles, bar) => statistic(candles.close, at(candles.close, bar)),
    (candles, bar) => statistic(range(candles, "close", 0, bar), at(candles.close, bar)),
  );
}

/** Compares the close with the bar of eight bars that it belongs to, or with the last one that had closed. */
function higherTimeframe(name: string, column: Column, statistic: (values: Float64Array) => number): MutantPair {
  const group = (candles: CandleColumns, index: number): number =>
    statistic(range(candles, column, index * 8, index * 8 + 7));
  const reference = (candles: CandleColumns, bar: number): number => at(candles[column], bar);
  return signals(
    name,
    (candles, bar) => reference(candles, bar) - group(candles, Math.floor(bar / 8)),
    (candles, bar) => (bar < 8 ? NaN : reference(candles, bar) - group(candles, Math.floor((bar + 1) / 8) - 1)),
  );
}

const lastOf = (values: Float64Array): number => at(values, values.length - 1);
const known =
  (from: number): Feature =>
  (candles, bar) =>
    at(candles.close, bar) - at(candles.close, bar - from);
const ahead =
  (column: Column, bars: number): Feature =>
  (candles, bar) =>
    at(candles[column], bar + bars) - at(candles.close, bar);

const NEXT_OPEN: FillRule = { delayBars: 1, price: (candles, bar) => at(candles.open, bar) };

/** The same signal filled by a rule that knows too much, and at the next open. */
function fills(name: string, rule: FillRule): MutantPair {
  return { name, mutant: () => vectorRun(known(3), rule), twin: () => vectorRun(known(3), NEXT_OPEN) };
}

/** Remembers every close that any run has shown, and looks the next one up. */
function rememberedFuture(): Feature {
  const seen = new Map<number, number>();
  return (candles, bar) => {
    for (const [i, openMs] of candles.openTimeMs.entries()) seen.set(openMs, at(candles.close, i));
    const step = at(candles.openTimeMs, 1) - at(candles.openTimeMs, 0);
    return (seen.get(at(candles.openTimeMs, bar) + step) ?? NaN) - at(candles.close, bar);
  };
}

/** Picks the look-back that earned most over the values it is shown. */
function bestLookback(candles: CandleColumns, until: number): number {
  const profit = (lookback: number): number => {
    let sum = 0;
    for (let i = lookback; i < until; i++) {
      sum += Math.sign(known(lookback)(candles, i)) * (at(candles.close, i + 1) - at(candles.close, i));
    }
    return sum;
  };
  return [1, 2, 3, 5, 8, 13].reduce((best, next) => (profit(next) > profit(best) ? next : best));
}

const isPivot = (candles: CandleColumns, bar: number): boolean =>
  at(candles.high, bar) === largest(range(candles, "high", bar - 2, bar + 2)) && bar + 2 < candles.length;

const remembered: MutantPair = {
  name: "future remembered from an earlier run",
  mutant: () => signalRun(rememberedFuture()),
  twin: () => signalRun(known(1)),
};

/** Forty ways to see the future that people have written, each with an honest twin. */
export const LOOK_AHEAD_MUTANTS: readonly MutantPair[] = [
  signals("next close", ahead("close", 1), known(1)),
  signals("close two bars ahead", ahead("close", 2), known(2)),
  signals("close five bars ahead", ahead("close", 5), known(5)),
  signals("next open", ahead("open", 1), (candles, bar) => at(candles.close, bar) - at(candles.open, bar)),
  signals(
    "next bar's range",
    (candles, bar) => at(candles.high, bar + 1) + at(candles.low, bar + 1) - 2 * at(candles.close, bar),
    (candles, bar) => at(candles.high, bar) + at(candles.low, bar) - 2 * at(candles.close, bar),
  ),
  signals(
    "next volume",
    (candles, bar) => at(candles.volume, bar + 1) - at(candles.volume, bar),
    (candles, bar) => at(candles.volume, bar) - at(candles.volume, bar - 1),
  ),
  signals("centred mean", closeAgainst(meanOf, "close", -3, 3), closeAgainst(meanOf, "close", -6, 0)),
  signals("centred median", closeAgainst(medianOf, "close", -3, 3), closeAgainst(medianOf, "close", -6, 0)),
  signals("centred maximum", closeAgainst(largest, "close", -3, 3), closeAgainst(largest, "close", -6, -1)),
  signals("centred minimum", closeAgainst(smallest, "close", -3, 3), closeAgainst(smallest, "close", -6, -1)),
  signals("future maximum", closeAgainst(largest, "high", 1, 5), closeAgainst(largest, "high", -5, -1)),
  signals("future minimum", closeAgainst(smallest, "low", 1, 5), closeAgainst(smallest, "low", -5, -1)),
  signals(
    "mean of the future as a label",
    closeAgainst(meanOf, "close", 1, 10),
    closeAgainst(meanOf, "close", -10, -1),
  ),
  signals(
    "window that begins one bar late",
    closeAgainst(meanOf, "close", -4, 1),
    closeAgainst(meanOf, "close", -5, 0),
  ),
  wholeSample("full-sample z-score", (values, close) => (close - meanOf(values)) / spreadOf(values) - 0.5),
  wholeSample("full-sample mean", (values, close) => close - meanOf(values)),
  wholeSample("full-sample median", (values, close) => close - medianOf(values)),
  wholeSample("full-sample minimum and maximum", (values, close) => 2 * close - smallest(values) - largest(values)),
  wholeSample("full-sample rank", (values, close) => rankOf(values, close) - 0.4),
  wholeSample("full-sample trend", (values, close) => slopeOf(values) * (close - meanOf(values))),
  wholeSample("full-sample volatility", (values, close) => Math.abs(close - at(values, 0)) - spreadOf(values)),
  signals(
    "normalised by the final value",
    (candles, bar) => at(candles.close, bar) / lastOf(candles.close) - 1,
    (candles, bar) => at(candles.close, bar) / at(candles.close, 0) - 1,
  ),
  signals(
    "distance from the highest high of all time",
    (candles, bar) => at(candles.close, bar) - 0.97 * largest(candles.high),
    (candles, bar) => at(candles.close, bar) - 0.97 * largest(range(candles, "high", 0, bar)),
  ),
  higherTimeframe("unshifted higher timeframe: close", "close", lastOf),
  higherTimeframe("unshifted higher timeframe: high", "high", largest),
  higherTimeframe("unshifted higher timeframe: low", "low", smallest),
  higherTimeframe("unshifted higher timeframe: mean", "close", meanOf),
  higherTimeframe("unshifted higher timeframe: volume", "volume", meanOf),
  signals(
    "repainting resample: groups counted from the end",
    (candles, bar) => {
      const end = candles.length - 1 - Math.floor((candles.length - 1 - bar) / 7) * 7;
      return at(candles.close, end) - at(candles.close, end - 7);
    },
    (candles, bar) => {
      const end = Math.floor(bar / 7) * 7;
      return at(candles.close, end) - at(candles.close, end - 7);
    },
  ),
  signals(
    "repainting pivot: marked before it is confirmed",
    (candles, bar) => (isPivot(candles, bar) ? -1 : 1),
    (candles, bar) => (isPivot({ ...candles, length: bar + 1 }, bar - 2) ? -1 : 1),
  ),
  signals(
    "smoothing forward and backward",
    (candles, bar) => at(candles.close, bar) - smooth(range(candles, "close", bar, bar + 12).toReversed()),
    (candles, bar) => at(candles.close, bar) - smooth(range(candles, "close", bar - 12, bar)),
  ),
  signals(
    "gaps filled backward",
    (candles, bar) => at(candles.close, bar) - at(candles.close, Math.ceil(bar / 4) * 4),
    (candles, bar) => at(candles.close, bar) - at(candles.close, Math.floor(bar / 4) * 4),
  ),
  signals(
    "gaps interpolated between known points",
    (candles, bar) => {
      const from = Math.floor(bar / 6) * 6;
      return at(candles.close, from + 6) - at(candles.close, from);
    },
    (candles, bar) => at(candles.close, Math.floor(bar / 6) * 6) - at(candles.close, Math.floor(bar / 6) * 6 - 6),
  ),
  signals(
    "array rolled the wrong way round",
    (candles, bar) => at(candles.close, (bar + 1) % candles.length) - at(candles.close, bar),
    (candles, bar) => at(candles.close, bar) - at(candles.close, bar - 1),
  ),
  signals(
    "look-back tuned on the whole sample",
    (candles, bar) => known(bestLookback(candles, candles.length - 1))(candles, bar),
    (candles, bar) => known(bestLookback(candles, bar))(candles, bar),
  ),
  signals(
    "peeking through the shared array's buffer",
    (candles, bar) => at(new Float64Array(candles.close.buffer), bar + 1) - at(candles.close, bar),
    (candles, bar) => at(candles.close, bar) - at(new Float64Array(candles.close.buffer), bar - 1),
  ),
  remembered,
  fills("filled at the close that gave the signal", { delayBars: 0, price: (candles, bar) => at(candles.close, bar) }),
  fills("filled at the open before the signal", { delayBars: 0, price: (candles, bar) => at(candles.open, bar) }),
  fills("bought at the bar's own low and sold at its high", {
    delayBars: 1,
    price: (candles, bar, side) => (side > 0 ? at(candles.low, bar) : at(candles.high, bar)),
  }),
];
