import type { Family, StrategyTree } from "../hypothesis/strategy-tree.ts";

/** What a hypothesis did, apart from how well: which niche of the archive it competes in. */
export interface Behaviour {
  /** Traded notional over equity, a year. */
  readonly turnover: number;
  /** Bars a position is held on average; 0 when there was none. */
  readonly holdingBars: number;
}

/** Upper edges of the niches by turnover a year; what is above the last edge has a niche of its own. */
export const TURNOVER_EDGES = [5, 15, 40, 100] as const;
/** The same by bars held. */
const HOLDING_EDGES = [2, 5, 12, 30] as const;
type Bias = "both" | "long" | "short";

function biasOf(tree: StrategyTree): Bias {
  if (tree.kind === "latched") return tree.side === 1 ? "long" : "short";
  return tree.short === null ? "long" : "both";
}

function binOf(value: number, edges: readonly number[]): number {
  const bin = edges.findIndex((edge) => value < edge);
  return bin === -1 ? edges.length : bin;
}

/** Returns which niche a turnover falls into, from 0; the last one has no upper edge. */
export function turnoverNiche(turnover: number): number {
  return binOf(turnover, TURNOVER_EDGES);
}

/** A niche, in words: `momentum/turnover-2/holding-3/both`. */
export function nicheOf(tree: StrategyTree, { turnover, holdingBars }: Behaviour): string {
  const family: Family = tree.family;
  return `${family}/turnover-${turnoverNiche(turnover)}/holding-${binOf(holdingBars, HOLDING_EDGES)}/${biasOf(tree)}`;
}
