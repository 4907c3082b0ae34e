/** A stretch of time: bars with `fromMs <= openTimeMs < toMs`. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** All of time. */
export const ALL_TIME: TimeRange = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };
