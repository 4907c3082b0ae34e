import { RaraError } from "@rara-trading/domain";

/**
 * The first SQLite without the WAL-reset fault (3.7.0 to 3.51.2), which could corrupt a log with two connections.
 * See sqlite.org/wal.html, "The WAL-Reset Bug".
 */
const SQLITE_VERSION_MIN = "3.51.3";

/** Refuses a SQLite older than `SQLITE_VERSION_MIN`. @throws RaraError `event.sqlite-version` with both versions. */
export function assertSqliteVersion(version: string): void {
  const found = version.split(".").map(Number);
  const wanted = SQLITE_VERSION_MIN.split(".").map(Number);
  for (const [i, least] of wanted.entries()) {
    const part = found[i] ?? 0;
    if (part > least) return;
    if (part < least || Number.isNaN(part)) break;
    if (i === wanted.length - 1) return;
  }
  throw new RaraError(`Expected SQLite ${SQLITE_VERSION_MIN} or newer, found ${version}`, {
    category: "configuration",
    code: "event.sqlite-version",
    hint: "Update Node.js: its built-in SQLite is too old to keep a log that several processes write.",
  });
}
