/** The checks that a run must pass: a failure proves that it is broken. */
export type ProofName = "prefix-invariance" | "future-shuffle" | "own-bar" | "determinism";

/** The checks whose failure is a reason to look closer, not a proof. */
type FlagName = "lag" | "warm-up";

/** What one check found. */
export interface BlindnessCheck {
  readonly check: ProofName | FlagName;
  readonly passed: boolean;
  /** An English sentence with the figures in it. */
  readonly evidence: string;
}

/** Where the future is cut off, as shares of the bars. */
const CUT_SHARES: readonly number[] = [0.35, 0.5, 0.62, 0.71, 0.83, 0.94];

/** Fewer bars than this and a check says nothing. */
export const CHECK_BARS_MIN = 50;

/** Returns the different cuts of a history, ascending. */
export function cutsOf(bars: number): readonly number[] {
  const cuts = CUT_SHARES.map((share) => Math.floor(bars * share)).filter((cut) => cut > 0 && cut < bars);
  return [...new Set(cuts)];
}
