import type { RandomSource } from "@rara-trading/domain";
import type { StrategyTree } from "../hypothesis/strategy-tree.ts";

/** Survivors kept; the worst makes room. */
export const POPULATION_MAX = 60;

/** Members that compete to be a parent. */
const TOURNAMENT_SIZE = 4;

/** An evaluated hypothesis that may become a parent. */
export interface Member {
  readonly hypothesisId: string;
  readonly tree: StrategyTree;
  readonly quality: number;
}

/** The best hypotheses so far, best first; among equals the earlier one stands first. */
export class Population {
  readonly #members: Member[] = [];

  /** How many there are. */
  get size(): number {
    return this.#members.length;
  }

  /** Adds a member if it is among the best. */
  add(member: Member): void {
    const place = this.#members.findIndex((other) => other.quality < member.quality);
    this.#members.splice(place === -1 ? this.#members.length : place, 0, member);
    if (this.#members.length > POPULATION_MAX) this.#members.pop();
  }

  /** Returns the best of a few drawn at random, or `undefined` of an empty population. */
  tournament(random: RandomSource): Member | undefined {
    let best = this.#members.length;
    for (let round = 0; round < TOURNAMENT_SIZE; round++) best = Math.min(best, random.nextInt(this.#members.length));
    return this.#members[best];
  }
}
