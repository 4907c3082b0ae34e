import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { DuckDBInstance } from "@duckdb/node-api";
import { ALL_TIME, parseInstrumentId, type SeriesKey } from "@rara-trading/domain";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sampleCandles } from "../testing/sample-candles.ts";
import { ParquetCandleStore } from "./parquet-candle-store.ts";

const PERPETUAL: SeriesKey = { instrument: parseInstrumentId("binance:BTC/USDT:USDT"), timeframe: "1m" };
const INDEX: SeriesKey = { instrument: parseInstrumentId("yahoo:^GSPC"), timeframe: "1d" };
const NEW_YEAR_MS = Date.UTC(2024, 0, 1);
const MINUTE_MS = 60_000;

describe("ParquetCandleStore's files", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "rara-candle-files-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const parquetFiles = async (): Promise<readonly string[]> =>
    (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".parquet")).sort();

  it("lie in Hive partitions, a file a year, or a month below one hour", async () => {
    await using store = await ParquetCandleStore.open(folder);
    await store.append(PERPETUAL, sampleCandles("1m", NEW_YEAR_MS - MINUTE_MS, 2));
    await store.append(INDEX, sampleCandles("1d", Date.UTC(2023, 11, 29), 4));
    expect((await parquetFiles()).map((name) => name.replace(/[0-9a-f]{16}\.parquet/, "HASH.parquet"))).toEqual([
      "exchange=binance/symbol=BTC%2FUSDT%3AUSDT/timeframe=1m/year=2023/candles-2023-12-HASH.parquet",
      "exchange=binance/symbol=BTC%2FUSDT%3AUSDT/timeframe=1m/year=2024/candles-2024-01-HASH.parquet",
      "exchange=yahoo/symbol=%5EGSPC/timeframe=1d/year=2023/candles-2023-HASH.parquet",
      "exchange=yahoo/symbol=%5EGSPC/timeframe=1d/year=2024/candles-2024-HASH.parquet",
    ]);
  });

  it("are one table for any reader of Parquet: UTC timestamps, doubles, and the series as columns", async () => {
    await using store = await ParquetCandleStore.open(folder);
    const candles = sampleCandles("1m", NEW_YEAR_MS - MINUTE_MS, 2);
    await store.append(PERPETUAL, candles);
    await store.append(INDEX, sampleCandles("1d", NEW_YEAR_MS, 1));
    const connection = await (await DuckDBInstance.create()).connect();
    const query = (select: string): Promise<unknown[]> =>
      connection
        .runAndReadAll(`${select} FROM read_parquet('${folder}/**/*.parquet', hive_partitioning = true)`)
        .then((reader) => reader.getRowsJson());
    expect(
      await query("SELECT DISTINCT exchange, symbol, timeframe, typeof(open_time), typeof(open), typeof(volume)"),
    ).toEqual(
      expect.arrayContaining([
        ["binance", "BTC/USDT:USDT", "1m", "TIMESTAMP WITH TIME ZONE", "DOUBLE", "DOUBLE"],
        ["yahoo", "^GSPC", "1d", "TIMESTAMP WITH TIME ZONE", "DOUBLE", "DOUBLE"],
      ]),
    );
    const openTimes = await query("SELECT epoch_ms(open_time)::DOUBLE, open");
    expect(openTimes).toEqual(expect.arrayContaining([[candles.openTimeMs[0], candles.open[0]]]));
    connection.closeSync();
  });

  it("leave the old file behind nowhere once an append has replaced it", async () => {
    await using store = await ParquetCandleStore.open(folder);
    for (let day = 0; day < 4; day++) await store.append(INDEX, sampleCandles("1d", NEW_YEAR_MS + day * 86_400_000, 1));
    expect(await parquetFiles()).toHaveLength(1);
  });

  it("may lie below a folder whose name means something to SQL or to a glob", async () => {
    const odd = join(folder, "it's [old] *?%41");
    await using store = await ParquetCandleStore.open(odd);
    const candles = sampleCandles("1d", NEW_YEAR_MS, 3);
    await store.append(INDEX, candles);
    expect(await store.load(INDEX, ALL_TIME)).toEqual(candles);
  });

  it("of a crashed writer are cleared away at the next open, finished ones only set aside; files of others stay", async () => {
    {
      await using store = await ParquetCandleStore.open(folder);
      await store.append(INDEX, sampleCandles("1d", NEW_YEAR_MS, 1));
    }
    const series = join(folder, "exchange=yahoo/symbol=%5EGSPC/timeframe=1d/year=2024");
    const finished = "candles-2024-0123456789abcdef.parquet";
    const foreign = ["mine.parquet", "candles-notes.txt"];
    for (const name of [finished, ".candles-2024.tmp", ...foreign]) await writeFile(join(series, name), name);
    await using again = await ParquetCandleStore.open(folder);
    const names = await readdir(series);
    expect(names).toEqual(expect.arrayContaining([...foreign, `${finished}.orphan`]));
    expect(names).toHaveLength(foreign.length + 2);
    expect((await again.load(INDEX, ALL_TIME)).length).toBe(1);
  });

  it("are never touched when the catalogue is lost or empty: the store says so instead", async () => {
    {
      await using store = await ParquetCandleStore.open(folder);
      await store.append(INDEX, sampleCandles("1d", NEW_YEAR_MS, 3));
    }
    const before = await parquetFiles();
    const missing = { category: "configuration", code: "data.catalogue-missing" };
    for (const name of ["_catalogue.db", "_catalogue.db-wal", "_catalogue.db-shm"])
      await rm(join(folder, name), { force: true });
    await expect(ParquetCandleStore.open(folder)).rejects.toMatchObject(missing);
    await writeFile(join(folder, "_catalogue.db"), "");
    await expect(ParquetCandleStore.open(folder)).rejects.toMatchObject(missing);
    expect(await parquetFiles()).toEqual(before);
  });

  it("are checked against their hashes: damage is told by verify, by load and by append", async () => {
    await using store = await ParquetCandleStore.open(folder);
    await store.append(INDEX, sampleCandles("1d", NEW_YEAR_MS, 3));
    expect(await store.verify()).toEqual([]);
    const [path = ""] = await parquetFiles();
    const bytes = await readFile(join(folder, path));
    await writeFile(join(folder, path), bytes.subarray(0, bytes.length / 2));
    expect(await store.verify()).toMatchObject([{ path, problem: expect.stringContaining("sha256") }]);
    const damaged = { category: "configuration", code: "data.file-unreadable" };
    await expect(store.load(INDEX, ALL_TIME)).rejects.toMatchObject(damaged);
    await expect(store.append(INDEX, sampleCandles("1d", NEW_YEAR_MS, 4))).rejects.toMatchObject(damaged);
    await rm(join(folder, path));
    expect(await store.verify()).toMatchObject([{ path, problem: expect.stringContaining("ENOENT") }]);
    await expect(store.load(INDEX, ALL_TIME)).rejects.toMatchObject(damaged);
  });

  it("can be opened and read while someone else writes; an append waits its turn", async () => {
    await using store = await ParquetCandleStore.open(folder);
    await store.append(INDEX, sampleCandles("1d", NEW_YEAR_MS, 1));
    using writer = new DatabaseSync(join(folder, "_catalogue.db"));
    writer.exec("BEGIN IMMEDIATE");
    await using other = await ParquetCandleStore.open(folder);
    const appended = other.append(INDEX, sampleCandles("1d", NEW_YEAR_MS, 2));
    expect((await other.load(INDEX, ALL_TIME)).length).toBe(1);
    expect(await other.info()).toMatchObject([{ count: 1 }]);
    writer.exec("COMMIT");
    expect(await appended).toMatchObject({ added: 1, unchanged: 1 });
  });

  it("are told apart from a catalogue that is none", async () => {
    await writeFile(join(folder, "_catalogue.db"), "this is no database, however long it may be".repeat(50));
    await expect(ParquetCandleStore.open(folder)).rejects.toMatchObject({
      category: "upstream",
      code: "data.storage-fault",
      message: expect.stringContaining(folder),
    });
  });

  it("of a newer version are refused with both versions named", async () => {
    await (await ParquetCandleStore.open(folder))[Symbol.asyncDispose]();
    using database = new DatabaseSync(join(folder, "_catalogue.db"));
    database.exec("PRAGMA user_version = 99");
    await expect(ParquetCandleStore.open(folder)).rejects.toMatchObject({
      category: "configuration",
      code: "data.catalogue-newer",
      message: expect.stringMatching(/version 1, found version 99/),
    });
  });
});
