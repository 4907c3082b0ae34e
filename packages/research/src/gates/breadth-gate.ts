import type { GateCheck } from "@rara-trading/domain";
import type { Gate1Thresholds } from "./gate1-thresholds.ts";

/** Name of the check. */
export const BREADTH_GATE = "breadth";

/** Fewest rules in which an edge must have been found, however short the search. */
export const BREADTH_MIN = 3;

/** A rule of the run that passed its own gates, as far as breadth is concerned. */
export interface FoundRule {
  /** Whether it has parents: then what the search had seen by then is in it. */
  readonly bred: boolean;
  /** Of the reality check; `null` when the rule is not weighed. */
  readonly pValue: number | null;
}

/**
 * Asks whether the search found the edge in several ways that it did not breed from each other: enough rules without parents must
 * have passed their own gates with a small p-value, though far from as small as a promotion asks for. A search
 * crowds around whatever looked good, luck as well; what is there is also found by those that were proposed before anything was known.
 * The number needed is a share of the run's hypotheses, because a longer search tries more of them; a share of 0 asks for nothing.
 */
export function breadthGate(
  found: readonly FoundRule[],
  hypotheses: number,
  { breadthShare, breadthPMax }: Pick<Gate1Thresholds, "breadthShare" | "breadthPMax">,
): GateCheck {
  const threshold = breadthShare === 0 ? 0 : Math.max(BREADTH_MIN, Math.ceil(breadthShare * hypotheses));
  const actual = found.filter(({ bred, pValue }) => !bred && pValue !== null && pValue <= breadthPMax).length;
  const passed = actual >= threshold;
  const rules = `${actual} ${actual === 1 ? "rule" : "rules"} of ${hypotheses}`;
  const reason = `In this search ${rules}, bred from no other, passed their own gates with p of at most ${breadthPMax} in the reality check, ${passed ? "at least" : "fewer than"} ${threshold}.`;
  return { gate: BREADTH_GATE, passed, threshold, actual, reason };
}
