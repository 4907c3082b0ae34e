import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { ALL_TIME, parseInstrumentId } from "@rara-trading/domain";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { importCandleCsv } from "../csv/import-candle-csv.ts";
import { ParquetCandleStore } from "../parquet/parquet-candle-store.ts";
import { realData } from "../testing/real-data.ts";
import { loadMarkPrices, markInstrument } from "./mark-prices.ts";
import { type FundingRates, readFundingRates } from "./read-funding-rates.ts";

const DAY_ONE_MS = Date.UTC(2024, 0, 1);
const EIGHT_HOURS_MS = 8 * 3_600_000;
const signal = new AbortController().signal;

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "rara-perpetual-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function read(content: string | Buffer): Promise<FundingRates> {
  const path = join(folder, "rates.csv");
  await writeFile(path, content);
  return await readFundingRates(path, signal);
}

describe("readFundingRates", () => {
  it("reads times and rates under the names that exchanges give them, zipped or not", async () => {
    const expected = {
      timeMs: Float64Array.of(DAY_ONE_MS, DAY_ONE_MS + EIGHT_HOURS_MS),
      rate: Float64Array.of(0.0001, -0.0025),
    };
    const rows = `${DAY_ONE_MS},0.0001\n${DAY_ONE_MS + EIGHT_HOURS_MS},-2.5e-3\n`;
    expect(await read(`ts_ms,funding_rate\n${rows}`)).toEqual(expected);
    expect(await read(gzipSync(`\uFEFFfundingTime,fundingRate\r\n${rows.replaceAll("\n", "\r\n")}`))).toEqual(expected);
    const iso = "symbol,rate,time\nXRP,0.0001,2024-01-01T00:00Z\n\nXRP,-0.0025,2024-01-01 08:00";
    expect(await read(iso)).toEqual(expected);
  });

  it("sets stamps that are some milliseconds late to their minute, and leaves others alone", async () => {
    const { timeMs } = await read(`ts_ms,rate\n${DAY_ONE_MS + 17},0\n${DAY_ONE_MS + 1500},0\n`);
    expect([...timeMs]).toEqual([DAY_ONE_MS, DAY_ONE_MS + 1500]);
  });

  it.each([
    ["not-a-time", "soon,0.0001"],
    ["not-a-number", `${DAY_ONE_MS + 2},`],
    ["not-a-rate", `${DAY_ONE_MS + EIGHT_HOURS_MS},0.11`],
    ["duplicate", `${DAY_ONE_MS + 3},0.0001`],
    ["unsorted", `${DAY_ONE_MS - EIGHT_HOURS_MS},0.0001`],
    ["field-count", `${DAY_ONE_MS + EIGHT_HOURS_MS},0.0001,1`],
  ])("refuses a file with a row for %s: %s, and names its line", async (reason, row) => {
    await expect(read(`ts_ms,rate\n${DAY_ONE_MS},0.0001\n${row}\n`)).rejects.toMatchObject({
      category: "refused",
      code: "data.bad-rows",
      details: { total: 1, byReason: { [reason]: 1 }, first: [{ line: 3, text: row }] },
    });
  });

  it("refuses prices, files without rates, and files that are none", async () => {
    const candles = `ts_ms,open,high,low,close,volume\n${DAY_ONE_MS},0.05,0.06,0.04,0.05,7\n`;
    await expect(read(candles)).rejects.toMatchObject({ details: { byReason: { "not-a-rate": 1 } } });
    await expect(read("ts_ms,open\n")).rejects.toMatchObject({ code: "data.csv-header" });
    await expect(read("")).rejects.toMatchObject({ code: "data.csv-header" });
    await expect(read("ts_ms,rate\n")).rejects.toMatchObject({ code: "data.empty-file" });
    await expect(readFundingRates(join(folder, "none"), signal)).rejects.toMatchObject({ code: "data.file-not-found" });
  });

  it("reads a month of real rates every eight hours", async (context) => {
    const path = realData(context, "freqtrade-XRP_USDT_USDT-8h-funding_rate.csv");
    const { timeMs, rate } = await readFundingRates(path, signal);
    expect(timeMs.length).toBe(91);
    expect(timeMs.every((atMs) => atMs % EIGHT_HOURS_MS === 0)).toBe(true);
    expect([rate[0], Math.min(...rate), Math.max(...rate)]).toEqual([0.0001, -0.0021933400000000002, 0.00058316]);
  });
});

describe("mark prices", () => {
  it("are candles of a series of their own, found by the instrument they mark", async (context) => {
    const path = realData(context, "freqtrade-XRP_USDT_USDT-1h-mark.csv");
    const instrument = parseInstrumentId("binance:XRP/USDT:USDT");
    await using store = await ParquetCandleStore.open(folder);
    expect(await loadMarkPrices(store, instrument, ALL_TIME)).toBeUndefined();
    const series = { instrument: markInstrument(instrument), timeframe: "1h" } as const;
    expect(series.instrument).toBe("binance_mark:XRP/USDT:USDT");
    await importCandleCsv({ path, series, store, signal, nowMs: Date.UTC(2026, 0, 1), withoutVolume: true });
    const mark = await loadMarkPrices(store, instrument, ALL_TIME);
    expect(mark).toMatchObject({ timeframe: "1h", candles: { length: 100 } });
    expect(mark?.candles.close[0]).toBe(1.21431);
    expect(await loadMarkPrices(store, instrument, { fromMs: 0, toMs: 1 })).toBeUndefined();
  });
});
