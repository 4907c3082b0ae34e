import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import {
  type CandleGap,
  parseInstrumentId,
  parseTimeframe,
  type SeriesKey,
  type TimeRange,
  timeframeMs,
} from "@rara-trading/domain";
import { beganWriting, beginWriting, openReadOnly, openWritable } from "./open-catalogue.ts";

/** One candle file that belongs to the store. */
export interface PartitionRecord {
  readonly series: SeriesKey;
  readonly partition: string;
  /** Below the store's root, with forward slashes. */
  readonly path: string;
  readonly rowCount: number;
  readonly firstOpenTimeMs: number;
  readonly lastOpenTimeMs: number;
  readonly sha256: string;
  /** Gaps between the file's own bars; those between two files follow from their first and last bars. */
  readonly gaps: readonly CandleGap[];
}

type Row = Record<string, SQLOutputValue>;

const PARTITIONS = "SELECT * FROM partitions";
const IN_ORDER = "ORDER BY instrument, timeframe, partition";

function recordOf(row: Row, gaps: readonly CandleGap[]): PartitionRecord {
  return {
    series: {
      instrument: parseInstrumentId(String(row["instrument"])),
      timeframe: parseTimeframe(String(row["timeframe"])),
    },
    partition: String(row["partition"]),
    path: String(row["path"]),
    rowCount: Number(row["row_count"]),
    firstOpenTimeMs: Number(row["first_open_time_ms"]),
    lastOpenTimeMs: Number(row["last_open_time_ms"]),
    sha256: String(row["sha256"]),
    gaps,
  };
}

/** What an append may do while it holds the store's write lock. */
export class CatalogueTransaction {
  readonly #connection: DatabaseSync;

  constructor(connection: DatabaseSync) {
    this.#connection = connection;
  }

  /** Returns a partition's present file, or undefined. */
  fileOf(series: SeriesKey, partition: string): Pick<PartitionRecord, "path" | "rowCount"> | undefined {
    const row = this.#connection
      .prepare("SELECT path, row_count FROM partitions WHERE instrument = ? AND timeframe = ? AND partition = ?")
      .get(series.instrument, series.timeframe, partition);
    return row && { path: String(row["path"]), rowCount: Number(row["row_count"]) };
  }

  /** Returns the paths of all files. */
  paths(): readonly string[] {
    return this.#connection
      .prepare("SELECT path FROM partitions")
      .all()
      .map((row) => String(row["path"]));
  }

  /** Makes `record` the present file of its partition. */
  put(record: PartitionRecord): void {
    const key = [record.series.instrument, record.series.timeframe, record.partition] as const;
    this.#connection
      .prepare("DELETE FROM partitions WHERE instrument = ? AND timeframe = ? AND partition = ?")
      .run(...key);
    this.#connection
      .prepare("INSERT INTO partitions VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
      .run(...key, record.path, record.rowCount, record.firstOpenTimeMs, record.lastOpenTimeMs, record.sha256);
    const insertGap = this.#connection.prepare("INSERT INTO gaps VALUES (?, ?, ?, ?, ?, ?)");
    for (const gap of record.gaps) insertGap.run(...key, gap.fromMs, gap.toMs, gap.missingBars);
  }
}

/** Which candle files belong to the store: a SQLite file whose commit switches all files of an append at once. */
export class CandleCatalogue implements Disposable {
  readonly #path: string;
  readonly #reader: DatabaseSync;

  private constructor(path: string) {
    this.#path = path;
    this.#reader = openReadOnly(path);
  }

  /** Opens the catalogue and creates it when the file is new. */
  static async open(path: string): Promise<CandleCatalogue> {
    (await openWritable(path)).close();
    return new CandleCatalogue(path);
  }

  /** Returns the files of a series that may hold bars of `range`, oldest first, without their gaps. */
  files(series: SeriesKey, range: TimeRange): readonly PartitionRecord[] {
    return this.#reader
      .prepare(
        `${PARTITIONS} WHERE instrument = ? AND timeframe = ? AND last_open_time_ms >= ? AND first_open_time_ms < ? ${IN_ORDER}`,
      )
      .all(series.instrument, series.timeframe, range.fromMs, range.toMs)
      .map((row) => recordOf(row, []));
  }

  /** Returns whether anything is stored of a series. */
  knows(series: SeriesKey): boolean {
    const found = this.#reader
      .prepare("SELECT 1 FROM partitions WHERE instrument = ? AND timeframe = ? LIMIT 1")
      .get(series.instrument, series.timeframe);
    return found !== undefined;
  }

  /** Returns every file with its gaps, sorted by instrument, timeframe (shortest first) and partition. */
  all(): readonly PartitionRecord[] {
    this.#reader.exec("BEGIN");
    try {
      const gaps = Map.groupBy(this.#reader.prepare("SELECT * FROM gaps ORDER BY from_ms").iterate(), keyOf);
      const records = this.#reader
        .prepare(`${PARTITIONS} ${IN_ORDER}`)
        .all()
        .map((row) => recordOf(row, (gaps.get(keyOf(row)) ?? []).map(gapOf)));
      return records.sort(
        (a, b) =>
          compareText(a.series.instrument, b.series.instrument) ||
          timeframeMs(a.series.timeframe) - timeframeMs(b.series.timeframe) ||
          compareText(a.partition, b.partition),
      );
    } finally {
      this.#reader.exec("COMMIT");
    }
  }

  /**
   * Runs `work` as the only writer of all processes and commits what it put; rolls back when it throws.
   * @throws RaraError `data.store-busy` when others hold the lock too long.
   */
  async write<Result>(work: (transaction: CatalogueTransaction) => Promise<Result>): Promise<Result> {
    using connection = await openWritable(this.#path);
    await beginWriting(connection);
    return await committed(connection, work);
  }

  /** Runs `work` as `write` does, but only if nobody else is writing now; returns whether it ran. */
  async writeIfFree(work: (transaction: CatalogueTransaction) => Promise<void>): Promise<boolean> {
    using connection = await openWritable(this.#path);
    if (!beganWriting(connection)) return false;
    await committed(connection, work);
    return true;
  }

  [Symbol.dispose](): void {
    this.#reader.close();
  }
}

async function committed<Result>(
  connection: DatabaseSync,
  work: (transaction: CatalogueTransaction) => Promise<Result>,
): Promise<Result> {
  try {
    const result = await work(new CatalogueTransaction(connection));
    connection.exec("COMMIT");
    return result;
  } catch (error) {
    if (connection.isTransaction) connection.exec("ROLLBACK");
    throw error;
  }
}

function keyOf(row: Row): string {
  return `${String(row["instrument"])} ${String(row["timeframe"])} ${String(row["partition"])}`;
}

function gapOf(row: Row): CandleGap {
  return { fromMs: Number(row["from_ms"]), toMs: Number(row["to_ms"]), missingBars: Number(row["missing_bars"]) };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
