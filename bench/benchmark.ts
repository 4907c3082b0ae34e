/** One row of the table. */
export interface BenchmarkResult {
  readonly name: string;
  /** What `median` counts, such as `bars/s`. */
  readonly unit: string;
  readonly median: number;
  /** `median` over the median of `against` in the same run; `null` where there is nothing to compare with. */
  readonly ratio: number | null;
  readonly against: string | null;
}

/** A benchmark: prepares its data, measures, and returns its rows. */
export interface Benchmark {
  readonly name: string;
  run(): Promise<readonly BenchmarkResult[]>;
}

/** Runs of each contender; odd, so that the median is one of them. */
const RUNS = 5;

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}

/** CPU time of this thread, so that other processes on the machine do not count. */
function cpuSecondsOf(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1e6;
}

/**
 * Returns the median rates (`amount` a CPU second) of two synchronous contenders that run by turns, after one
 * unmeasured run each, so that a noisy machine disturbs both alike.
 */
export function alternatingRates(
  amount: number,
  contender: () => void,
  baseline: () => void,
): { readonly contender: number; readonly baseline: number } {
  contender();
  baseline();
  const contenderRates: number[] = [];
  const baselineRates: number[] = [];
  for (let i = 0; i < RUNS; i++) {
    contenderRates.push(amount / cpuSecondsOf(contender));
    baselineRates.push(amount / cpuSecondsOf(baseline));
  }
  return { contender: median(contenderRates), baseline: median(baselineRates) };
}
