/**
 * One indicator over a whole column. The operations and their order are those of the SDK's streaming indicators, so
 * that every value has the same bits. `input` holds no NaN; `out` (same length) starts as NaN everywhere.
 */
export type Kernel = (input: Float64Array, period: number, out: Float64Array) => void;

/** Reads inside the bounds of a column. */
export function at(column: Float64Array, index: number): number {
  return column[index] ?? NaN;
}

/** Arithmetic mean of the last n inputs, from a running sum. */
export function simpleAverage(input: Float64Array, period: number, out: Float64Array): void {
  let sum = 0;
  for (let i = 0; i < input.length; i++) {
    if (i >= period) sum -= at(input, i - period);
    sum += at(input, i);
    if (i >= period - 1) out[i] = sum / period;
  }
}

/** Exponential average with k = 2 / (n + 1), started from the mean of the first n inputs. */
export function exponentialAverage(input: Float64Array, period: number, out: Float64Array): void {
  const weight = 2 / (period + 1);
  let sum = 0;
  let value = NaN;
  for (let i = 0; i < input.length; i++) {
    if (i < period) sum += at(input, i);
    if (i === period - 1) value = sum / period;
    else if (i >= period) value += weight * (at(input, i) - value);
    out[i] = value;
  }
}

/** Relative change against the input n bars ago; NaN when that was 0. */
export function rateOfChange(input: Float64Array, period: number, out: Float64Array): void {
  for (let i = period; i < input.length; i++) {
    const before = at(input, i - period);
    out[i] = before === 0 ? NaN : at(input, i) / before - 1;
  }
}

/** Wilder's relative strength index (1978). */
export function relativeStrength(input: Float64Array, period: number, out: Float64Array): void {
  let gain = 0;
  let loss = 0;
  for (let i = 1; i < input.length; i++) {
    const change = at(input, i) - at(input, i - 1);
    const up = change > 0 ? change : 0;
    const down = change < 0 ? -change : 0;
    if (i <= period) {
      gain += up;
      loss += down;
      if (i < period) continue;
      gain /= period;
      loss /= period;
    } else {
      gain = (gain * (period - 1) + up) / period;
      loss = (loss * (period - 1) + down) / period;
    }
    if (loss === 0) out[i] = gain === 0 ? 50 : 100;
    else out[i] = 100 - 100 / (1 + gain / loss);
  }
}

/** Windowed Welford (1962): the population spread of the last n inputs, handed to `write` with its mean. */
function windowedSpread(
  input: Float64Array,
  period: number,
  write: (index: number, mean: number, deviation: number) => void,
): void {
  let mean = 0;
  let squares = 0;
  for (let i = 0; i < input.length; i++) {
    const value = at(input, i);
    if (i < period) {
      const delta = value - mean;
      mean += delta / (i + 1);
      squares += delta * (value - mean);
    } else {
      const oldest = at(input, i - period);
      const meanBefore = mean;
      mean += (value - oldest) / period;
      squares += (value - oldest) * (value - mean + oldest - meanBefore);
      if (squares < 0) squares = 0;
    }
    if (i >= period - 1) write(i, mean, Math.sqrt(squares / period));
  }
}

/** Population standard deviation of the last n inputs. */
export function standardDeviation(input: Float64Array, period: number, out: Float64Array): void {
  windowedSpread(input, period, (i, _mean, deviation) => {
    out[i] = deviation;
  });
}

/** Distance from the mean of the last n inputs in their standard deviations; 0 where they do not vary. */
export function zScore(input: Float64Array, period: number, out: Float64Array): void {
  windowedSpread(input, period, (i, mean, deviation) => {
    out[i] = deviation === 0 ? 0 : (at(input, i) - mean) / deviation;
  });
}

/** The extreme of the last n inputs in the direction of `sign`; a window is scanned anew only when its extreme leaves. */
function extreme(input: Float64Array, period: number, out: Float64Array, sign: 1 | -1): void {
  let best = 0;
  for (let i = 0; i < input.length; i++) {
    if (best <= i - period) {
      best = i - period + 1;
      for (let j = best + 1; j < i; j++) if (sign * at(input, j) >= sign * at(input, best)) best = j;
    }
    if (sign * at(input, i) >= sign * at(input, best)) best = i;
    if (i >= period - 1) out[i] = at(input, best);
  }
}

/** Largest of the last n inputs, the current one included. */
export function highest(input: Float64Array, period: number, out: Float64Array): void {
  extreme(input, period, out, 1);
}

/** Smallest of the last n inputs, the current one included. */
export function lowest(input: Float64Array, period: number, out: Float64Array): void {
  extreme(input, period, out, -1);
}

/** The input n bars ago. */
export function lag(input: Float64Array, period: number, out: Float64Array): void {
  for (let i = period; i < input.length; i++) out[i] = at(input, i - period);
}
