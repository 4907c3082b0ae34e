import { type Clock, type DataSpans, type InstrumentId, RaraError, type SeriesKey } from "@rara-trading/domain";
import { ChainedJournal } from "../ledger/chained-journal.ts";
import { cutsOf, type SpanCuts } from "./cut-spans.ts";
import { powerSpending, saffron } from "../statistics/online-false-discovery.ts";
import {
  type CommitmentReceipt,
  type LookAnswer,
  type LookCharge,
  type LookCounts,
  type LookRequest,
  RECORDED_LOOKS_MAX,
  type RecordedLook,
  type SpanRegistry,
  VAULT_FALSE_DISCOVERY_RATE,
  type VaultCommitment,
  type VaultTest,
} from "./span-registry.ts";

const LOOK_COUNTS = `
  SELECT body ->> '$.look' AS look, count(*) AS asked, (
    SELECT count(*) FROM journal AS answer WHERE answer.kind = 'look-answer' AND answer.instrument = journal.instrument
    AND answer.body ->> '$.look' = journal.body ->> '$.look' AND answer.body ->> '$.passed') AS passed
  FROM journal WHERE kind = 'look' AND instrument = ? GROUP BY look`;

const LOOKS_ABOUT = `
  SELECT look.body ->> '$.look' AS span, answer.body ->> '$.passed' AS passed FROM journal AS look
  LEFT JOIN journal AS answer ON answer.kind = 'look-answer' AND answer.entry_key = look.entry_key
  WHERE look.kind = 'look' AND look.instrument = ? AND coalesce(look.body ->> '$.subject', look.body ->> '$.lineageId') = ?
  ORDER BY look.seq LIMIT ?`;

const LOOK_ABOUT = `
  SELECT entry_key FROM journal WHERE kind = 'look' AND body ->> '$.look' = 'validation' AND instrument = ?
  AND body ->> '$.subject' = ? ORDER BY seq LIMIT 1`;

const LOOK_WITH = `
  SELECT entry_key FROM journal WHERE kind = 'look' AND body ->> '$.look' = 'vault' AND instrument = ?
  AND body ->> '$.timeframe' = ? AND body ->> '$.commitmentHash' = ? ORDER BY seq LIMIT 1`;

const VAULT_P_VALUES = `
  SELECT body ->> '$.pValue' AS p FROM journal WHERE kind = 'look-answer' AND body ->> '$.pValue' IS NOT NULL ORDER BY seq`;

function seriesName({ instrument, timeframe }: SeriesKey): string {
  return `${instrument}@${timeframe}`;
}

function spansIn(body: unknown): DataSpans {
  // Written by `fixSpans` and covered by its hash.
  return (JSON.parse(String(body)) as { spans: DataSpans }).spans;
}

/**
 * The span registry in research.db: rows of the same chained journal as the trial ledger, on a connection of its own
 * that fsyncs every commit.
 */
export class SqliteSpanRegistry implements SpanRegistry {
  readonly #journal: ChainedJournal;
  readonly #clock: Clock;

  private constructor(journal: ChainedJournal, clock: Clock) {
    this.#journal = journal;
    this.#clock = clock;
  }

  /** Opens the registry in the file at `path`, creating it when it is absent. @throws RaraError as `openResearchDatabase`. */
  static open(path: string, clock: Clock): SqliteSpanRegistry {
    return new SqliteSpanRegistry(ChainedJournal.open(path, "full"), clock);
  }

