import { DatabaseSync, type SQLOutputValue } from "node:sqlite";
import { RaraError } from "@rara-trading/domain";
import type { BudgetSpent, LlmUsage } from "../llm-client.ts";
import {
  admitted,
  type DailyBudget,
  type DailySpend,
  type UsageJournal,
  type UsageReservation,
  type UsageReserved,
  utcDay,
} from "./usage-journal.ts";

/** How long to wait for another process that is writing. */
const BUSY_TIMEOUT_MS = 5_000;

const SCHEMA = `
CREATE TABLE IF NOT EXISTS agent_calls (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  day TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  backend TEXT NOT NULL,
  reserved_tokens INTEGER NOT NULL,
  reserved_usd REAL,
  settled INTEGER NOT NULL DEFAULT 0,
  model TEXT,
  input_tokens INTEGER,
  output_tokens INTEGER,
  cost_usd REAL
) STRICT;
CREATE INDEX IF NOT EXISTS agent_calls_day ON agent_calls (day);
`;

const SPEND = `
SELECT count(*) AS calls,
  coalesce(sum(CASE settled WHEN 1 THEN input_tokens + output_tokens ELSE reserved_tokens END), 0) AS tokens,
  coalesce(sum(CASE settled WHEN 1 THEN cost_usd ELSE reserved_usd END), 0.0) AS usd,
  coalesce(sum(CASE settled WHEN 1 THEN cost_usd IS NULL ELSE reserved_usd IS NULL END), 0) AS unpriced
FROM agent_calls WHERE day = ?`;

/** The journal in a SQLite file, for any number of processes; every row is durable before the call that it stands for. */
export class SqliteUsageJournal implements UsageJournal {
  readonly #database: DatabaseSync;

  private constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Opens the file, and creates it on first use. @throws RaraError `agent.journal` when it cannot be used. */
  static open(path: string): SqliteUsageJournal {
    try {
      const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
      database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; ${SCHEMA}`);
      return new SqliteUsageJournal(database);
    } catch (error) {
      throw new RaraError(`Expected to open the journal of model calls ${path}, found that it cannot be used`, {
        category: "configuration",
        code: "agent.journal",
        hint: "Check that the home folder can be written to; remove the file to start a new journal.",
        cause: error,
      });
    }
  }

  reserve(reservation: UsageReservation, budget: DailyBudget): UsageReserved | BudgetSpent {
    const { atMs, backend, tokens } = reservation;
    return this.#locked(() => {
      const verdict = admitted(reservation, this.spentOn(atMs), budget);
      if (verdict.kind === "budget-spent") return verdict;
      const { lastInsertRowid } = this.#database
        .prepare("INSERT INTO agent_calls (day, at_ms, backend, reserved_tokens, reserved_usd) VALUES (?, ?, ?, ?, ?)")
        .run(utcDay(atMs), atMs, backend, tokens, verdict.reservedUsd);
      return { kind: "reserved", callId: Number(lastInsertRowid), maxCostUsd: verdict.maxCostUsd };
    });
  }

  settle(callId: number, usage: LlmUsage, model: string | null): void {
    const { inputTokens, outputTokens, costUsd } = usage;
    const { changes } = this.#locked(() =>
      this.#database
        .prepare(
          "UPDATE agent_calls SET settled = 1, input_tokens = ?, output_tokens = ?, cost_usd = ?, model = ? WHERE id = ? AND settled = 0",
        )
        .run(inputTokens, outputTokens, costUsd, model, callId),
    );
    if (changes === 1) return;
    throw new RaraError(`Expected call ${callId} to wait for what it used, found no such call`, {
      category: "bug",
      code: "agent.settled-twice",
    });
  }

  spentOn(atMs: number): DailySpend {
    const row = this.#database.prepare(SPEND).get(utcDay(atMs)) ?? {};
    const read = (name: string): number => numberOf(row[name]);
    return { calls: read("calls"), tokens: read("tokens"), usd: read("usd"), unpricedCalls: read("unpriced") };
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }

  /** Runs `work` in a transaction that keeps other processes from reserving in between. */
  #locked<T>(work: () => T): T {
    try {
      this.#database.exec("BEGIN IMMEDIATE");
      const result = work();
      this.#database.exec("COMMIT");
      return result;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw new RaraError("Expected to write down a model call, found that the journal cannot be written to", {
        category: "upstream",
        code: "agent.journal",
        hint: "Check for a full disk, and for another process that holds the home folder's agent.db.",
        cause: error,
      });
    }
  }
}

function numberOf(value: SQLOutputValue | undefined): number {
  return typeof value === "number" ? value : Number.NaN;
}
