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

/** Returns a fault of disk, SQLite or DuckDB as a RaraError; a RaraError comes back as it is. */
export function storageFault(error: unknown, folder: string): RaraError {
  if (error instanceof RaraError) return error;
  return new RaraError(`Expected the candle store in ${folder} to work, found: ${RaraError.from(error).message}`, {
    category: "upstream",
    code: "data.storage-fault",
    hint: "Check free space and permissions of that folder and try again; no part of a batch is ever stored.",
    cause: error,
  });
}
