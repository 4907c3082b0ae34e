import { SeededRandom } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { PERIOD_GRID } from "../hypothesis/period.ts";
import { INDICATOR_NAMES, type IndicatorName } from "../hypothesis/series.ts";
import { randomWalkBars } from "./random-walk-bars.ts";
import { averageTrueRangeColumn, indicatorColumn } from "./series-column.ts";

/** An indicator as a streaming object would have it: the valid inputs so far, newest last, in; the value out. */
type Streaming = (inputs: readonly number[], n: number) => number;

function last(inputs: readonly number[], barsAgo = 0): number {
  return inputs.at(-1 - barsAgo) ?? NaN;
}

/** The definitions, written the slow way: folded anew over the whole past on every bar. */
const STREAMING: Readonly<Record<IndicatorName, Streaming>> = {
  SMA(inputs, n) {
    let sum = 0;
    for (const [i, x] of inputs.entries()) {
      if (i >= n) sum -= inputs[i - n] ?? NaN;
      sum += x;
    }
    return inputs.length < n ? NaN : sum / n;
  },
  EMA(inputs, n) {
    if (inputs.length < n) return NaN;
    const start = inputs.slice(0, n).reduce((sum, x) => sum + x, 0) / n;
    return inputs.slice(n).reduce((value, x) => value + (2 / (n + 1)) * (x - value), start);
  },
  ROC(inputs, n) {
    return inputs.length <= n || last(inputs, n) === 0 ? NaN : last(inputs) / last(inputs, n) - 1;
  },
  RSI(inputs, n) {
    const changes = inputs.slice(1).map((x, i) => x - (inputs[i] ?? NaN));
    if (changes.length < n) return NaN;
    const smooth = (sizes: readonly number[]): number => {
      const start = sizes.slice(0, n).reduce((sum, size) => sum + size, 0) / n;
      return sizes.slice(n).reduce((value, size) => (value * (n - 1) + size) / n, start);
    };
    const gain = smooth(changes.map((change) => (change > 0 ? change : 0)));
    const loss = smooth(changes.map((change) => (change < 0 ? -change : 0)));
    if (loss === 0) return gain === 0 ? 50 : 100;
    return 100 - 100 / (1 + gain / loss);
  },
  StdDev(inputs, n) {
    return inputs.length < n ? NaN : welford(inputs, n).deviation;
  },
  ZScore(inputs, n) {
    if (inputs.length < n) return NaN;
    const { mean, deviation } = welford(inputs, n);
    return deviation === 0 ? 0 : (last(inputs) - mean) / deviation;
  },
  Highest(inputs, n) {
    return inputs.length < n ? NaN : Math.max(...inputs.slice(-n));
  },
  Lowest(inputs, n) {
    return inputs.length < n ? NaN : Math.min(...inputs.slice(-n));
  },
  Lag(inputs, n) {
    return inputs.length <= n ? NaN : last(inputs, n);
  },
};

function welford(inputs: readonly number[], n: number): { mean: number; deviation: number } {
  let mean = 0;
  let m2 = 0;
  for (const [i, x] of inputs.entries()) {
    if (i < n) {
      const delta = x - mean;
      mean += delta / (i + 1);
      m2 += delta * (x - mean);
      continue;
    }
    const old = inputs[i - n] ?? NaN;
    const oldMean = mean;
    mean += (x - old) / n;
    m2 = Math.max(0, m2 + (x - old) * (x - mean + old - oldMean));
  }
  return { mean, deviation: Math.sqrt(m2 / n) };
}

function streamed(name: IndicatorName, input: Float64Array, n: number): Float64Array {
  const seen: number[] = [];
  return input.map((x) => {
    if (Number.isNaN(x)) return NaN;
    seen.push(x);
    return STREAMING[name](seen, n);
  });
}

const BARS = randomWalkBars(new SeededRandom("columns"), { length: 360, rough: true });

/** Closes with NaN in front and in holes, and an infinity, as a ratio with idle volume gives them. */
const HOLED = BARS.close.map((x, i) => {
  if (i === 300) return Infinity;
  return i < 7 || i % 31 === 0 || (i > 200 && i < 210) ? NaN : x;
});

describe("an indicator's column", () => {
  it.each(INDICATOR_NAMES)("has the bits of the streaming definition, bar by bar: %s", (name) => {
    for (const n of PERIOD_GRID) {
      expect(indicatorColumn(name, BARS.close, n)).toEqual(streamed(name, BARS.close, n));
    }
  });

  it.each(INDICATOR_NAMES)("skips NaN inputs without changing state: %s", (name) => {
    for (const n of [2, 5, 21]) expect(indicatorColumn(name, HOLED, n)).toEqual(streamed(name, HOLED, n));
  });

  it("is all NaN when there are fewer bars than the period", () => {
    for (const name of INDICATOR_NAMES) {
      expect(indicatorColumn(name, Float64Array.of(1, 2, 3), 5)).toEqual(Float64Array.of(NaN, NaN, NaN));
    }
  });

  it("scores 0 where nothing moved, and RSI says 50", () => {
    const still = new Float64Array(30).fill(101.23);
    expect(indicatorColumn("ZScore", still, 13).at(-1)).toBe(0);
    expect(indicatorColumn("RSI", still, 13).at(-1)).toBe(50);
  });

  it("gives no rate of change against zero", () => {
    expect(indicatorColumn("ROC", Float64Array.of(1, 0, 2, 3), 2)).toEqual(Float64Array.of(NaN, NaN, 1, NaN));
  });
});

describe("the average true range's column", () => {
  it("averages, then smooths, the true range", () => {
    const candles = {
      length: 4,
      openTimeMs: Float64Array.of(0, 1, 2, 3),
      open: Float64Array.of(10, 10, 10, 10),
      high: Float64Array.of(11, 15, 12, 12),
      low: Float64Array.of(9, 14, 11, 11),
      close: Float64Array.of(10, 15, 11, 11),
      volume: Float64Array.of(1, 1, 1, 1),
    };
    // True ranges: 2; max(1, 15 - 10) = 5; max(1, |11 - 15|) = 4; 1.
    expect(averageTrueRangeColumn(candles, 2)).toEqual(Float64Array.of(NaN, 3.5, 3.75, 2.375));
  });
});
