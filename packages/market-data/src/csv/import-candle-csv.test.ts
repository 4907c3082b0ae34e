import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { ALL_TIME, DAY_MS, parseInstrumentId, type SeriesKey, type Timeframe } from "@rara-trading/domain";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ParquetCandleStore } from "../parquet/parquet-candle-store.ts";
import { realData } from "../testing/real-data.ts";
import { sampleCandles } from "../testing/sample-candles.ts";
import { type CandleCsvImport, type CandleCsvImportReport, importCandleCsv } from "./import-candle-csv.ts";
import type { CsvProgress } from "./read-candle-csv.ts";

const HEADER = "ts_ms,open,high,low,close,volume";
const DAY_ONE_MS = Date.UTC(2024, 0, 1);
const row = (day: number, rest = "10,12,9,11,100"): string => `${DAY_ONE_MS + day * DAY_MS},${rest}`;
const key = (instrument: string, timeframe: Timeframe): SeriesKey => ({
  instrument: parseInstrumentId(instrument),
  timeframe,
});
/** Later than every bar of these tests, but where a test says otherwise. */
const NOW_MS = Date.UTC(2100, 0, 1);
const DAILY = key("yahoo:SPY", "1d");

describe("importCandleCsv", () => {
  let folder = "";
  let store: ParquetCandleStore;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "rara-csv-"));
    store = await ParquetCandleStore.open(join(folder, "candles"));
  });
  afterEach(async () => {
    await store[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  const file = async (content: string | Buffer): Promise<string> => {
    const path = join(folder, "file.csv");
    await writeFile(path, content);
    return path;
  };
  const importFile = (path: string, options: Partial<CandleCsvImport> = {}): Promise<CandleCsvImportReport> =>
    importCandleCsv({ path, series: DAILY, store, signal: new AbortController().signal, nowMs: NOW_MS, ...options });
  const importRows = async (rows: readonly string[], options: Partial<CandleCsvImport> = {}) =>
    importFile(await file([HEADER, ...rows].join("\n")), options);

  it("stores the rows and says what it did", async () => {
    expect(await importRows([row(0), row(1), row(4)])).toEqual({
      series: DAILY,
      rows: 3,
      added: 3,
      unchanged: 0,
      kept: { total: 0, firstMs: [] },
      refused: { total: 0, byReason: {}, first: [] },
      firstOpenTimeMs: DAY_ONE_MS,
      lastOpenTimeMs: DAY_ONE_MS + 4 * DAY_MS,
      timeUnit: "epoch-ms",
    });
    const { close, volume } = await store.load(DAILY, ALL_TIME);
    expect([...close, ...volume]).toEqual([11, 11, 11, 100, 100, 100]);
  });

  it("reads gzip, Windows line ends, a byte order mark, quotes, empty lines, other columns and ISO dates", async () => {
    const text =
      '\uFEFFDate,Open,High,Low,Close,Adj Close,Volume\r\n2024-01-01,10,12,9,11,5,100\r\n\r\n"2024-01-02","10","12","9","11","5","1e2"\r\n';
    const report = await importFile(await file(gzipSync(text)));
    expect(report).toMatchObject({ rows: 2, added: 2, timeUnit: "iso", lastOpenTimeMs: DAY_ONE_MS + DAY_MS });
  });

  it("counts rows that are stored already as unchanged", async () => {
    await importRows([row(0), row(1)]);
    expect(await importRows([row(1), row(2)])).toMatchObject({ rows: 2, added: 1, unchanged: 1 });
  });

  it("refuses a file that contradicts stored bars and keeps what was there", async () => {
    await importRows([row(0), row(1)]);
    const refused = importRows([row(1, "10,12,9,11.5,100"), row(2)], { skipBadRows: true });
    await expect(refused).rejects.toMatchObject({
      category: "refused",
      code: "data.conflict",
      details: { total: 1, firstMs: [DAY_ONE_MS + DAY_MS] },
    });
    const stored = await store.load(DAILY, ALL_TIME);
    expect([...stored.close]).toEqual([11, 11]);
  });

  it("keeps stored bars that a file contradicts and imports the others, when told to, however often", async () => {
    await importRows([row(0), row(1)]);
    const rows = [row(0), row(1, "10,12,9,11.5,100"), row(2)];
    const kept = { total: 1, firstMs: [DAY_ONE_MS + DAY_MS] };
    expect(await importRows(rows, { keepStored: true })).toMatchObject({ rows: 3, added: 1, unchanged: 1, kept });
    expect(await importRows([...rows, row(3)], { keepStored: true })).toMatchObject({ added: 1, unchanged: 2, kept });
    expect([...(await store.load(DAILY, ALL_TIME)).close]).toEqual([11, 11, 11, 11]);
  });

  it("refuses a bar that has not closed yet, and leaves it out when told to skip bad rows", async () => {
    const nowMs = DAY_ONE_MS + 3 * DAY_MS - 1;
    const rows = [row(0), row(1), row(2)];
    await expect(importRows(rows, { nowMs })).rejects.toMatchObject({
      code: "data.bad-rows",
      details: { total: 1, byReason: { "not-closed": 1 }, first: [{ line: 4 }] },
    });
    expect(await importRows(rows, { nowMs, skipBadRows: true })).toMatchObject({ added: 2 });
    expect(await importRows(rows, { nowMs: nowMs + 1 })).toMatchObject({ added: 1, unchanged: 2 });
  });

  it("reads files without volumes as such only when told to", async () => {
    const text = `ts_ms,open,high,low,close,volume\n${row(0, "10,12,9,11,")}\n`;
    const path = await file(text);
    await expect(importFile(path)).rejects.toMatchObject({ details: { byReason: { "not-a-number": 1 } } });
    await importFile(path, { withoutVolume: true });
    await importFile(await file(`ts_ms,open,high,low,close\n${row(1, "10,12,9,11")}\n`), { withoutVolume: true });
    expect([...(await store.load(DAILY, ALL_TIME)).volume]).toEqual([0, 0]);
  });

  const BAD_ROWS: readonly (readonly [reason: string, text: string])[] = [
    ["field-count", row(9, "10,12,9,11")],
    ["field-count", row(9, "10,12,9,11,100,7")],
    ["not-a-time", "soon,10,12,9,11,100"],
    ["not-a-number", row(9, "10,NaN,9,11,100")],
    ["not-a-number", row(9, "10,,9,11,100")],
    ["not-a-number", row(9, "0x10,18,9,11,100")],
    ["not-a-number", row(9, "10,12,9,11,Infinity")],
    ["non-positive-price", row(9, "10,12,0,11,100")],
    ["non-positive-price", row(9, "10,12,-9,11,100")],
    ["negative-volume", row(9, "10,12,9,11,-1")],
    ["high-below-low", row(9, "10,9,12,11,100")],
    ["outside-high-low", row(9, "13,12,9,11,100")],
    ["outside-high-low", row(9, "10,12,9,8,100")],
    ["unaligned", row(9.5)],
    ["duplicate", row(1)],
    ["unsorted", row(0.5 - 0.5)],
  ];

  it.each(BAD_ROWS)("refuses a row for %s: %s, names its line and stores nothing", async (reason, text) => {
    await expect(importRows([row(0), row(1), text, row(2)])).rejects.toMatchObject({
      category: "refused",
      code: "data.bad-rows",
      hint: expect.stringContaining("--skip-bad-rows"),
      details: { total: 1, byReason: { [reason]: 1 }, first: [{ line: 4, reason, text }] },
    });
    expect(await store.info()).toEqual([]);
  });

  it("stores the good rows and reports the bad ones when told to skip them", async () => {
    const rows = [row(0), ...BAD_ROWS.map(([, text]) => text).filter((text) => text !== row(1)), row(10)];
    const report = await importRows(rows, { skipBadRows: true });
    expect(report).toMatchObject({ rows: rows.length, added: 2, refused: { total: rows.length - 2 } });
    expect((await store.load(DAILY, ALL_TIME)).openTimeMs).toEqual(
      Float64Array.of(DAY_ONE_MS, DAY_ONE_MS + 10 * DAY_MS),
    );
  });

  it("lists the first hundred bad rows and counts the rest", async () => {
    const rows = [row(0), ...Array.from({ length: 250 }, (_, i) => row(i + 1, "1,1,1,1,-1")), row(300)];
    const { refused } = await importRows(rows, { skipBadRows: true });
    expect(refused.total).toBe(250);
    expect(refused.first).toHaveLength(100);
    expect(refused.first.at(-1)?.line).toBe(102);
  });

  it("refuses a file without any good row even when told to skip bad ones", async () => {
    await expect(importRows(["a,b,c,d,e,f"], { skipBadRows: true })).rejects.toMatchObject({ code: "data.bad-rows" });
  });

  it.each([
    ["data.empty-file", "usage", `${HEADER}\n\n`],
    ["data.csv-header", "usage", ""],
    ["data.csv-header", "usage", "date,open,high,low,close\n"],
    ["data.file-too-large", "refused", `${HEADER}\n${"1".repeat(70_000)}`],
    ["data.file-not-readable", "usage", gzipSync(HEADER).subarray(0, 20)],
  ])("says %s of a file that is no table of bars", async (code, category, content) => {
    await expect(importFile(await file(content))).rejects.toMatchObject({ code, category });
  });

  it("says so when there is no such file", async () => {
    const notFound = { code: "data.file-not-found", category: "not-found" };
    await expect(importFile(join(folder, "none.csv"))).rejects.toMatchObject(notFound);
    await expect(importFile(folder)).rejects.toMatchObject({ code: "data.file-not-readable" });
  });

  it("refuses bars that are all further apart than the timeframe, and names the likely one", async () => {
    const rows = Array.from({ length: 12 }, (_, day) => row(day));
    await expect(importRows(rows, { series: { ...DAILY, timeframe: "1h" } })).rejects.toMatchObject({
      code: "data.timeframe",
      hint: "Give --timeframe 1d.",
    });
  });

  it("tells its progress and stops when told to, before anything is stored", async () => {
    const rows = Array.from({ length: 5000 }, (_, day) => row(day));
    const seen: CsvProgress[] = [];
    await importRows(rows, { onProgress: (progress) => seen.push(progress) });
    expect(seen.at(-1)).toMatchObject({ rows: 5000, bytesRead: seen[0]?.bytesTotal });
    expect(seen.length).toBeGreaterThan(1);

    const controller = new AbortController();
    const stopped = importRows(rows, {
      series: key("yahoo:QQQ", "1d"),
      signal: controller.signal,
      onProgress: () => controller.abort(new Error("enough")),
    });
    await expect(stopped).rejects.toThrow("enough");
    expect(await store.info()).toHaveLength(1);
  });

  it("reads back exactly what was printed", async () => {
    const candles = sampleCandles("1d", DAY_ONE_MS, 200);
    const { openTimeMs, open, high, low, close, volume } = candles;
    const columns = [openTimeMs, open, high, low, close, volume];
    const rows = Array.from({ length: candles.length }, (_, i) => columns.map((column) => column[i]).join(","));
    await importRows(rows);
    expect(await store.load(DAILY, ALL_TIME)).toEqual(candles);
  });

  it("imports seven years of hourly bars, with 61 missing in 22 gaps", async (context) => {
    const path = realData(context, "BTCUSDT-1h-2019-2026.csv.gz");
    const series = key("binance:BTC/USDT", "1h");
    const report = await importFile(path, { series });
    expect(report).toMatchObject({ rows: 66_875, added: 66_875, refused: { total: 0 } });
    const [info] = await store.info();
    expect(info).toMatchObject({ count: 66_875, missingBars: 61, lastOpenTimeMs: Date.UTC(2026, 7, 20, 23) });
    expect(info?.gaps).toHaveLength(22);
    expect(await importFile(path, { series })).toMatchObject({ added: 0, unchanged: 66_875 });
  });

  it("imports a thin market of one-minute bars, with 717 missing in 538 gaps", async (context) => {
    const path = realData(context, "freqtrade-UNITTEST_BTC-1m.csv.gz");
    await importFile(path, { series: key("binance:UNITTEST/BTC", "1m") });
    const [info] = await store.info();
    expect(info?.missingBars).toBe(717);
    expect(info?.gaps).toHaveLength(538);
  });

  it("finds the 47 inconsistent bars of the VIX", async (context) => {
    const path = realData(context, "VIX-1d-1990-2026.csv.gz");
    const series = key("cboe:^VIX", "1d");
    await expect(importFile(path, { series })).rejects.toMatchObject({
      code: "data.bad-rows",
      details: { total: 47, byReason: { "outside-high-low": 47 } },
    });
    expect(await importFile(path, { series, skipBadRows: true })).toMatchObject({ rows: 9235, added: 9188 });
  });
});
