import { RaraError, type RandomSource } from "@rara-trading/domain";

/** How a stationary bootstrap is drawn. */
export interface ResampleRequest {
  /** Days in the sample, at least 2. */
  readonly days: number;
  /** Resamples wanted, at least 1. */
  readonly count: number;
  /** Mean length of a block in days, at least 1; 1 draws every day by itself. */
  readonly meanBlockDays: number;
  readonly random: RandomSource;
}

/**
 * Drawn resamples of a series of `days` days. Resample b consists of the runs of consecutive days
 * [edges[2i], edges[2i + 1]) for i from offsets[b] to offsets[b + 1] - 1: with a mean block of 10 days that is a fifth
 * of the reads that a row of day weights costs, and it says the same (`resampleDayWeights`).
 */
export interface StationaryResamples {
  readonly days: number;
  readonly count: number;
  readonly meanBlockDays: number;
  readonly offsets: Int32Array;
  readonly edges: Int32Array;
}

function checkRequest(request: ResampleRequest): void {
  const { days, count, meanBlockDays } = request;
  if (Number.isInteger(days) && days >= 2 && Number.isInteger(count) && count >= 1 && meanBlockDays >= 1) return;
  throw new RaraError(
    `Expected at least 2 days, 1 resample and a mean block of 1 day, found ${days}, ${count} and ${meanBlockDays}`,
    { category: "bug", code: "research.bootstrap", hint: "Give the bootstrap a longer research span." },
  );
}

/** A list of run edges that grows. */
class EdgeList {
  #edges = new Int32Array(1024);
  length = 0;

  push(from: number, to: number): void {
    if (this.length + 2 > this.#edges.length) {
      const larger = new Int32Array(this.#edges.length * 2);
      larger.set(this.#edges);
      this.#edges = larger;
    }
    this.#edges[this.length] = from;
    this.#edges[this.length + 1] = to;
    this.length += 2;
  }

  taken(): Int32Array {
    return this.#edges.slice(0, this.length);
  }
}

/**
 * Draws resamples by the stationary bootstrap (Politis and Romano 1994): the first day is uniform; the next is the day
 * after (the first one after the last) with probability 1 - 1 / meanBlockDays, else uniform again.
 * Depends on the random source, the days, the count and the block length only, never on the data.
 */
export function drawStationaryResamples(request: ResampleRequest): StationaryResamples {
  checkRequest(request);
  const { days, count, meanBlockDays, random } = request;
  const jumpProbability = 1 / meanBlockDays;
  const offsets = new Int32Array(count + 1);
  const edges = new EdgeList();
  for (let b = 0; b < count; b++) {
    let from = random.nextInt(days);
    let last = from;
    for (let t = 1; t < days; t++) {
      const jumps = random.next() < jumpProbability;
      if (!jumps && last + 1 < days) {
        last++;
        continue;
      }
      edges.push(from, last + 1);
      from = jumps ? random.nextInt(days) : 0;
      last = from;
    }
    edges.push(from, last + 1);
    offsets[b + 1] = edges.length / 2;
  }
  return { days, count, meanBlockDays, offsets, edges: edges.taken() };
}

/** Returns how often each day occurs in resample `index`; the weights sum to the number of days. */
export function resampleDayWeights(resamples: StationaryResamples, index: number): Float64Array {
  const weights = new Float64Array(resamples.days);
  const { offsets, edges } = resamples;
  const end = offsets[index + 1] ?? 0;
  for (let run = offsets[index] ?? 0; run < end; run++) {
    const to = edges[2 * run + 1] ?? 0;
    for (let day = edges[2 * run] ?? 0; day < to; day++) weights[day] = (weights[day] ?? 0) + 1;
  }
  return weights;
}

/**
 * Writes the sum of every resample into `sums` (one place a resample), given the running totals of the series:
 * `totals[i]` = sum of the first i days, one element longer than the series. A run costs two reads, however long it is.
 */
export function resampledSums(resamples: StationaryResamples, totals: Float64Array, sums: Float64Array): void {
  const { offsets, edges, count } = resamples;
  let place = 0;
  for (let b = 0; b < count; b++) {
    const end = 2 * (offsets[b + 1] as number);
    let sum = 0;
    for (; place < end; place += 2) {
      // Every edge lies in 0 … days, so these reads are inside the arrays.
      sum += (totals[edges[place + 1] as number] as number) - (totals[edges[place] as number] as number);
    }
    sums[b] = sum;
  }
}
