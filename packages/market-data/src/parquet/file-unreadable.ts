import { RaraError } from "@rara-trading/domain";

/** Returns the fault of a candle file that is missing or holds something else than what was stored. */
export function fileUnreadable(expected: string, found: string, cause?: unknown): RaraError {
  return new RaraError(`Expected ${expected}, found ${found}`, {
    category: "configuration",
    code: "data.file-unreadable",
    hint: "Restore the candles folder from a backup, or remove it and import again.",
    ...(cause === undefined ? {} : { cause }),
  });
}
