import type { DatabaseSync, StatementSync } from "node:sqlite";
import { type Clock, type LeaseHolder, type LeaseRegistry, RaraError } from "@rara-trading/domain";
import { checkedName } from "./event-record.ts";
import { LEASE_DURATION_MS_MAX } from "./limits.ts";
import { retryWhileBusy } from "./lock-retry.ts";
import { logPath, openWritable } from "./open-database.ts";
import { storageError } from "./storage-error.ts";

/** Where the leases lie, by which clock they expire, and which process takes them. */
export interface SqliteLeaseRegistryOptions {
  /** Path of `rara.db`, the same file as the event log's. */
  readonly path: string;
  readonly clock: Clock;
  /** Recorded with a lease for people to see; `process.pid` when absent. */
  readonly pid?: number;
}

/**
 * Leases beside the event log. Every call is one short transaction on the calling thread. It is not fsynced by
 * itself: a lease has to survive its process, not a power cut, after which no holder is left.
 */
export class SqliteLeaseRegistry implements LeaseRegistry, Disposable {
  readonly #database: DatabaseSync;
  readonly #path: string;
  readonly #clock: Clock;
  readonly #pid: number;
  readonly #put: StatementSync;
  readonly #holder: StatementSync;
  readonly #release: StatementSync;

  private constructor(database: DatabaseSync, path: string, clock: Clock, pid: number) {
    this.#database = database;
    this.#path = path;
    this.#clock = clock;
    this.#pid = pid;
    this.#put = database.prepare("INSERT OR REPLACE INTO leases VALUES (?, ?, ?, ?, ?)");
    this.#holder = database.prepare(`
      SELECT owner_id AS ownerId, pid, acquired_at_ms AS acquiredAtMs, expires_at_ms AS expiresAtMs
      FROM leases WHERE name = ? AND expires_at_ms > ?`);
    this.#release = database.prepare("DELETE FROM leases WHERE name = ? AND owner_id = ?");
  }

  /** Opens the file, creates it when absent and migrates it when old. @throws RaraError as `SqliteEventBus.open`. */
  static open(options: SqliteLeaseRegistryOptions): SqliteLeaseRegistry {
    const path = logPath(options.path);
    const database = openWritable(path, "normal");
    return new SqliteLeaseRegistry(database, path, options.clock, options.pid ?? process.pid);
  }

  /** @throws RaraError `event.invalid` for an empty name or a duration outside 1 ms to `LEASE_DURATION_MS_MAX`. */
  acquire(name: string, ownerId: string, durationMs: number): LeaseHolder | undefined {
    checkedName(name, "lease name");
    checkedName(ownerId, "ownerId");
    assertDuration(durationMs);
    const nowMs = this.#clock.nowMs();
    return this.#guarded(() => {
      // A look costs no write lock, so a process that keeps asking for a taken role disturbs nobody.
      const taken = this.#other(name, ownerId, nowMs);
      return taken ?? this.#take(name, ownerId, nowMs, durationMs);
    });
  }

  holder(name: string): LeaseHolder | undefined {
    return this.#guarded(() => this.#find(name, this.#clock.nowMs()));
  }

  release(name: string, ownerId: string): void {
    this.#guarded(() => this.#release.run(name, ownerId));
  }

  /** Closes the connection; leases that are held stay held until they expire. */
  [Symbol.dispose](): void {
    if (this.#database.isOpen) this.#database.close();
  }

  #take(name: string, ownerId: string, nowMs: number, durationMs: number): LeaseHolder | undefined {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      const taken = this.#other(name, ownerId, nowMs);
      if (taken === undefined) {
        const acquiredAtMs = this.#find(name, nowMs)?.acquiredAtMs ?? nowMs;
        this.#put.run(name, ownerId, this.#pid, acquiredAtMs, nowMs + durationMs);
      }
      this.#database.exec("COMMIT");
      return taken;
    } finally {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
    }
  }

  #other(name: string, ownerId: string, nowMs: number): LeaseHolder | undefined {
    const holder = this.#find(name, nowMs);
    return holder?.ownerId === ownerId ? undefined : holder;
  }

  #find(name: string, nowMs: number): LeaseHolder | undefined {
    const row = this.#holder.get(name, nowMs);
    return row === undefined ? undefined : ({ ...row } as unknown as LeaseHolder);
  }

  #guarded<Result>(work: () => Result): Result {
    try {
      return retryWhileBusy(work);
    } catch (error) {
      throw storageError(error, this.#path);
    }
  }
}

function assertDuration(durationMs: number): void {
  if (Number.isInteger(durationMs) && durationMs >= 1 && durationMs <= LEASE_DURATION_MS_MAX) return;
  throw new RaraError(`Expected a lease of 1 to ${LEASE_DURATION_MS_MAX} whole ms, found ${durationMs}`, {
    category: "bug",
    code: "event.invalid",
    details: { field: "durationMs" },
  });
}
