import { figuresApart, type GateCheck } from "@rara-trading/domain";

/** What a check that compares one figure with one threshold says. */
export interface ThresholdQuestion {
  readonly gate: string;
  /** `null` when there is no such figure: the check then fails. */
  readonly actual: number | null;
  readonly threshold: number;
  /** `least`: the figure must be at least the threshold; `most`: at most. */
  readonly side: "least" | "most";
  /** The sentence up to the figure, such as "One bar late the Sharpe ratio is". */
  readonly says: string;
  /** What is missing when there is no figure, such as "One bar late there is no Sharpe ratio". */
  readonly missing: string;
}

/** Returns the check with its sentence: "… is 0.31, below 0.50." */
export function thresholdCheck(question: ThresholdQuestion): GateCheck {
  const { gate, actual, threshold, side, says, missing } = question;
  if (actual === null || Number.isNaN(actual)) {
    const reason = `${missing}; at ${side} ${threshold} is needed.`;
    return { gate, passed: false, threshold, actual: null, reason };
  }
  const passed = side === "least" ? actual >= threshold : actual <= threshold;
  const texts = figuresApart(actual, threshold);
  const refused = side === "least" ? "below" : "above";
  const reason = `${says} ${texts.actual}, ${passed ? `at ${side}` : refused} ${texts.threshold}.`;
  return { gate, passed, threshold, actual, reason };
}
