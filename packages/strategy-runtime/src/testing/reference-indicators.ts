// The indicator contract written a second time, over whole histories: what an indicator answers after the inputs
// `history`. Slow on purpose and without any code in common with the SDK.

/** Answers of one indicator: the input history (NaN removed) to the value. */
type ReferenceIndicator = (history: readonly number[], period: number) => number;

/** One bar of what ATR takes. */
export type ReferenceBar = readonly [high: number, low: number, close: number];

const lastOf = (history: readonly number[], count: number): readonly number[] => history.slice(-count);

const sma: ReferenceIndicator = (history, period) => {
  if (history.length < period) return Number.NaN;
  let sum = 0;
  for (const [i, x] of history.entries()) {
    if (i >= period) sum -= history[i - period] ?? Number.NaN;
    sum += x;
  }
  return sum / period;
};

const ema: ReferenceIndicator = (history, period) => {
  if (history.length < period) return Number.NaN;
  const seed = history.slice(0, period).reduce((sum, x) => sum + x, 0) / period;
  const weight = 2 / (period + 1);
  return history.slice(period).reduce((value, x) => value + weight * (x - value), seed);
};

const lag: ReferenceIndicator = (history, period) => history.at(-1 - period) ?? Number.NaN;

const roc: ReferenceIndicator = (history, period) => {
  const before = lag(history, period);
  return before === 0 ? Number.NaN : (history.at(-1) ?? Number.NaN) / before - 1;
};

const rsi: ReferenceIndicator = (history, period) => {
  if (history.length <= period) return Number.NaN;
  const changes = history.slice(1).map((x, i) => x - (history[i] ?? Number.NaN));
  const smooth = (moves: readonly number[]): number =>
    moves
      .slice(period)
      .reduce(
        (mean, move) => (mean * (period - 1) + move) / period,
        moves.slice(0, period).reduce((s, m) => s + m, 0) / period,
      );
  const gain = smooth(changes.map((change) => (change > 0 ? change : 0)));
  const loss = smooth(changes.map((change) => (change < 0 ? -change : 0)));
  if (loss === 0) return gain === 0 ? 50 : 100;
  return 100 - 100 / (1 + gain / loss);
};

/** Mean and sum of squares after Welford's updates, first growing, then sliding. */
function welford(history: readonly number[], period: number): { mean: number; squares: number } {
  let mean = 0;
  let squares = 0;
  for (const [i, x] of history.entries()) {
    const before = mean;
    if (i < period) {
      mean += (x - before) / (i + 1);
      squares += (x - before) * (x - mean);
    } else {
      const oldest = history[i - period] ?? Number.NaN;
      mean += (x - oldest) / period;
      squares = Math.max(0, squares + (x - oldest) * (x - mean + oldest - before));
    }
  }
  return { mean, squares };
}

const stdDev: ReferenceIndicator = (history, period) =>
  history.length < period ? Number.NaN : Math.sqrt(welford(history, period).squares / period);

const zScore: ReferenceIndicator = (history, period) => {
  const deviation = stdDev(history, period);
  return deviation === 0 ? 0 : ((history.at(-1) ?? Number.NaN) - welford(history, period).mean) / deviation;
};

const highest: ReferenceIndicator = (history, period) =>
  history.length < period ? Number.NaN : Math.max(...lastOf(history, period));

const lowest: ReferenceIndicator = (history, period) =>
  history.length < period ? Number.NaN : Math.min(...lastOf(history, period));

/** The references by the SDK's names; ATR takes bars and stands apart. */
export const REFERENCE_INDICATORS = {
  SMA: sma,
  EMA: ema,
  ROC: roc,
  RSI: rsi,
  StdDev: stdDev,
  ZScore: zScore,
  Highest: highest,
  Lowest: lowest,
  Lag: lag,
} as const;

/** Average true range after these bars. */
export function referenceAtr(bars: readonly ReferenceBar[], period: number): number {
  if (bars.length < period) return Number.NaN;
  const ranges = bars.map(([high, low], i) => {
    const before = bars[i - 1]?.[2];
    return before === undefined ? high - low : Math.max(high - low, Math.abs(high - before), Math.abs(low - before));
  });
  const seed = ranges.slice(0, period).reduce((sum, range) => sum + range, 0) / period;
  return ranges.slice(period).reduce((mean, range) => (mean * (period - 1) + range) / period, seed);
}
