import type { TimeRange } from "../market/time-range.ts";

/**
 * Where an instrument's history is cut, by calendar, at its first campaign: research sees everything, validation
 * answers pass or fail, the vault opens once per lineage, paper starts where the vault ends and has no end.
 * Between the spans lie purge gaps that belong to none of them.
 */
export interface DataSpans {
  readonly research: TimeRange;
  readonly validation: TimeRange;
  readonly vault: TimeRange;
  readonly paper: TimeRange;
  readonly purgeBars: number;
}
