import type { GateCheck, ValidationVerdict } from "@rara-trading/domain";
import type { ValidationData } from "../spans/guarded-data.ts";
import { meanOf } from "../statistics/variation.ts";
import { guardedExcess, type GuardedTrading } from "./guarded-excess.ts";
import type { WorkshopProduct } from "./strategy-workshop.ts";

/** What a campaign may do with the validation span: ask about a trial once. */
export type CampaignValidation = Pick<ValidationData, "askOnce">;

/** Name of the check. */
export const VALIDATION_GATE = "validation";

/** What the mean excess return of a day must be above. */
export const VALIDATION_EXCESS_ABOVE = 0;

function inWords(passed: boolean | null): string {
  if (passed === null) return "The question to the validation span was spent without an answer, which counts as no.";
  return passed
    ? "On the validation span it earned something beyond the benchmark."
    : "On the validation span it earned nothing beyond the benchmark.";
}

/**
 * Asks the validation span whether a compiled strategy earns anything beyond the benchmark there, both at 10 % volatility
 * after costs: yes or no. The question is charged once for a trial, and a resumed run is told the same answer again.
 */
export async function askValidation(
  validation: CampaignValidation,
  trialId: string,
  product: WorkshopProduct,
  options: GuardedTrading,
): Promise<ValidationVerdict> {
  const passed = await validation.askOnce(trialId, (bars) => {
    const excess = guardedExcess(product, bars, options);
    return excess !== null && meanOf(excess) > VALIDATION_EXCESS_ABOVE;
  });
  return { passed, reason: inWords(passed) };
}

/** Returns the validation span's answer as a check: it names no figure, as none is told. */
export function validationCheck({ passed, reason }: ValidationVerdict): GateCheck {
  return { gate: VALIDATION_GATE, passed: passed === true, threshold: VALIDATION_EXCESS_ABOVE, actual: null, reason };
}
