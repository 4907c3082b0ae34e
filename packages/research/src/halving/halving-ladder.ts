import type { Rung, RungScore } from "./rung.ts";

/** Parts of the bars that the rungs are, the shortest first (successive halving with a factor of 3: Jamieson and Talwalkar 2016). */
const DIVISORS = [9, 3] as const;
/** Share of the trials on a rung that go on from it: the best third. */
const KEPT_SHARE = 1 / 3;
/** Bars of the shortest rung below which it says too little, and a whole evaluation costs too little, for anybody to be dropped. */
export const RUNG_BARS_MIN = 2_000;
/** Trials on a rung before anybody is dropped there. */
const SCORES_MIN = 9;
/** Trials on a rung that are remembered, the latest. */
const SCORES_MAX = 10_000;

/** The Sharpe ratios of a rung, in the order of proposals. */
class RungScores {
  readonly bars: number;
  readonly #scores: number[] = [];

  constructor(bars: number) {
    this.bars = bars;
  }

  add(sharpe: number | null): void {
    this.#scores.push(sharpe ?? -Infinity);
    if (this.#scores.length > SCORES_MAX) this.#scores.shift();
  }

  /** The lowest score of the best third. */
  rung(): Rung {
    const { length } = this.#scores;
    const sorted = this.#scores.toSorted((a, b) => b - a);
    const least = sorted[Math.ceil(length * KEPT_SHARE) - 1] ?? -Infinity;
    return { bars: this.bars, sharpeMin: length >= SCORES_MIN && Number.isFinite(least) ? least : null };
  }
}

/** Returns how many bars the first `bars` at most are in whole days; 0 when the first day is longer. */
function wholeDays(dayEnds: Int32Array, bars: number): number {
  let whole = 0;
  for (const end of dayEnds) {
    if (end + 1 > bars) break;
    whole = end + 1;
  }
  return whole;
}

/**
 * Successive halving, asynchronous (Li et al. 2020): a trial goes on from a rung when it is among the best third of what
 * reached the rung so far. What was reported, in the order of proposals, alone decides, so that a seed determines it all.
 */
export class HalvingLadder {
  readonly #rungs: readonly RungScores[];

  private constructor(rungs: readonly RungScores[]) {
    this.#rungs = rungs;
  }

  /**
   * Returns the ladder of a history, `dayEnds` the index of the last bar of each day; undefined of one whose first rung has
   * fewer than 2,000 bars: every trial is then evaluated on all of it.
   */
  static of(bars: number, dayEnds: Int32Array): HalvingLadder | undefined {
    const rungs = DIVISORS.map((divisor) => wholeDays(dayEnds, Math.floor(bars / divisor)));
    const [shortest = 0] = rungs;
    return shortest < RUNG_BARS_MIN ? undefined : new HalvingLadder(rungs.map((length) => new RungScores(length)));
  }

  /** The rungs that the next trials have to climb. */
  get rungs(): readonly Rung[] {
    return this.#rungs.map((scores) => scores.rung());
  }

  /** Learns what a trial showed on the rungs that it reached. */
  learn(scores: readonly RungScore[]): void {
    for (const { bars, sharpe } of scores) this.#rungs.find((rung) => rung.bars === bars)?.add(sharpe);
  }
}
