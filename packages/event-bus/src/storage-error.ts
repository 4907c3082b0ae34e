import { type ErrorCategory, RaraError } from "@rara-trading/domain";

/** Primary result codes of sqlite3.h; an extended code holds its primary one in the low byte. */
const SQLITE_BUSY = 5;
const SQLITE_READONLY = 8;
const SQLITE_IOERR = 10;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_CANTOPEN = 14;
const SQLITE_NOTADB = 26;

interface Explanation {
  readonly category: ErrorCategory;
  readonly code: string;
  readonly expected: string;
  readonly hint: string;
}

const CORRUPT: Explanation = {
  category: "configuration",
  code: "event.corrupt",
  expected: "an intact rara.db",
  hint: "Stop every rara-trading process, keep a copy of the file and restore the last backup.",
};

const EXPLANATIONS: Readonly<Record<number, Explanation>> = {
  [SQLITE_BUSY]: {
    category: "timeout",
    code: "event.busy",
    expected: "the log's write lock within the busy timeout",
    hint: "Another process holds the log: see what else runs on this home folder, then try again.",
  },
  [SQLITE_READONLY]: {
    category: "configuration",
    code: "event.read-only",
    expected: "a log that may be written",
    hint: "Check the permissions of the home folder and of the files in it.",
  },
  [SQLITE_IOERR]: {
    category: "upstream",
    code: "event.storage-fault",
    expected: "the disk to store the log",
    hint: "Check the disk, start again and publish the same event ids: what was stored is recognised.",
  },
  [SQLITE_CORRUPT]: CORRUPT,
  [SQLITE_NOTADB]: CORRUPT,
  [SQLITE_FULL]: {
    category: "upstream",
    code: "event.disk-full",
    expected: "room on the disk for the log",
    hint: "Free some disk space and publish again.",
  },
  [SQLITE_CANTOPEN]: {
    category: "configuration",
    code: "event.open",
    expected: "a log file that can be opened",
    hint: "Create the home folder first and check its permissions.",
  },
};

/** Returns SQLite's primary result code of an error, or undefined when it is not SQLite's. */
function primaryCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error)) return undefined;
  return typeof error.errcode === "number" ? error.errcode & 0xff : undefined;
}

/** Returns whether SQLite refused because another connection holds a lock. */
export function isBusy(error: unknown): boolean {
  return primaryCode(error) === SQLITE_BUSY;
}

/** Returns whether the disk itself failed, after which nobody knows what a file holds (fsync must not be retried). */
export function isStorageFault(error: unknown): boolean {
  return primaryCode(error) === SQLITE_IOERR;
}

/** Returns `error` as a RaraError that says what failed and what to do; a RaraError comes back as it is. */
export function storageError(error: unknown, path: string): RaraError {
  const code = primaryCode(error);
  const explanation = code === undefined ? undefined : EXPLANATIONS[code];
  if (explanation === undefined || !(error instanceof Error)) return RaraError.from(error);
  return new RaraError(`Expected ${explanation.expected} (${path}), found: ${error.message}`, {
    category: explanation.category,
    code: explanation.code,
    hint: explanation.hint,
    cause: error,
  });
}
