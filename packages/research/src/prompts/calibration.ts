import { figureText } from "./figure-text.ts";

/** Share of outcomes that an interval should hold. */
export const EXPECTATION_LEVEL = 0.8;

/** A range that a model expected, and what came. */
export interface ExpectationOutcome {
  readonly low: number;
  readonly high: number;
  readonly actual: number;
}

/** How good a model's expectations are. */
export interface Calibration {
  readonly count: number;
  /** Share of outcomes inside of their range; well calibrated is 0.8. */
  readonly hitRate: number;
  /** Share of outcomes below and above their range. */
  readonly belowShare: number;
  readonly aboveShare: number;
  readonly meanWidth: number;
  /**
   * Mean interval score: width plus 10 times the distance by which an outcome was missed (2 / (1 - 0.8)); lower is better,
   * and only honest ranges make it lowest (Gneiting and Raftery 2007, equation 43).
   */
  readonly intervalScore: number;
}

/** Returns how well ranges held their outcomes, or `null` without any; what is no finite number does not count. */
export function calibrationOf(outcomes: readonly ExpectationOutcome[]): Calibration | null {
  const known = outcomes.filter(({ low, high, actual }) => [low, high, actual].every(Number.isFinite) && low <= high);
  const count = known.length;
  if (count === 0) return null;
  const mean = (figure: (outcome: ExpectationOutcome) => number): number =>
    known.reduce((sum, outcome) => sum + figure(outcome), 0) / count;
  const belowShare = mean(({ low, actual }) => (actual < low ? 1 : 0));
  const aboveShare = mean(({ high, actual }) => (actual > high ? 1 : 0));
  const penalty = 2 / (1 - EXPECTATION_LEVEL);
  return {
    count,
    hitRate: 1 - belowShare - aboveShare,
    belowShare,
    aboveShare,
    meanWidth: mean(({ low, high }) => high - low),
    intervalScore: mean(
      ({ low, high, actual }) => high - low + penalty * (Math.max(0, low - actual) + Math.max(0, actual - high)),
    ),
  };
}

/** Outcomes below which nothing can be said about a share. */
const OUTCOMES_MIN = 5;
/** How far from 0.8 the hit rate may be without a word. */
const TOLERANCE = 0.1;

/** Returns what the next prompt says about the model's expectations so far. */
export function calibrationWords(calibration: Calibration | null): string {
  if (calibration === null) return "You have made no expectation yet that could be checked.";
  const { count, hitRate, belowShare, aboveShare, meanWidth, intervalScore } = calibration;
  const record =
    `Of your ${count} expected Sharpe ranges ${figureText(hitRate)} held the outcome (${EXPECTATION_LEVEL} is right), ` +
    `${figureText(belowShare)} were missed from below and ${figureText(aboveShare)} from above; ` +
    `their mean width was ${figureText(meanWidth)}, their interval score ${figureText(intervalScore)} (lower is better).`;
  return `${record} ${advice(calibration)}`.trim();
}

function advice({ count, hitRate, belowShare, aboveShare }: Calibration): string {
  if (count < OUTCOMES_MIN) return "";
  if (hitRate > EXPECTATION_LEVEL + TOLERANCE) return "Your ranges are too wide: narrow them.";
  if (hitRate >= EXPECTATION_LEVEL - TOLERANCE) return "Your ranges are honest: keep them so.";
  if (belowShare > 2 * aboveShare) return "You expect too much: lower your ranges.";
  if (aboveShare > 2 * belowShare) return "You expect too little: raise your ranges.";
  return "Your ranges are too narrow: widen them.";
}
