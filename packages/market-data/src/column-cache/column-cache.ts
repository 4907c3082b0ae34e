import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { endianness } from "node:os";
import { join } from "node:path";
import { type CandleColumns, parseInstrumentId, parseTimeframe, type SeriesKey } from "@rara-trading/domain";
import { type CachedSource, columnBytes, readColumnFile, writeColumnFile } from "./column-file.ts";
import { COLUMN_CACHE_BYTES_MAX, STALE_TEMPORARY_MS } from "./limits.ts";

const ENDING = ".columns";
/** Such as `binance%3ABTC%2FUSDT_1m.columns`. */
const OWN_NAME = /^([^_]+)_([0-9a-z]+)\.columns$/;
const OWN_TEMPORARY = /^\.[0-9a-f-]+\.columns\.tmp$/;

/** One cached series. */
export interface CachedSeries extends SeriesKey {
  readonly bytes: number;
  readonly lastUsedMs: number;
}

/** Where a store keeps its cached columns. pandas and other readers of a folder pass over names with an underscore. */
export function columnCacheFolder(candlesFolder: string): string {
  return join(candlesFolder, "_columns");
}

/**
 * The columns of whole series as raw float64, a file a series, beside the Parquet files they were read from. A file
 * counts only as far as it names the catalogue's present candle files by content hash and its checksums are right; the
 * whole folder may be removed at any time. Files are written aside and renamed, so that two processes that build one at
 * once only do the work twice. When the files together exceed `bytesMax`, those go that were not used for longest.
 */
export class ColumnCache {
  readonly #folder: string;
  readonly #bytesMax: number;

  constructor(folder: string, bytesMax: number) {
    this.#folder = folder;
    // The files hold what this machine's memory holds.
    this.#bytesMax = endianness() === "LE" ? bytesMax : 0;
  }

  /** Returns whether a series of `rowCount` bars may be cached at all. */
  hasRoomFor(rowCount: number): boolean {
    return columnBytes(rowCount) <= this.#bytesMax;
  }

  /** Returns the bars of exactly `sources`, or undefined when no trustworthy file holds them. */
  async read(series: SeriesKey, sources: readonly CachedSource[]): Promise<CandleColumns | undefined> {
    if (this.#bytesMax === 0) return undefined;
    const path = this.#path(series);
    return await unlessSystemError(async () => {
      const columns = await readColumnFile(path, series, sources);
      if (columns !== undefined) await touch(path);
      return columns;
    });
  }

  /** Keeps the bars of `sources`. That it cannot (a full or read-only disk, say) is nobody's fault and not told. */
  async write(series: SeriesKey, sources: readonly CachedSource[], columns: CandleColumns): Promise<void> {
    const temporary = join(this.#folder, `.${randomUUID()}${ENDING}.tmp`);
    await unlessSystemError(async () => {
      await mkdir(this.#folder, { recursive: true });
      await this.#makeRoom(series, columnBytes(columns.length));
      try {
        {
          await using handle = await open(temporary, "wx");
          await writeColumnFile(handle, series, sources, columns);
        }
        await rename(temporary, this.#path(series));
      } finally {
        await rm(temporary, { force: true });
      }
    });
  }

  /** Returns what is cached, the longest unused first. */
  async list(): Promise<readonly CachedSeries[]> {
    const names = (await unlessSystemError(() => readdir(this.#folder))) ?? [];
    const found: CachedSeries[] = [];
    for (const name of names) {
      const series = seriesOf(name);
      const status = series && (await unlessSystemError(() => stat(join(this.#folder, name))));
      if (series !== undefined && status?.isFile())
        found.push({ ...series, bytes: status.size, lastUsedMs: status.mtimeMs });
    }
    return found.sort((a, b) => a.lastUsedMs - b.lastUsedMs);
  }

  /** Removes everything that is cached and returns what it was. */
  async clear(): Promise<readonly CachedSeries[]> {
    const cached = await this.list();
    for (const series of cached) await rm(this.#path(series), { force: true });
    await this.#sweep(0);
    return cached;
  }

  async #makeRoom(series: SeriesKey, bytes: number): Promise<void> {
    await this.#sweep(STALE_TEMPORARY_MS);
    const path = this.#path(series);
    const others = (await this.list()).filter((other) => this.#path(other) !== path);
    let total = others.reduce((sum, other) => sum + other.bytes, bytes);
    for (const other of others) {
      if (total <= this.#bytesMax) return;
      await rm(this.#path(other), { force: true });
      total -= other.bytes;
    }
  }

  /** Removes temporary files that have not been written to for `ageMs`. */
  async #sweep(ageMs: number): Promise<void> {
    const names = (await unlessSystemError(() => readdir(this.#folder))) ?? [];
    for (const name of names.filter((each) => OWN_TEMPORARY.test(each))) {
      const path = join(this.#folder, name);
      const status = await unlessSystemError(() => stat(path));
      if (status !== undefined && nowMs() - status.mtimeMs >= ageMs) await rm(path, { force: true });
    }
  }

  #path(series: SeriesKey): string {
    return join(this.#folder, fileName(series));
  }
}

function fileName({ instrument, timeframe }: SeriesKey): string {
  return `${encodeURIComponent(instrument).replaceAll("_", "%5F")}_${timeframe}${ENDING}`;
}

/** Returns the series that a file is named after, or undefined when the cache did not name it. */
function seriesOf(name: string): SeriesKey | undefined {
  const [, instrument = "", timeframe = ""] = OWN_NAME.exec(name) ?? [];
  try {
    const series = {
      instrument: parseInstrumentId(decodeURIComponent(instrument)),
      timeframe: parseTimeframe(timeframe),
    };
    return fileName(series) === name ? series : undefined;
  } catch {
    return undefined;
  }
}

/** What the column cache of a store holds. */
export interface ColumnCacheContent {
  readonly folder: string;
  readonly bytesMax: number;
  /** The longest unused first. */
  readonly series: readonly CachedSeries[];
}

/** Returns what the column cache of the store in `candlesFolder` holds; creates nothing. */
export async function listColumnCache(candlesFolder: string): Promise<ColumnCacheContent> {
  const folder = columnCacheFolder(candlesFolder);
  const cache = new ColumnCache(folder, COLUMN_CACHE_BYTES_MAX);
  return { folder, bytesMax: COLUMN_CACHE_BYTES_MAX, series: await cache.list() };
}

/** Removes the column cache of the store in `candlesFolder` and returns what it held. */
export async function clearColumnCache(candlesFolder: string): Promise<ColumnCacheContent> {
  const folder = columnCacheFolder(candlesFolder);
  const cache = new ColumnCache(folder, COLUMN_CACHE_BYTES_MAX);
  return { folder, bytesMax: COLUMN_CACHE_BYTES_MAX, series: await cache.clear() };
}

function nowMs(): number {
  return performance.timeOrigin + performance.now();
}

/** Notes that a file was used, as its time of modification: times of access are not kept on every disk. */
async function touch(path: string): Promise<void> {
  const now = new Date(nowMs());
  await unlessSystemError(() => utimes(path, now, now));
}

/** Returns what `work` returns, or undefined when the file system refuses: a cache that fails is a cache that is empty. */
async function unlessSystemError<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && "syscall" in error) return undefined;
    throw error;
  }
}
