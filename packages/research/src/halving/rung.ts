import type { GateCheck } from "@rara-trading/domain";

/** A stretch from the beginning of the research span on which a hypothesis is evaluated first. */
export interface Rung {
  /** Bars of the stretch, whole days. */
  readonly bars: number;
  /** Sharpe ratio below which a trial is dropped here; `null` while nobody is. */
  readonly sharpeMin: number | null;
}

/** What a trial showed on a rung that it reached; `null` when its returns never varied there. */
export interface RungScore {
  readonly bars: number;
  readonly sharpe: number | null;
}

/** Name of the gate that drops trials. */
export const HALVING_GATE = "halving";

/** A trial that may have been evaluated on rungs first. */
interface ClimbedTrial {
  readonly rungs?: readonly RungScore[];
  readonly checks: readonly Pick<GateCheck, "gate" | "passed">[];
}

/** Whether a rung dropped a trial. */
export function isDropped({ checks }: Pick<ClimbedTrial, "checks">): boolean {
  return checks.some(({ gate, passed }) => gate === HALVING_GATE && !passed);
}

/** Returns the bars that a trial was evaluated on, of `bars`, those of the rungs counted again: what it cost. */
export function barsEvaluated({ rungs = [], checks }: ClimbedTrial, bars: number): number {
  const climbed = rungs.reduce((sum, rung) => sum + rung.bars, 0);
  return isDropped({ checks }) ? climbed : climbed + bars;
}
