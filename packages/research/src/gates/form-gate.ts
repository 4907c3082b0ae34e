import type { GateCheck, StrategyParameter } from "@rara-trading/domain";
import type { CandidateLab } from "./candidate-lab.ts";
import type { Gate1Thresholds } from "./gate1-thresholds.ts";
import { hiddenNumbers } from "./hidden-numbers.ts";
import type { NeighbourRun } from "./neighbour-runs.ts";
import { canMove } from "./parameter-neighbours.ts";

/** Name of the check that asks of code whether the plateau gates can move its numbers (G1). */
export const FORM_GATE = "form";
/** Name of the check that asks whether its parameters do anything (G4). */
export const PARAMETERS_GATE = "parameters";

/** Hidden numbers that a reason names. */
const NAMED_MAX = 5;

/**
 * G1, of code: whether every number that could be tuned is a declared parameter that can be moved. What is not, is hidden from
 * the plateau gates, which would then call a needle a plateau.
 */
export function formGate(
  source: string,
  parameters: readonly StrategyParameter[],
  { neighbourSpread }: Pick<Gate1Thresholds, "neighbourSpread">,
): GateCheck {
  const percent = Math.round(neighbourSpread * 100);
  const pinned = parameters.filter((parameter) => !canMove(parameter, neighbourSpread)).map(({ name }) => name);
  const found = [...hiddenNumbers(source), ...pinned.map((name) => `the parameter ${name}, which has no room`)];
  const about = { gate: FORM_GATE, threshold: 0 };
  if (pinned.length === parameters.length) {
    const reason = `It declares no parameter that can be moved by ${percent} %: its numbers are hidden from the plateau gates.`;
    return { ...about, passed: false, actual: null, reason };
  }
  const more = found.length > NAMED_MAX ? " and more" : "";
  const named = found.slice(0, NAMED_MAX).join(", ") + more;
  const reason =
    found.length === 0
      ? `The plateau gates can move its numbers: it declares ${parameters.length} parameters with room to move by ${percent} %.`
      : `These are hidden from the plateau gates, because no declared parameter moves them: ${named}; 0 are allowed.`;
  return { ...about, passed: found.length === 0, actual: found.length, reason };
}

function equalReturns(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((value, day) => value === b[day]);
}

/** G4, of code: whether other parameters make it trade otherwise. Neighbours that do the same as it say nothing about it. */
export function parametersGate(lab: CandidateLab, runs: readonly NeighbourRun[]): GateCheck {
  const own = lab.base.dailyReturns;
  const others = runs.filter(({ dailyReturns }) => dailyReturns === null || !equalReturns(dailyReturns, own)).length;
  const passed = others > 0;
  const counted = `${others} of its ${runs.length} neighbours trade otherwise than it`;
  const reason = passed
    ? `${counted}: its parameters do something.`
    : `${counted}: its parameters do nothing, so its numbers are hidden from the plateau gates; 1 is needed.`;
  return { gate: PARAMETERS_GATE, passed, threshold: 1, actual: others, reason };
}
