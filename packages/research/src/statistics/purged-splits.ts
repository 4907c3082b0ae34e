import { combinations } from "./combinations.ts";

/** One test group of one path: taken from this split. Both count from 0. */
interface PathPiece {
  readonly group: number;
  readonly split: number;
}

/** How combinatorial purged cross-validation (López de Prado 2018, chapter 12) divides `groups` stretches of time. */
export interface PurgedSplits {
  /** The groups that each split tests on; it trains on the others. */
  readonly splits: readonly (readonly number[])[];
  /** Each path covers every group once; every tested group of every split belongs to one path. */
  readonly paths: readonly (readonly PathPiece[])[];
}

/** Returns all C(N, k) splits that test on k of N groups and the k C(N, k) / N paths that they assemble to, earlier splits first. */
export function purgedSplits(groups: number, tested: number): PurgedSplits {
  const splits = combinations(groups, tested);
  const byGroup = Array.from({ length: groups }, (_, group) =>
    splits.flatMap((chosen, split) => (chosen.includes(group) ? [{ group, split }] : [])),
  );
  const paths = Array.from({ length: (splits.length * tested) / groups }, (_, path) =>
    byGroup.flatMap((pieces) => pieces.slice(path, path + 1)),
  );
  return { splits, paths };
}
