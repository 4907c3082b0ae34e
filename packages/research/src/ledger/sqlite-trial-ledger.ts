import { assertNever, type LedgerPlace, RaraError } from "@rara-trading/domain";
import { ChainedJournal, type ChainVerdict, type JournalAppend, placeOf } from "./chained-journal.ts";
import { decodeReturns, encodeReturns, sha256Hex } from "./return-vector.ts";
import { loggedTrialOf, runSummaryOf } from "./ledger-rows.ts";
import {
  APPEND_ENTRIES_MAX,
  type AppendSummary,
  type LedgerEntry,
  type LoggedTrial,
  READ_ROWS_MAX,
  RETURN_VECTORS_PAGE_MAX,
  type ReturnVectorPage,
  type ReturnVectorQuery,
  type RunEnd,
  type RunQuery,
  type RunSummary,
  type TrialFacts,
  type TrialLedger,
  type TrialQuery,
  type TrialVerdict,
} from "./trial-ledger.ts";

const TRIAL_WITH_VERDICT = `
  SELECT trial.seq, trial.hash, trial.body, trial.recorded_at_ms, trial.cpu_ms,
    verdict.body AS verdict_body, verdict.recorded_at_ms AS decided_at_ms
  FROM journal AS trial LEFT JOIN journal AS verdict ON verdict.kind = 'verdict' AND verdict.entry_key = trial.trial_id
  WHERE trial.kind = 'trial'`;

const RUN_WITH_END = `
  SELECT run.seq, run.body, run.recorded_at_ms, run_end.body AS end_body, run_end.recorded_at_ms AS finished_at_ms,
    (SELECT count(*) FROM journal WHERE kind = 'trial' AND run_id = run.entry_key) AS trials,
    (SELECT json_group_object(outcome, trials) FROM (
      SELECT coalesce(body ->> '$.state.gate', '/' || (body ->> '$.state.kind')) AS outcome, count(*) AS trials
      FROM journal WHERE kind = 'verdict' AND run_id = run.entry_key GROUP BY outcome)) AS outcomes
  FROM journal AS run LEFT JOIN journal AS run_end ON run_end.seq =
    (SELECT max(seq) FROM journal WHERE kind = 'run-end' AND run_id = run.entry_key)
  WHERE run.kind = 'run'`;

const RETURN_VECTORS = `
  SELECT counted.returns_hash, counted.trials, return_vectors.float32_le FROM (
    SELECT returns_hash, count(*) AS trials FROM journal
    WHERE kind = 'trial' AND returns_hash > ? AND run_id IN (
      SELECT entry_key FROM journal WHERE kind = 'run' AND instrument = ?
        AND (? = '' OR timeframe = ?) AND (? = '' OR data_hash = ?))
      AND NOT (run_id = ? AND trial_index >= ?)
    GROUP BY returns_hash ORDER BY returns_hash LIMIT ?) AS counted
  JOIN return_vectors USING (returns_hash) ORDER BY counted.returns_hash`;

function checkLimit(what: string, limit: number, max: number): void {
  if (Number.isInteger(limit) && limit >= 0 && limit <= max) return;
  throw new RaraError(`Expected at most ${max} ${what}, found ${limit}`, {
    category: "usage",
    code: "research.ledger-limit",
    hint: `Ask for ${max} or fewer.`,
  });
}

function orphan(what: string, missing: string): RaraError {
  return new RaraError(`Expected ${missing} in the ledger before ${what}, found none`, {
    category: "bug",
    code: "research.ledger-orphan",
    hint: "Append the run first, then its trials, then their verdicts.",
  });
}

/** The trial ledger in research.db (WAL, synchronous NORMAL): one connection, next to others in this and other processes. */
export class SqliteTrialLedger implements TrialLedger {
  readonly #journal: ChainedJournal;

  private constructor(journal: ChainedJournal) {
    this.#journal = journal;
  }

  /** Opens the ledger in the file at `path`, creating it when it is absent. @throws RaraError as `openResearchDatabase`. */
  static open(path: string): SqliteTrialLedger {
    return new SqliteTrialLedger(ChainedJournal.open(path, "normal"));
  }

