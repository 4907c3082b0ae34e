import { sharpeStandardError } from "@rara-trading/research";
import type { PromotedFigures } from "./promoted-figures.ts";

/** Annualised Sharpe ratios of a promoted rule: on the research span, and on twenty fresh years. */
type SharpePair = Pick<PromotedFigures, "inSample" | "truth">;

/** How long the research span is. */
interface ResearchDays {
  readonly days: number;
  readonly daysAYear: number;
}

function squaredError({ inSample }: SharpePair, { days, daysAYear }: ResearchDays): number {
  return sharpeStandardError(inSample, days, daysAYear) ** 2;
}

/**
 * Returns tau^2, how much the true Sharpe ratios of what was promoted vary about the 0 to which they are shrunk, from what a ledger
 * knows: the mean square of the promoted in-sample ratios less the mean of their squared standard errors, at least 0; 0 of none. It is
 * not taken about their own mean: gates let large ratios pass only, so that these vary less than a single one errs (a variance of
 * .05 against .20 on 48 markets of S = 2), and tau would be 0 and every ratio shrunk to nothing.
 */
export function trueVariance(promoted: readonly SharpePair[], span: ResearchDays): number {
  if (promoted.length === 0) return 0;
  const sum = promoted.reduce((total, one) => total + one.inSample ** 2 - squaredError(one, span), 0);
  return Math.max(0, sum / promoted.length);
}

/**
 * Returns the slope of the true Sharpe ratio on the shrunk one, SR tau^2 / (tau^2 + se^2), by least squares through the origin: where 1,
 * the shrunk ratio promises what comes. `null` where nothing was promoted or tau^2 is 0, so that everything shrinks to 0.
 */
export function calibrationSlope(promoted: readonly SharpePair[], span: ResearchDays): number | null {
  const variance = trueVariance(promoted, span);
  let products = 0;
  let squares = 0;
  for (const one of promoted) {
    const shrunk = (one.inSample * variance) / (variance + squaredError(one, span));
    products += shrunk * one.truth;
    squares += shrunk * shrunk;
  }
  return squares > 0 ? products / squares : null;
}
