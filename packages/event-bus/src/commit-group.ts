import type { DatabaseSync } from "node:sqlite";
import { assertNever, RaraError } from "@rara-trading/domain";
import { type Failure, failureOf, type Outcome, type WriteRequest, type WriteResult } from "./commit-protocol.ts";
import { BUSY_TIMEOUT_MS } from "./limits.ts";
import { retryWhileBusy } from "./lock-retry.ts";
import type { LogWriter } from "./log-writer.ts";
import { isStorageFault, storageError } from "./storage-error.ts";

/** How a group ended: one outcome a request, in order, and the reason to stop for good when the disk failed. */
export interface GroupOutcome {
  readonly outcomes: readonly Outcome[];
  readonly fatal: Failure | undefined;
}

/**
 * Applies requests in one transaction with one fsync. Each has its own savepoint, so a refused one leaves no trace
 * and its neighbours are committed; when SQLite itself fails, none is, and all outcomes say so.
 */
export function commitGroup(
  database: DatabaseSync,
  writer: LogWriter,
  requests: readonly WriteRequest[],
  lockTimeoutMs: number = BUSY_TIMEOUT_MS,
): GroupOutcome {
  try {
    retryWhileBusy(() => database.exec("BEGIN IMMEDIATE"), lockTimeoutMs);
    const outcomes = requests.map((request) => applyIsolated(database, writer, request));
    database.exec("COMMIT");
    return { outcomes, fatal: undefined };
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    const failure = failureOf(storageError(error, database.location() ?? ""));
    return {
      outcomes: requests.map(() => ({ kind: "failed", failure })),
      fatal: isStorageFault(error) ? failure : undefined,
    };
  }
}

function applyIsolated(database: DatabaseSync, writer: LogWriter, request: WriteRequest): Outcome {
  database.exec("SAVEPOINT request");
  try {
    const result = apply(writer, request);
    database.exec("RELEASE request");
    return { kind: "committed", result };
  } catch (error) {
    // Only what this package refuses itself concerns one request. After a fault of SQLite (disk full, I/O) the
    // transaction may be gone already, and a savepoint outside a transaction would begin and commit its own.
    if (!(error instanceof RaraError) || !database.isTransaction) throw error;
    database.exec("ROLLBACK TO request; RELEASE request");
    return { kind: "failed", failure: failureOf(error) };
  }
}

function apply(writer: LogWriter, request: WriteRequest): WriteResult {
  switch (request.kind) {
    case "publish":
      return writer.append(request.records);
    case "subscribe":
      return writer.subscribe(request);
    case "acknowledge":
      return writer.acknowledge(request);
    default:
      return assertNever(request);
  }
}
