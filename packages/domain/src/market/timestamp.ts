import type { Brand } from "../brand.ts";
import { RaraError } from "../rara-error.ts";

/** Whole milliseconds since 1970-01-01T00:00:00Z. */
export type TimestampMs = Brand<number, "TimestampMs">;

/** Returns `value` as a timestamp. @throws RaraError `domain.timestamp` unless it is a non-negative safe integer. */
export function timestampMs(value: number): TimestampMs {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RaraError(`Expected a timestamp in whole epoch milliseconds, found ${value}`, {
      category: "usage",
      code: "domain.timestamp",
      hint: "Give the bar's open time in UTC epoch milliseconds, for example 1704067200000.",
    });
  }
  return value as TimestampMs;
}

/** Milliseconds of one UTC day. */
export const DAY_MS = 86_400_000;

/** Returns the number of the UTC day (days since the epoch) that `atMs` lies in. */
export function utcDay(atMs: number): number {
  return Math.floor(atMs / DAY_MS);
}
