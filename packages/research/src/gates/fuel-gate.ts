import type { GateCheck } from "@rara-trading/domain";
import type { Gate1Thresholds } from "./gate1-thresholds.ts";
import { thresholdCheck } from "./threshold-check.ts";

/** Fuel that a strategy took, or may take; one unit is one instruction. */
export interface Fuel {
  /** Of one call into the strategy. */
  readonly call: number;
  /** Of a bar, on average. */
  readonly meanBar: number;
}

function text(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

/** Name of the check. */
export const FUEL_GATE = "fuel";

/**
 * G0: whether bars take so little of the fuel that they may take that a busier one does not trap either: the dearest call over a
 * call's limit, or the mean bar over the mean's, whichever is larger. At most 1: a run that ended took no more.
 */
export function fuelGate(used: Fuel, limits: Fuel, { fuelShareMax }: Pick<Gate1Thresholds, "fuelShareMax">): GateCheck {
  return thresholdCheck({
    gate: FUEL_GATE,
    // The mean is looked at on long runs only, so a short one can be above it.
    actual: Math.min(1, Math.max(used.call / limits.call, used.meanBar / limits.meanBar)),
    threshold: fuelShareMax,
    side: "most",
    says: `Its dearest call took ${text(used.call)} of ${text(limits.call)} fuel, a bar on average ${text(used.meanBar)} of ${text(limits.meanBar)}: the larger share is`,
    missing: "No fuel was measured",
  });
}
