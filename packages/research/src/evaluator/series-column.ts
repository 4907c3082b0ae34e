import type { CandleColumns } from "@rara-trading/domain";
import type { IndicatorName } from "../hypothesis/series.ts";
import {
  at,
  exponentialAverage,
  highest,
  type Kernel,
  lag,
  lowest,
  rateOfChange,
  relativeStrength,
  simpleAverage,
  standardDeviation,
  zScore,
} from "./rolling-kernels.ts";

const KERNELS: Readonly<Record<IndicatorName, Kernel>> = {
  SMA: simpleAverage,
  EMA: exponentialAverage,
  ROC: rateOfChange,
  RSI: relativeStrength,
  StdDev: standardDeviation,
  ZScore: zScore,
  Highest: highest,
  Lowest: lowest,
  Lag: lag,
};

/** Returns the indices of the inputs that are numbers. */
function validIndices(input: Float64Array, from: number): Int32Array {
  const indices = new Int32Array(input.length - from);
  let count = 0;
  for (let i = from; i < input.length; i++) if (!Number.isNaN(at(input, i))) indices[count++] = i;
  return indices.subarray(0, count);
}

/** Returns indicator `name` of a column. A NaN input gives NaN and is otherwise as if the bar had not been. */
export function indicatorColumn(name: IndicatorName, input: Float64Array, period: number): Float64Array {
  const out = new Float64Array(input.length).fill(NaN);
  let first = 0;
  while (first < input.length && Number.isNaN(at(input, first))) first++;
  const valid = validIndices(input, first);
  if (valid.length === input.length - first) {
    KERNELS[name](input.subarray(first), period, out.subarray(first));
    return out;
  }
  const dense = Float64Array.from(valid, (index) => at(input, index));
  const denseOut = new Float64Array(dense.length).fill(NaN);
  KERNELS[name](dense, period, denseOut);
  for (let i = 0; i < valid.length; i++) out[valid[i] ?? -1] = at(denseOut, i);
  return out;
}

/** Returns Wilder's average true range (1978) of the bars. */
export function averageTrueRangeColumn(candles: CandleColumns, period: number): Float64Array {
  const { high, low, close, length } = candles;
  const out = new Float64Array(length).fill(NaN);
  let sum = 0;
  let value = NaN;
  for (let i = 0; i < length; i++) {
    let range = at(high, i) - at(low, i);
    if (i > 0) {
      const before = at(close, i - 1);
      range = Math.max(range, Math.max(Math.abs(at(high, i) - before), Math.abs(at(low, i) - before)));
    }
    if (i < period) sum += range;
    if (i === period - 1) value = sum / period;
    else if (i >= period) value = (value * (period - 1) + range) / period;
    out[i] = value;
  }
  return out;
}

/** Returns left / right, bar by bar. */
export function ratioColumn(left: Float64Array, right: Float64Array): Float64Array {
  const out = new Float64Array(left.length);
  for (let i = 0; i < out.length; i++) out[i] = at(left, i) / at(right, i);
  return out;
}

/** Returns left - right, bar by bar. */
export function differenceColumn(left: Float64Array, right: Float64Array): Float64Array {
  const out = new Float64Array(left.length);
  for (let i = 0; i < out.length; i++) out[i] = at(left, i) - at(right, i);
  return out;
}
