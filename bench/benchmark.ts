/** One row of the table. */
export interface BenchmarkResult {
  readonly name: string;
  /** What `median` counts, such as `bars/s`. */
  readonly unit: string;
  readonly median: number;
  /** `median` over the median of `against` in the same run; `null` where there is nothing to compare with. */
  readonly ratio: number | null;
  readonly against: string | null;
  /** What the project asks of `median`: at least this, or at most where the unit is a time. */
  readonly demandedMedian?: number;
  /** What the project asks of `ratio`, at least. */
  readonly demandedRatio?: number;
}

/** A row with what its process needed. */
export interface MeasuredResult extends BenchmarkResult {
  /** Highest resident memory of the process that measured the row, its data and the other rows of its file included. */
  readonly peakRssMiB: number;
}

/** A benchmark: prepares its data, measures, and returns its rows. */
export interface Benchmark {
  readonly name: string;
  run(): Promise<readonly BenchmarkResult[]>;
}

/** Runs of each contender; odd, so that the median is one of them. */
const RUNS = 7;
/** CPU time of one run, at least: the kernel counts it in steps of some milliseconds. */
const RUN_SECONDS_MIN = 0.15;
const REPEATS_MAX = 1_000;

/** Returns the middle one of an odd number of values. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}

/** CPU time of this thread, so that other processes on the machine do not count. */
function cpuSecondsOf(work: () => void, times: number): number {
  const before = process.threadCpuUsage();
  for (let i = 0; i < times; i++) work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1e6;
}

/** Runs `work` until V8 has made up its mind about it, and returns how often it fits into a run. */
function repeatsOf(work: () => void): number {
  let times = 0;
  for (let spent = 0; spent < RUN_SECONDS_MIN && times < REPEATS_MAX; times++) spent += cpuSecondsOf(work, 1);
  return times;
}

/**
 * Returns the median rates (`amount` a CPU second) of two synchronous contenders that run by turns, after an unmeasured
 * run each, so that a noisy machine disturbs both alike.
 */
export function alternatingRates(
  amount: number,
  contender: () => void,
  baseline: () => void,
): { readonly contender: number; readonly baseline: number } {
  const contenderRepeats = repeatsOf(contender);
  const baselineRepeats = repeatsOf(baseline);
  const contenderRates: number[] = [];
  const baselineRates: number[] = [];
  for (let i = 0; i < RUNS; i++) {
    contenderRates.push((amount * contenderRepeats) / cpuSecondsOf(contender, contenderRepeats));
    baselineRates.push((amount * baselineRepeats) / cpuSecondsOf(baseline, baselineRepeats));
  }
  return { contender: median(contenderRates), baseline: median(baselineRates) };
}

/** Returns the median rate (`amount` a CPU second) of synchronous work, after an unmeasured run. */
export function medianRate(amount: number, work: () => void): number {
  const repeats = repeatsOf(work);
  return median(Array.from({ length: RUNS }, () => (amount * repeats) / cpuSecondsOf(work, repeats)));
}
