import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import {
  ALL_TIME,
  type AppendReport,
  calendarOf,
  type CandleColumns,
  type CandleStore,
  emptyColumns,
  firstBarAtOrAfter,
  RaraError,
  type SeriesInfo,
  type SeriesKey,
  sliceColumns,
  type TimeRange,
  timeframeMs,
} from "@rara-trading/domain";
import { assertValidCandles } from "../candles/candle-fault.ts";
import { findGaps } from "../candles/find-gaps.ts";
import { type CandleMerge, mergeCandles } from "../candles/merge-candles.ts";
import { ColumnCache, columnCacheFolder } from "../column-cache/column-cache.ts";
import { CACHED_BARS_MIN, COLUMN_CACHE_BYTES_MAX } from "../column-cache/limits.ts";
import { CandleCatalogue, type CatalogueTransaction, type PartitionRecord } from "./candle-catalogue.ts";
import { fileSha256, hasCandleFiles, removeFiles, sweepFiles, writeCandleFile } from "./candle-files.ts";
import { LOAD_ATTEMPTS_MAX } from "./limits.ts";
import { ParquetCodec } from "./parquet-codec.ts";
import { type CandlePartition, partitionCandles, partitionFolder } from "./partition.ts";
import { seriesInfos } from "./series-info.ts";
import { storageFault } from "./store-faults.ts";

/** pandas reads a folder of Parquet files as one table if every other file's name begins with `_` or `.`. */
const CATALOGUE_NAME = "_catalogue.db";

/** A catalogued file that is not what the catalogue says. */
export interface CandleFileFault {
  readonly path: string;
  readonly problem: string;
}

/** How a store caches what it loads; the defaults are for everyday use. */
export interface ColumnCacheOptions {
  /** Bytes that all cached series may take together; 0 turns the cache off. */
  readonly bytesMax?: number;
  /** Bars that a load must read to have its series cached. */
  readonly barsMin?: number;
}

/** A partition of an append: what is stored, what comes in, and both together. */
interface PartitionMerge {
  readonly partition: CandlePartition;
  readonly replacedPath: string | undefined;
  readonly merge: CandleMerge;
}

/**
 * Candles as Parquet files that DuckDB, pandas and polars read as they are, and a SQLite catalogue that says which
 * files count. A file is never changed: an append writes new files beside the old ones, one commit of the catalogue
 * switches all of them, and only then the old files go. So an append over several partitions is all or nothing, a
 * killed writer leaves at worst files that nobody names (removed at the next open), and a reader that loses a file
 * under its hands reads the catalogue again. Appends of all processes take turns on the catalogue's write lock.
 * Long series are also kept as raw columns (see ColumnCache), which load several times faster than Parquet.
 */
export class ParquetCandleStore implements CandleStore {
  readonly #folder: string;
  readonly #catalogue: CandleCatalogue;
  readonly #codec = new ParquetCodec();
  readonly #cache: ColumnCache;
  readonly #cachedBarsMin: number;

  private constructor(folder: string, catalogue: CandleCatalogue, cache: ColumnCacheOptions) {
    this.#folder = folder;
    this.#catalogue = catalogue;
    this.#cache = new ColumnCache(columnCacheFolder(folder), cache.bytesMax ?? COLUMN_CACHE_BYTES_MAX);
    this.#cachedBarsMin = cache.barsMin ?? CACHED_BARS_MIN;
  }

  /**
   * Opens the store in `folder`, creates it when absent, and clears away what crashed writers left there.
   * @throws RaraError `data.catalogue-newer` when a newer build wrote it, `data.catalogue-missing` when candle files are
   * there and the catalogue is not: nothing is created or removed then.
   */
  static async open(folder: string, cache: ColumnCacheOptions = {}): Promise<ParquetCandleStore> {
    try {
      await mkdir(folder, { recursive: true });
      await refuseLostCatalogue(folder);
      const catalogue = await CandleCatalogue.open(join(folder, CATALOGUE_NAME));
      await catalogue.writeIfFree((transaction) => sweepFiles(folder, transaction.paths()));
      return new ParquetCandleStore(folder, catalogue, cache);
    } catch (error) {
      throw storageFault(error, folder);
    }
  }

