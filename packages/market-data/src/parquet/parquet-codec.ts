import type { DuckDBConnection, DuckDBInstance, DuckDBMaterializedResult } from "@duckdb/node-api";
import { type CandleColumns, RaraError } from "@rara-trading/domain";
import { COLUMN_NAMES, columnBlock } from "../column-cache/column-block.ts";
import { DUCKDB_THREADS, FILES_PER_QUERY } from "./limits.ts";
import { fileUnreadable } from "./store-faults.ts";

/** The most rows that a DuckDB chunk holds. */
const CHUNK_ROWS = 2048;

const WRITE = `
  COPY (SELECT make_timestamptz(open_time_ms::BIGINT * 1000) AS open_time, open, high, low, close, volume FROM bars)
  TO`;

const READ = "SELECT epoch_ms(open_time)::DOUBLE, open, high, low, close, volume FROM read_parquet";

/** DuckDB is 70 MB of library: loaded when the first file is read or written, never for `--help` or `data info`. */
async function openDuckDb(): Promise<DuckDBInstance> {
  try {
    const { DuckDBInstance: Instance } = await import("@duckdb/node-api");
    return await Instance.create(":memory:", {
      threads: String(DUCKDB_THREADS),
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
    });
  } catch (error) {
    throw new RaraError(`Expected DuckDB to load, found: ${RaraError.from(error).message}`, {
      category: "configuration",
      code: "data.duckdb-unavailable",
      hint: "Install again with optional dependencies: `npm ci` without `--omit=optional`.",
      cause: error,
    });
  }
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Returns `path` as a pattern that matches only itself: a home folder may be called `data [old]`. */
function globLiteral(path: string): string {
  return literal(path.replaceAll(/[[*?]/g, (letter) => `[${letter}]`));
}

/**
 * Reads and writes candles as Parquet files through DuckDB: `open_time` is a UTC timestamp in microseconds (exact for
 * whole milliseconds), the other five columns are DOUBLE and keep every bit; compression is zstd.
 */
export class ParquetCodec implements AsyncDisposable {
  #instance: Promise<DuckDBInstance> | undefined;

  /** Writes `candles` as the file `path`, replacing it. */
  async write(path: string, candles: CandleColumns): Promise<void> {
    await this.#connected(async (connection) => {
      await connection.run(
        "CREATE TEMP TABLE bars (open_time_ms DOUBLE, open DOUBLE, high DOUBLE, low DOUBLE, close DOUBLE, volume DOUBLE)",
      );
      await this.#fill(connection, candles);
      await connection.run(`${WRITE} ${literal(path)} (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)`);
    });
  }

  /**
   * Returns the bars of the files, in the order of `paths`, on one SharedArrayBuffer.
   * @throws RaraError `data.file-unreadable` when a file is missing, damaged or holds other columns, or when the files
   * together hold another number of bars than `rowCount`.
   */
  async read(paths: readonly string[], rowCount: number): Promise<CandleColumns> {
    try {
      return await this.#connected((connection) => readColumns(connection, paths, rowCount));
    } catch (error) {
      if (error instanceof RaraError) throw error;
      throw fileUnreadable("readable candle files", error instanceof Error ? error.message : String(error), error);
    }
  }

  async #fill(connection: DuckDBConnection, candles: CandleColumns): Promise<void> {
    const { DOUBLE, DuckDBDataChunk } = await import("@duckdb/node-api");
    const appender = await connection.createAppender("bars");
    for (let from = 0; from < candles.length; from += CHUNK_ROWS) {
      const chunk = DuckDBDataChunk.create(COLUMN_NAMES.map(() => DOUBLE));
      chunk.setColumns(COLUMN_NAMES.map((name) => [...candles[name].subarray(from, from + CHUNK_ROWS)]));
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
  }

  /** Runs `work` on a connection of its own, so that reads and writes may overlap. */
  async #connected<Result>(work: (connection: DuckDBConnection) => Promise<Result>): Promise<Result> {
    this.#instance ??= openDuckDb();
    const connection = await (await this.#instance).connect();
    try {
      return await work(connection);
    } finally {
      connection.closeSync();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const instance = await this.#instance?.catch(() => undefined);
    instance?.closeSync();
  }
}

/** DuckDB decodes a group of files in its own threads while the one before is copied into the columns here. */
async function readColumns(
  connection: DuckDBConnection,
  paths: readonly string[],
  rowCount: number,
): Promise<CandleColumns> {
  const candles = columnBlock(rowCount);
  let row = 0;
  let next = query(connection, paths.slice(0, FILES_PER_QUERY));
  for (let from = 0; from < paths.length; from += FILES_PER_QUERY) {
    const result = await next;
    const following = paths.slice(from + FILES_PER_QUERY, from + 2 * FILES_PER_QUERY);
    if (following.length > 0) next = query(connection, following);
    // A fault of the copy would leave the next query's own fault to nobody.
    next.catch(() => undefined);
    row += copyInto(candles, row, result);
  }
  if (row === rowCount) return candles;
  throw fileUnreadable(`${rowCount} bars in ${paths.length} candle files`, String(row));
}

function query(connection: DuckDBConnection, paths: readonly string[]): Promise<DuckDBMaterializedResult> {
  return connection.run(`${READ}([${paths.map(globLiteral).join(", ")}], hive_partitioning = false)`);
}

function copyInto(candles: CandleColumns, row: number, result: DuckDBMaterializedResult): number {
  let copied = 0;
  for (let c = 0; c < result.chunkCount; c++) {
    const chunk = result.getChunk(c);
    for (const [k, name] of COLUMN_NAMES.entries()) {
      const vector = chunk.getColumnVector(k);
      const column = candles[name];
      for (let i = 0; i < vector.itemCount; i++) column[row + copied + i] = storedNumber(vector.getItem(i));
    }
    copied += chunk.rowCount;
  }
  return copied;
}

function storedNumber(value: unknown): number {
  if (typeof value === "number") return value;
  throw fileUnreadable("a number in every cell of a candle file", String(value));
}
