import type { GateCheck } from "@rara-trading/domain";
import type { Gate1Thresholds } from "./gate1-thresholds.ts";

/** Name of the check. */
export const BREADTH_GATE = "breadth";

/** Fewest rules in which an edge must have been found, however short the search. */
export const BREADTH_MIN = 3;

/**
 * Asks whether the search found the edge in several ways: `pValues` are those of the reality check for every rule of the run
 * that passed its own gates (`null` of one that is not weighed), and enough of them must be small, though far from as small as a
 * promotion asks for. Luck flatters one rule and its closest kin; what is there is found by rules that were bred apart. The longer a
 * search, the more of them it breeds from one lucky find, so the number needed is a share of its hypotheses; a share of 0 asks for nothing.
 */
export function breadthGate(
  pValues: readonly (number | null)[],
  hypotheses: number,
  { breadthShare, breadthPMax }: Pick<Gate1Thresholds, "breadthShare" | "breadthPMax">,
): GateCheck {
  const threshold = breadthShare === 0 ? 0 : Math.max(BREADTH_MIN, Math.ceil(breadthShare * hypotheses));
  const actual = pValues.filter((p) => p !== null && p <= breadthPMax).length;
  const passed = actual >= threshold;
  const rules = `${actual} ${actual === 1 ? "rule" : "rules"} of ${hypotheses}`;
  const reason = `In this search ${rules} passed their own gates with p of at most ${breadthPMax} in the reality check, ${passed ? "at least" : "fewer than"} ${threshold}.`;
  return { gate: BREADTH_GATE, passed, threshold, actual, reason };
}
