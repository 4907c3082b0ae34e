import type { GateCheck } from "@rara-trading/domain";
import type { LagCheck } from "@rara-trading/simulation";
import type { Gate1Thresholds } from "./gate1-thresholds.ts";
import { thresholdCheck } from "./threshold-check.ts";

/** Name of the check. */
export const LAG_GATE = "lag";

/** Why losing half of it is no refusal by itself. */
const FLAG =
  "Flagged, not refused: more than half of it hangs on trading at once, as with a look-ahead, but also with a short-term reversal.";

/**
 * G0: how much of its Sharpe ratio is left when every decision acts one bar later. Less than half is flagged in the sentence; only
 * below `lagShareMin` it is a refusal. A Sharpe ratio too small to judge passes without a figure.
 */
export function lagGate(
  { passed: keepsHalf, share, sharpe, laggedSharpe, evidence }: LagCheck,
  { lagShareMin }: Pick<Gate1Thresholds, "lagShareMin">,
): GateCheck {
  if (share === null || sharpe === null) {
    return { gate: LAG_GATE, passed: true, threshold: lagShareMin, actual: null, reason: evidence };
  }
  const late = laggedSharpe === null ? "none" : laggedSharpe.toFixed(2);
  const check = thresholdCheck({
    gate: LAG_GATE,
    actual: share,
    threshold: lagShareMin,
    side: "least",
    says: `Its Sharpe ratio is ${sharpe.toFixed(2)} and with every decision one bar late ${late}: the share that is left is`,
    missing: "There is no Sharpe ratio one bar late",
  });
  return check.passed && !keepsHalf ? { ...check, reason: `${check.reason} ${FLAG}` } : check;
}
