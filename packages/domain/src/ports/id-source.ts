import type { RandomSource } from "../random/seeded-random.ts";

/** The port through which new ids come. */
export interface IdSource {
  /** Returns an id that is new for `kind`: `run-3f9a…`. */
  next(kind: string): string;
}

/** Ids that depend on the random source only, so that the same seed gives the same ids. */
export class SeededIdSource implements IdSource {
  readonly #random: RandomSource;

  constructor(random: RandomSource) {
    this.#random = random;
  }

  next(kind: string): string {
    let hex = "";
    for (let i = 0; i < 4; i++) hex += this.#random.nextInt(0x1_0000).toString(16).padStart(4, "0");
    return `${kind}-${hex}`;
  }
}