  /** @throws RaraError `data.invalid-candles`, `data.store-busy`, or `data.file-unreadable` when a stored file is damaged. */
  async append(series: SeriesKey, candles: CandleColumns): Promise<AppendReport> {
    assertValidCandles(candles, series.timeframe);
    if (candles.length === 0) return { added: 0, unchanged: 0, conflictsMs: [] };
    try {
      const { report, replacedPaths } = await this.#catalogue.write((transaction) =>
        this.#appendUnderLock(transaction, series, candles),
      );
      await removeFiles(this.#folder, replacedPaths);
      return report;
    } catch (error) {
      throw storageFault(error, this.#folder);
    }
  }

  /**
   * Returns the bars of a range on one SharedArrayBuffer: a worker thread that is sent them shares the memory.
   * @throws RaraError `data.unknown-series`, or `data.file-unreadable` when a stored file is damaged.
   */
  async load(series: SeriesKey, range: TimeRange): Promise<CandleColumns> {
    let files = this.#catalogue.files(series, range);
    for (let attempt = 1; ; attempt++) {
      if (files.length === 0) return this.#nothingOf(series);
      try {
        const candles = await this.#readCached(series, files);
        return sliceColumns(candles, firstBarAtOrAfter(candles, range.fromMs), firstBarAtOrAfter(candles, range.toMs));
      } catch (error) {
        const present = this.#catalogue.files(series, range);
        const replaced = !samePaths(files, present);
        if (!replaced || attempt === LOAD_ATTEMPTS_MAX) throw error;
        files = present;
      }
    }
  }

  /** Answers from the catalogue alone: gaps are found at append time and stored with each partition. */
  async info(): Promise<readonly SeriesInfo[]> {
    return seriesInfos(this.#catalogue.all());
  }

  /** Returns which catalogued files are missing or differ from the hash they were stored with. */
  async verify(): Promise<readonly CandleFileFault[]> {
    const faults: CandleFileFault[] = [];
    for (const { path, sha256 } of this.#catalogue.all()) {
      try {
        const found = await fileSha256(join(this.#folder, path));
        if (found !== sha256) faults.push({ path, problem: `expected sha256 ${sha256}, found ${found}` });
      } catch (error) {
        faults.push({ path, problem: RaraError.from(error).message });
      }
    }
    return faults;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#catalogue[Symbol.dispose]();
    await this.#codec[Symbol.asyncDispose]();
  }

  async #appendUnderLock(
    transaction: CatalogueTransaction,
    series: SeriesKey,
    candles: CandleColumns,
  ): Promise<{ readonly report: AppendReport; readonly replacedPaths: readonly string[] }> {
    const merges = await this.#mergeAll(transaction, series, candles);
    const sum = (count: "added" | "unchanged"): number => merges.reduce((total, { merge }) => total + merge[count], 0);
    const unchanged = sum("unchanged");
    const conflictsMs = merges.flatMap(({ merge }) => merge.conflictsMs);
    if (conflictsMs.length > 0) return { report: { added: 0, unchanged, conflictsMs }, replacedPaths: [] };
    const grown = merges.filter(({ merge }) => merge.added > 0);
    await this.#writeAll(transaction, series, grown);
    const replacedPaths = grown.flatMap(({ replacedPath }) => replacedPath ?? []);
    return { report: { added: sum("added"), unchanged, conflictsMs }, replacedPaths };
  }

  async #mergeAll(
    transaction: CatalogueTransaction,
    series: SeriesKey,
    candles: CandleColumns,
  ): Promise<readonly PartitionMerge[]> {
    const merges: PartitionMerge[] = [];
    for (const partition of partitionCandles(series.timeframe, candles)) {
      const present = transaction.fileOf(series, partition.name);
      const replacedPath = present?.path;
      const stored = present === undefined ? emptyColumns(0) : await this.#read([present]);
      merges.push({ partition, replacedPath, merge: mergeCandles(stored, partition.candles) });
    }
    return merges;
  }

  async #writeAll(
    transaction: CatalogueTransaction,
    series: SeriesKey,
    merges: readonly PartitionMerge[],
  ): Promise<void> {
    const written: string[] = [];
    try {
      for (const { partition, merge } of merges) {
        const { candles } = merge;
        const folder = partitionFolder(series, partition.name);
        const file = await writeCandleFile(this.#codec, this.#folder, folder, partition.name, candles);
        written.push(file.path);
        transaction.put({
          series,
          partition: partition.name,
          ...file,
          rowCount: candles.length,
          firstOpenTimeMs: candles.openTimeMs[0] ?? NaN,
          lastOpenTimeMs: candles.openTimeMs.at(-1) ?? NaN,
          gaps: findGaps(calendarOf(series.instrument), timeframeMs(series.timeframe), candles.openTimeMs),
        });
      }
    } catch (error) {
      await removeFiles(this.#folder, written);
      throw error;
    }
  }

  /** Returns at least the bars of `files`, from the cache where it holds them. */
  async #readCached(series: SeriesKey, files: readonly PartitionRecord[]): Promise<CandleColumns> {
    const cached = await this.#cache.read(series, files);
    if (cached !== undefined) return cached;
    if (rowCountOf(files) < this.#cachedBarsMin) return await this.#read(files);
    const whole = this.#catalogue.files(series, ALL_TIME);
    if (!this.#cache.hasRoomFor(rowCountOf(whole))) return await this.#read(files);
    const candles = await this.#read(whole);
    await this.#cache.write(series, whole, candles);
    return candles;
  }

  #read(files: readonly Pick<PartitionRecord, "path" | "rowCount">[]): Promise<CandleColumns> {
    const paths = files.map(({ path }) => this.#absolute(path));
    return this.#codec.read(paths, rowCountOf(files));
  }

  #nothingOf(series: SeriesKey): CandleColumns {
    if (this.#catalogue.knows(series)) return emptyColumns(0);
    throw new RaraError(`Expected stored ${series.timeframe} bars of ${series.instrument}, found none`, {
      category: "not-found",
      code: "data.unknown-series",
      hint: "Run `rara-trading data info` to see what is stored, `rara-trading data import` to store it.",
    });
  }

  #absolute(path: string): string {
    return join(this.#folder, path);
  }
}

function rowCountOf(files: readonly Pick<PartitionRecord, "rowCount">[]): number {
  return files.reduce((sum, { rowCount }) => sum + rowCount, 0);
}

function samePaths(a: readonly PartitionRecord[], b: readonly PartitionRecord[]): boolean {
  return a.length === b.length && a.every(({ path }, i) => path === b[i]?.path);
}

/** A home that was restored without its catalogue must not be taken for an empty one. */
async function refuseLostCatalogue(folder: string): Promise<void> {
  const catalogue = await stat(join(folder, CATALOGUE_NAME)).catch(() => undefined);
  if ((catalogue?.size ?? 0) > 0 || !(await hasCandleFiles(folder))) return;
  throw new RaraError(`Expected the catalogue ${CATALOGUE_NAME} beside the candle files in ${folder}, found none`, {
    category: "configuration",
    code: "data.catalogue-missing",
    hint: `Restore ${CATALOGUE_NAME} from a backup, or move the folder away and import the candles again.`,
  });
}
