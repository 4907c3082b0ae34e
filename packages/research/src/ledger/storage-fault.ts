import { type ErrorCategory, RaraError } from "@rara-trading/domain";

/** SQLite's primary result codes (sqlite3.h) that a person can do something about. */
const SQLITE_BUSY = 5;
const FAULTS: Readonly<Record<number, { category: ErrorCategory; code: string; hint: string }>> = {
  [SQLITE_BUSY]: {
    category: "timeout",
    code: "research.ledger-busy",
    hint: "Another process holds research.db: see what else runs on this home folder, then try again.",
  },
  8: {
    category: "configuration",
    code: "research.ledger-read-only",
    hint: "Check the permissions of the home folder and of the files in it.",
  },
  10: { category: "upstream", code: "research.ledger-disk", hint: "Check the disk, then run the campaign again." },
  11: {
    category: "configuration",
    code: "research.ledger-corrupt",
    hint: "Stop every rara-trading process, keep a copy of research.db and restore the last backup.",
  },
  13: { category: "upstream", code: "research.ledger-disk-full", hint: "Free some disk space and run again." },
  14: {
    category: "configuration",
    code: "research.ledger-open",
    hint: "Create the home folder first and check its permissions.",
  },
  19: {
    category: "bug",
    code: "research.ledger-conflict",
    hint: "The ledger is append-only: give new work a new id.",
  },
  26: {
    category: "configuration",
    code: "research.ledger-corrupt",
    hint: "The file is no database: move it away, or name another home folder.",
  },
};

function primaryCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error)) return undefined;
  return typeof error.errcode === "number" ? error.errcode & 0xff : undefined;
}

/** Returns whether SQLite refused because another connection holds a lock. */
export function isBusy(error: unknown): boolean {
  return primaryCode(error) === SQLITE_BUSY;
}

/** Returns `error` as a fault that says what to do; a RaraError comes back as it is. */
export function storageFault(error: unknown): RaraError {
  const fault = FAULTS[primaryCode(error) ?? -1];
  if (fault === undefined || !(error instanceof Error)) return RaraError.from(error);
  return new RaraError(`Expected research.db to take what it was given, found: ${error.message}`, {
    ...fault,
    cause: error,
  });
}
