import type { GateCheck } from "@rara-trading/domain";
import type { Gate1Thresholds } from "./gate1-thresholds.ts";

/** Name of the check. */
export const BREADTH_GATE = "breadth";

/** Fewest rules in which an edge must have been found, however short the search. */
const BREADTH_MIN = 3;

/**
 * Asks whether the search found the edge in several ways: `passed` of the run's `hypotheses` passed the reality check. Luck
 * flatters one rule and its closest kin; what is there is found by rules that were bred apart. The longer a search, the
 * more of them it breeds from one lucky find, so the number needed is a share of its hypotheses; a share of 0 asks for nothing.
 */
export function breadthGate(
  passed: number,
  hypotheses: number,
  { breadthShare }: Pick<Gate1Thresholds, "breadthShare">,
): GateCheck {
  const threshold = breadthShare === 0 ? 0 : Math.max(BREADTH_MIN, Math.ceil(breadthShare * hypotheses));
  const enough = passed >= threshold;
  const rules = `${passed} ${passed === 1 ? "rule" : "rules"} of ${hypotheses}`;
  const reason = `In this search ${rules} passed the reality check, ${enough ? "at least" : "fewer than"} ${threshold}.`;
  return { gate: BREADTH_GATE, passed: enough, threshold, actual: passed, reason };
}
