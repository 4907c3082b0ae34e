import { figureText } from "./figure-text.ts";

/** An estimate is right when the outcome is at most so many times it, and at least that part of it. */
const RIGHT_FACTOR = 2;

/** A number that a model expected, and what came; neither is below 0. */
export interface EstimateOutcome {
  readonly expected: number;
  readonly actual: number;
}

/** How good a model's estimates of one figure are; the three shares sum to 1. */
export interface EstimateRecord {
  readonly count: number;
  /** Share of estimates within a factor of 2 of the outcome. */
  readonly rightShare: number;
  /** Share of estimates more than twice the outcome, and less than half of it. */
  readonly tooHighShare: number;
  readonly tooLowShare: number;
}

/** How good a model's estimates are of what a strategy does, apart from how well; `null` without an outcome. */
export interface EstimateRecords {
  readonly turnover: EstimateRecord | null;
  readonly holding: EstimateRecord | null;
}

/** Returns how often estimates were right, or `null` without any; what is no finite number does not count. */
export function estimateRecordOf(outcomes: readonly EstimateOutcome[]): EstimateRecord | null {
  const known = outcomes.filter(({ expected, actual }) => Number.isFinite(expected) && Number.isFinite(actual));
  const count = known.length;
  if (count === 0) return null;
  const tooHigh = known.filter(({ expected, actual }) => expected > RIGHT_FACTOR * actual).length;
  const tooLow = known.filter(({ expected, actual }) => actual > RIGHT_FACTOR * expected).length;
  return {
    count,
    rightShare: (count - tooHigh - tooLow) / count,
    tooHighShare: tooHigh / count,
    tooLowShare: tooLow / count,
  };
}

/** Returns what the next prompt says about the estimates so far: one line for each figure that has a record. */
export function estimateLines({ turnover, holding }: EstimateRecords): readonly string[] {
  return [...estimateLine("turnovers", turnover), ...estimateLine("holding periods", holding)];
}

function estimateLine(what: "turnovers" | "holding periods", record: EstimateRecord | null): readonly string[] {
  if (record === null) return [];
  const { count, rightShare, tooHighShare, tooLowShare } = record;
  return [
    `Of your ${figureText(count)} expected ${what} ${figureText(rightShare)} were within a factor of ${RIGHT_FACTOR} of the outcome, ` +
      `${figureText(tooHighShare)} were too high and ${figureText(tooLowShare)} too low.`,
  ];
}
