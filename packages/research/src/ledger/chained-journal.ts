import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { type LedgerPlace, RaraError } from "@rara-trading/domain";
import { canonicalJson } from "./canonical-json.ts";
import { type Durability, openResearchDatabase } from "./open-research-database.ts";
import { sha256Hex } from "./return-vector.ts";
import { storageFault } from "./storage-fault.ts";

/** The `previous_hash` of the first row. */
const GENESIS_HASH = "0".repeat(64);

/** Something to write down for ever. */
export interface JournalEntry {
  readonly kind: string;
  /** Unique within the kind: writing the same entry again is recognised by it. */
  readonly key: string;
  /** Plain data; every field is hashed. */
  readonly body: object;
  /** Outside the hash, like everything that differs when the same work is done again. */
  readonly recordedAtMs: number;
  readonly cpuMs?: number | null;
}

/** What became of an entry, and where it stands. */
export interface JournalAppend {
  readonly outcome: "appended" | "unchanged";
  readonly place: LedgerPlace;
}

/** A row as SQLite returns it. */
export type JournalRow = Readonly<Record<string, null | number | bigint | string | Uint8Array>>;

/** Whether every row is what its hash says and follows the one before. */
export type ChainVerdict =
  | { readonly kind: "intact"; readonly entries: number; readonly headHash: string }
  | { readonly kind: "broken"; readonly seq: number; readonly reason: string };

/** Returns where a row of the journal stands. */
export function placeOf(row: JournalRow): LedgerPlace {
  return { entries: Number(row["seq"]), headHash: String(row["hash"]) };
}

function rowHash(previousHash: string, kind: string, key: string, body: string): string {
  return sha256Hex(canonicalJson([previousHash, kind, key, body]));
}

/**
 * The append-only, hash-chained journal in research.db, on one connection. Hash of a row: sha256 of the canonical JSON
 * of [previous hash, kind, key, body]. Altering, inserting, removing or reordering rows breaks the chain from there on;
 * only a cut at the very end leaves a valid shorter chain, which a head hash noted elsewhere reveals.
 */
export class ChainedJournal implements Disposable {
  readonly #database: DatabaseSync;
  readonly #durability: Durability;
  readonly #statements = new Map<string, StatementSync>();
  #head: { seq: number; hash: string } | undefined;

  private constructor(database: DatabaseSync, durability: Durability) {
    this.#database = database;
    this.#durability = durability;
  }

  static open(path: string, durability: Durability): ChainedJournal {
    return new ChainedJournal(openResearchDatabase(path, durability), durability);
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  /**
   * Runs `work` in one transaction that holds the write lock: all of its entries are stored, or none. `durability` holds
   * for this commit; `full` also makes everything durable that was committed before it.
   */
  write<Result>(work: () => Result, durability: Durability = this.#durability): Result {
    try {
      if (durability !== this.#durability) this.#database.exec(`PRAGMA synchronous = ${durability}`);
      this.#database.exec("BEGIN IMMEDIATE");
      try {
        const last = this.one("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1");
        this.#head = { seq: Number(last?.["seq"] ?? 0), hash: String(last?.["hash"] ?? GENESIS_HASH) };
        const result = work();
        this.#database.exec("COMMIT");
        return result;
      } finally {
        this.#head = undefined;
        if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
        if (durability !== this.#durability) this.#database.exec(`PRAGMA synchronous = ${this.#durability}`);
      }
    } catch (error) {
      throw storageFault(error);
    }
  }

  /**
   * Appends an entry, inside `write` only. An entry that is stored with the same content is left as it is.
   * @throws RaraError `research.ledger-conflict` when the key is stored with other content.
   */
  append(entry: JournalEntry): JournalAppend {
    const head = this.#head;
    if (head === undefined) {
      throw new RaraError("Expected an open write transaction, found none", { category: "bug", code: "internal" });
    }
    const body = canonicalJson(entry.body);
    const stored = this.find(entry.kind, entry.key);
    if (stored !== undefined) {
      if (stored["body"] === body) return { outcome: "unchanged", place: placeOf(stored) };
      throw new RaraError(`Expected ${entry.kind} ${entry.key} as it is stored, found other content`, {
        category: "bug",
        code: "research.ledger-conflict",
        hint: "The ledger is append-only: give new work a new id.",
        details: { stored: String(stored["body"]), found: body },
      });
    }
    const hash = rowHash(head.hash, entry.kind, entry.key, body);
    const seq = head.seq + 1;
    this.#statement(
      `INSERT INTO journal (seq, kind, entry_key, previous_hash, hash, recorded_at_ms, cpu_ms, body)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(seq, entry.kind, entry.key, head.hash, hash, entry.recordedAtMs, entry.cpuMs ?? null, body);
    this.#head = { seq, hash };
    return { outcome: "appended", place: { entries: seq, headHash: hash } };
  }

  /** Returns the entry of a kind and key, if it is stored. */
  find(kind: string, key: string): JournalRow | undefined {
    return this.one("SELECT * FROM journal WHERE kind = ? AND entry_key = ?", kind, key);
  }

  /** Returns the first row of a query. */
  one(sql: string, ...values: readonly SQLInputValue[]): JournalRow | undefined {
    try {
      return this.#statement(sql).get(...values);
    } catch (error) {
      throw storageFault(error);
    }
  }

  /** Returns every row of a query; the query carries its own LIMIT. */
  all(sql: string, ...values: readonly SQLInputValue[]): readonly JournalRow[] {
    try {
      return this.#statement(sql).all(...values);
    } catch (error) {
      throw storageFault(error);
    }
  }

  /** Returns the rows of a query one at a time. */
  *each(sql: string, ...values: readonly SQLInputValue[]): Generator<JournalRow> {
    // A statement of its own: a cached one would be reset by a second use while this one is being read.
    yield* this.#database.prepare(sql).iterate(...values);
  }

  /** Runs a statement that returns nothing. */
  run(sql: string, ...values: readonly SQLInputValue[]): void {
    try {
      this.#statement(sql).run(...values);
    } catch (error) {
      throw storageFault(error);
    }
  }

  /** Walks the whole chain. */
  verify(): ChainVerdict {
    let seq = 0;
    let headHash = GENESIS_HASH;
    for (const row of this.each("SELECT seq, kind, entry_key, previous_hash, hash, body FROM journal ORDER BY seq")) {
      const found = Number(row["seq"]);
      const broken = (reason: string): ChainVerdict => ({ kind: "broken", seq: found, reason });
      if (found !== seq + 1) return broken(`expected row ${seq + 1} next, found row ${found}`);
      if (row["previous_hash"] !== headHash) return broken(`row ${found} does not follow the row before it`);
      const hash = rowHash(headHash, String(row["kind"]), String(row["entry_key"]), String(row["body"]));
      if (row["hash"] !== hash) return broken(`row ${found} was altered: its content has another hash`);
      seq = found;
      headHash = hash;
    }
    return { kind: "intact", entries: seq, headHash };
  }

  [Symbol.dispose](): void {
    this.#statements.clear();
    if (this.#database.isOpen) this.#database.close();
  }
}