  async append(entries: readonly LedgerEntry[]): Promise<AppendSummary> {
    checkLimit("entries", entries.length, APPEND_ENTRIES_MAX);
    // A run's end is told on the bus, which is durable: what it tells of must not be lost to a power cut.
    const durability = entries.some(({ kind }) => kind === "run-end") ? "full" : "normal";
    return this.#journal.write(() => {
      const done = entries.map((entry) => this.#appendOne(entry));
      const appended = done.filter(({ outcome }) => outcome === "appended").length;
      return { appended, unchanged: entries.length - appended, last: done.at(-1)?.place ?? null };
    }, durability);
  }

  /** Returns the place with that many entries, or undefined when the ledger is shorter. */
  placeAt(entries: number): LedgerPlace | undefined {
    const row = this.#journal.one("SELECT seq, hash FROM journal WHERE seq = ?", entries);
    return row && placeOf(row);
  }

  #appendOne(entry: LedgerEntry): JournalAppend {
    switch (entry.kind) {
      case "run": {
        const { startedAtMs, ...body } = entry.run;
        return this.#journal.append({ kind: "run", key: body.runId, body, recordedAtMs: startedAtMs });
      }
      case "trial":
        return this.#appendTrial(entry.trial);
      case "verdict":
        return this.#appendVerdict(entry.verdict);
      case "run-end":
        return this.#appendEnd(entry.end);
      default:
        return assertNever(entry);
    }
  }

  #appendTrial(trial: TrialFacts): JournalAppend {
    this.#requireRun(trial.runId, `trial ${trial.trialId}`);
    const { evaluatedAtMs, cpuMs, dailyReturns, ...facts } = trial;
    const encoded = dailyReturns === null ? null : encodeReturns(dailyReturns);
    if (encoded !== null) {
      this.#journal.run(
        "INSERT INTO return_vectors SELECT ?, ? WHERE NOT EXISTS (SELECT 1 FROM return_vectors WHERE returns_hash = ?)",
        encoded.returnsHash,
        encoded.bytes,
        encoded.returnsHash,
      );
    }
    return this.#journal.append({
      kind: "trial",
      key: `${trial.runId}#${trial.index}`,
      body: { ...facts, returnsHash: encoded?.returnsHash ?? null },
      recordedAtMs: evaluatedAtMs,
      cpuMs,
    });
  }

  #appendVerdict(verdict: TrialVerdict): JournalAppend {
    const { decidedAtMs, ...body } = verdict;
    const trial = this.#journal.one(
      "SELECT run_id FROM journal WHERE kind = 'trial' AND trial_id = ?",
      verdict.trialId,
    );
    if (trial?.["run_id"] !== verdict.runId) {
      throw orphan("its verdict", `trial ${verdict.trialId} of run ${verdict.runId}`);
    }
    return this.#journal.append({ kind: "verdict", key: verdict.trialId, body, recordedAtMs: decidedAtMs });
  }

  #appendEnd(end: RunEnd): JournalAppend {
    this.#requireRun(end.runId, "its end");
    const { finishedAtMs, ...body } = end;
    const ends = this.#journal.one(
      "SELECT count(*) AS ends FROM journal WHERE kind = 'run-end' AND run_id = ?",
      end.runId,
    );
    const count = Number(ends?.["ends"]);
    const last = this.#journal.find("run-end", `${end.runId}#${count - 1}`);
    const stored = last === undefined ? undefined : (JSON.parse(String(last["body"])) as RunEnd);
    if (last !== undefined && stored?.status === end.status && stored.evaluated === end.evaluated)
      return { outcome: "unchanged", place: placeOf(last) };
    return this.#journal.append({ kind: "run-end", key: `${end.runId}#${count}`, body, recordedAtMs: finishedAtMs });
  }

  #requireRun(runId: string, what: string): void {
    const sql = "SELECT 1 FROM journal WHERE kind = 'run' AND entry_key = ?";
    if (this.#journal.one(sql, runId) === undefined) throw orphan(what, `run ${runId}`);
  }

  async runs(query: RunQuery): Promise<readonly RunSummary[]> {
    checkLimit("runs", query.limit, READ_ROWS_MAX);
    const wanted = query.runId ?? null;
    const sql = `${RUN_WITH_END} AND (? IS NULL OR run.entry_key = ?) ORDER BY run.seq DESC LIMIT ?`;
    return this.#journal.all(sql, wanted, wanted, query.limit).map(runSummaryOf);
  }

  async trials(query: TrialQuery): Promise<readonly LoggedTrial[]> {
    checkLimit("trials", query.limit, READ_ROWS_MAX);
    const order = query.order === "index" ? "trial.trial_index" : "trial.sharpe DESC NULLS LAST, trial.trial_index";
    const sql = `${TRIAL_WITH_VERDICT} AND trial.run_id = ? ORDER BY ${order} LIMIT ?`;
    return this.#journal.all(sql, query.runId, query.limit).map(loggedTrialOf);
  }

  async trial(trialId: string): Promise<LoggedTrial | undefined> {
    const row = this.#journal.one(`${TRIAL_WITH_VERDICT} AND trial.trial_id = ?`, trialId);
    return row === undefined ? undefined : loggedTrialOf(row);
  }

  async returnVectors(query: ReturnVectorQuery): Promise<ReturnVectorPage> {
    checkLimit("return vectors", query.limit, RETURN_VECTORS_PAGE_MAX);
    const { afterHash = "", instrument, timeframe = "", dataHash = "", limit } = query;
    const { runId, hypothesesMax } = query.hypothesesOf ?? { runId: "", hypothesesMax: 0 };
    const where = [instrument, timeframe, timeframe, dataHash, dataHash, runId, hypothesesMax];
    const rows = this.#journal.all(RETURN_VECTORS, afterHash, ...where, limit + 1);
    const vectors = rows.slice(0, limit).map((row) => ({
      returnsHash: String(row["returns_hash"]),
      returns: decodeReturns(row["float32_le"] as Uint8Array),
      trials: Number(row["trials"]),
    }));
    return { vectors, more: rows.length > limit };
  }

  async verify(): Promise<ChainVerdict> {
    const chain = this.#journal.verify();
    if (chain.kind === "broken") return chain;
    const missing = this.#journal.all(
      `SELECT seq AS seq FROM journal WHERE kind = 'trial' AND returns_hash IS NOT NULL
       AND returns_hash NOT IN (SELECT returns_hash FROM return_vectors)
       ORDER BY seq LIMIT 1`,
    );
    for (const row of missing) {
      const seq = Number(row["seq"]);
      return { kind: "broken", seq, reason: `the daily returns of row ${seq} are gone` };
    }
    for (const vector of this.#journal.each("SELECT returns_hash, float32_le FROM return_vectors")) {
      const returnsHash = String(vector["returns_hash"]);
      if (sha256Hex(vector["float32_le"] as Uint8Array) === returnsHash) continue;
      const sql = "SELECT min(seq) AS seq FROM journal WHERE kind = 'trial' AND returns_hash = ?";
      const seq = Number(this.#journal.one(sql, returnsHash)?.["seq"]);
      return { kind: "broken", seq, reason: `the daily returns of row ${seq} were altered` };
    }
    return chain;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#journal[Symbol.dispose]();
  }
}
