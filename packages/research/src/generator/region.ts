import { FAMILIES, type Family, type StrategyTree } from "../hypothesis/strategy-tree.ts";
import { warmUpBars } from "../hypothesis/warm-up.ts";

/** Upper edges of the horizons, in bars of warm-up; what is above the last edge is a horizon of its own. */
export const HORIZON_EDGES_BARS = [8, 22, 56] as const;

/** Horizons, the shortest first. */
const HORIZONS = HORIZON_EDGES_BARS.length + 1;

/** A part of the grammar that a tree can be assigned to before it is evaluated: what it is about, and how far it looks back. */
export interface Region {
  readonly family: Family;
  /** 0 … 3: warm-up below 8, below 22, below 56, and longer. */
  readonly horizon: number;
}

/** All regions, by family and horizon. */
export const REGIONS: readonly Region[] = FAMILIES.flatMap((family) =>
  Array.from({ length: HORIZONS }, (_, horizon) => ({ family, horizon })),
);

/** Returns the region of a tree. */
export function regionOf(tree: StrategyTree): Region {
  const bars = warmUpBars(tree);
  const horizon = HORIZON_EDGES_BARS.findIndex((edge) => bars < edge);
  return { family: tree.family, horizon: horizon === -1 ? HORIZONS - 1 : horizon };
}

/** Returns the name of a region: `momentum/2`. */
export function regionName({ family, horizon }: Region): string {
  return `${family}/${horizon}`;
}