  #append(kind: string, key: string, body: object): "appended" | "unchanged" {
    return this.#journal.append({ kind, key, body, recordedAtMs: this.#clock.nowMs() }).outcome;
  }

  async spansFor(series: SeriesKey): Promise<DataSpans | undefined> {
    const row = this.#journal.find("spans", seriesName(series));
    return row === undefined ? undefined : spansIn(row["body"]);
  }

  async fixSpans(series: SeriesKey, cut: (cuts: SpanCuts | undefined) => DataSpans): Promise<DataSpans> {
    return this.#journal.write(() => {
      const stored = this.#journal.find("spans", seriesName(series));
      if (stored !== undefined) return spansIn(stored["body"]);
      const first = this.#journal.one(
        "SELECT body FROM journal WHERE kind = 'spans' AND instrument = ? ORDER BY seq LIMIT 1",
        series.instrument,
      );
      const spans = cut(first === undefined ? undefined : cutsOf(spansIn(first["body"])));
      const { instrument, timeframe } = series;
      this.#append("spans", seriesName(series), { instrument, timeframe, spans });
      return spans;
    });
  }

  async chargeLook(request: LookRequest): Promise<LookCharge> {
    return this.#journal.write(() =>
      request.kind === "validation" ? this.#chargeValidation(request) : this.#chargeVault(request),
    );
  }

  #chargeValidation({ series, subject, once = false }: Extract<LookRequest, { kind: "validation" }>): LookCharge {
    const { instrument, timeframe } = series;
    const earlier = once ? this.#journal.one(LOOK_ABOUT, instrument, subject) : undefined;
    if (earlier !== undefined) return this.#alreadyLooked(String(earlier["entry_key"]));
    const lookId = `validation/${instrument}/${this.#counts(instrument).validation.asked + 1}`;
    this.#append("look", lookId, { look: "validation", instrument, timeframe, subject });
    return { kind: "granted", lookId };
  }

  #chargeVault({ series, lineageId, commitmentHash }: Extract<LookRequest, { kind: "vault" }>): LookCharge {
    const { instrument, timeframe } = series;
    const lookId = `vault/${instrument}/${lineageId}`;
    const committed = this.#commitmentOf(instrument, lineageId);
    if (committed === undefined) return { kind: "refused", reason: "no-commitment" };
    if (this.#journal.find("look", lookId) !== undefined) {
      return committed === commitmentHash ? this.#alreadyLooked(lookId) : { kind: "refused", reason: "already-looked" };
    }
    if (committed !== commitmentHash) return { kind: "refused", reason: "commitment-differs" };
    // Research and a person name lineages differently: what was committed is the same strategy under every name.
    const sameStrategy = this.#journal.one(LOOK_WITH, instrument, timeframe, commitmentHash);
    if (sameStrategy !== undefined) return this.#alreadyLooked(String(sameStrategy["entry_key"]));
    this.#append("look", lookId, { look: "vault", instrument, timeframe, lineageId, commitmentHash });
    return { kind: "granted", lookId };
  }

  #alreadyLooked(lookId: string): LookCharge {
    const test = this.#testOf(lookId);
    const row = test === undefined ? this.#journal.find("look-answer", lookId) : undefined;
    const passed = row && (JSON.parse(String(row["body"])) as { readonly passed: boolean }).passed;
    return {
      kind: "refused",
      reason: "already-looked",
      ...(test && { test }),
      ...(passed !== undefined && { passed }),
    };
  }

  async answerLook(lookId: string, answer: LookAnswer): Promise<VaultTest | null> {
    return this.#journal.write(() => {
      const look = this.#journal.find("look", lookId);
      if (look === undefined) {
        throw new RaraError(`Expected a look that was charged, found ${lookId}`, {
          category: "bug",
          code: "research.look-unknown",
        });
      }
      const { look: kind, instrument } = JSON.parse(String(look["body"])) as { look: string; instrument: string };
      if (answer.kind === "verdict") {
        this.#append("look-answer", lookId, { look: kind, instrument, passed: answer.passed });
        return null;
      }
      const stored = this.#testOf(lookId);
      // The same p-value again is the same answer; another one is a conflict, which the journal refuses.
      const test = stored?.pValue === answer.pValue ? stored : this.#judge(answer.pValue);
      this.#append("look-answer", lookId, { look: kind, instrument, ...test });
      return test;
    });
  }

  #judge(pValue: number): VaultTest {
    if (!(pValue >= 0 && pValue <= 1)) {
      throw new RaraError(`Expected a p-value from 0 to 1, found ${pValue}`, {
        category: "bug",
        code: "research.vault-p-value",
      });
    }
    const earlier = this.#journal.all(VAULT_P_VALUES).map(({ p }) => Number(p));
    const { levels, rejected } = saffron([...earlier, pValue], {
      alpha: VAULT_FALSE_DISCOVERY_RATE,
      spending: powerSpending,
    });
    const test = earlier.length + 1;
    return { pValue, level: levels.at(-1) ?? 0, test, passed: rejected.at(-1) === true };
  }

  #testOf(lookId: string): VaultTest | undefined {
    const row = this.#journal.find("look-answer", lookId);
    if (row === undefined) return undefined;
    const { pValue, level, test, passed } = JSON.parse(String(row["body"])) as Partial<VaultTest>;
    if (pValue === undefined || level === undefined || test === undefined || passed === undefined) return undefined;
    return { pValue, level, test, passed };
  }

  async commit(commitment: VaultCommitment): Promise<CommitmentReceipt> {
    const { series, lineageId, commitmentHash } = commitment;
    const { instrument, timeframe } = series;
    return this.#journal.write(() => {
      const committed = this.#commitmentOf(instrument, lineageId);
      if (committed !== undefined && committed !== commitmentHash) {
        return { kind: "refused", reason: "commitment-differs" };
      }
      if (committed === undefined) {
        const body = { instrument, timeframe, lineageId, commitmentHash };
        this.#append("vault-commitment", `${instrument}/${lineageId}`, body);
      }
      return { kind: "committed" };
    });
  }

  #commitmentOf(instrument: InstrumentId, lineageId: string): string | undefined {
    const row = this.#journal.find("vault-commitment", `${instrument}/${lineageId}`);
    return row === undefined ? undefined : (JSON.parse(String(row["body"])) as VaultCommitment).commitmentHash;
  }

  #counts(instrument: InstrumentId): LookCounts {
    const counts = { validation: { asked: 0, passed: 0 }, vault: { asked: 0, passed: 0 } };
    for (const row of this.#journal.all(LOOK_COUNTS, instrument)) {
      const count = { asked: Number(row["asked"]), passed: Number(row["passed"]) };
      if (row["look"] === "vault") counts.vault = count;
      else counts.validation = count;
    }
    return counts;
  }

  async looks(instrument: InstrumentId): Promise<LookCounts> {
    return this.#counts(instrument);
  }

  async looksAbout(instrument: InstrumentId, subject: string): Promise<readonly RecordedLook[]> {
    return this.#journal.all(LOOKS_ABOUT, instrument, subject, RECORDED_LOOKS_MAX).map(({ span, passed }) => ({
      span: span === "vault" ? "vault" : "validation",
      passed: passed === null || passed === undefined ? null : Number(passed) === 1,
    }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#journal[Symbol.dispose]();
  }
}
