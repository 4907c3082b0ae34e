import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ALL_TIME, emptyColumns, parseInstrumentId, type SeriesKey, sliceColumns } from "@rara-trading/domain";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ParquetCandleStore } from "../parquet/parquet-candle-store.ts";
import { sampleCandles } from "../testing/sample-candles.ts";
import { finestTimeframe, loadFinestCandles } from "./finest-candles.ts";

const HOURLY: SeriesKey = { instrument: parseInstrumentId("binance:BTC/USDT"), timeframe: "1h" };
const DAILY: SeriesKey = { instrument: parseInstrumentId("yahoo:SPY"), timeframe: "1d" };
const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2024, 0, 1);

describe("the finest stored candles", () => {
  let folder = "";
  let store: ParquetCandleStore;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "rara-finest-"));
    store = await ParquetCandleStore.open(folder);
  });
  afterEach(async () => {
    await store[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  it("are those of the shortest timeframe that reaches from the first bar to the last", async () => {
    const hours = sampleCandles("1h", START_MS, 10);
    await store.append(HOURLY, hours);
    expect(await loadFinestCandles(store, HOURLY, hours)).toBeUndefined();
    const quarters = sampleCandles("15m", START_MS, 40);
    await store.append({ ...HOURLY, timeframe: "15m" }, quarters);
    // Minutes of the last five hours only.
    const minutes = sampleCandles("1m", START_MS + 5 * HOUR_MS, 300);
    await store.append({ ...HOURLY, timeframe: "1m" }, minutes);
    await store.append({ ...HOURLY, instrument: parseInstrumentId("okx:BTC/USDT"), timeframe: "1m" }, minutes);
    expect(await loadFinestCandles(store, HOURLY, hours)).toEqual({ timeframe: "15m", candles: quarters });
    expect(await loadFinestCandles(store, HOURLY, sliceColumns(hours, 6, 8))).toEqual({
      timeframe: "1m",
      candles: sliceColumns(minutes, 60, 180),
    });
    expect(finestTimeframe(await store.info(), { ...HOURLY, timeframe: "15m" }, ALL_TIME)).toBe("15m");
    expect(await loadFinestCandles(store, HOURLY, emptyColumns(0))).toBeUndefined();
  });

  it("of a session are inside its day, which begins and ends without them", async () => {
    const days = sampleCandles("1d", START_MS, 2);
    await store.append(DAILY, days);
    const [first, second] = [0, 24].map((day) => sampleCandles("1h", START_MS + (day + 14) * HOUR_MS, 7));
    for (const hours of [first, second]) await store.append({ ...DAILY, timeframe: "1h" }, hours ?? days);
    expect(await loadFinestCandles(store, DAILY, days)).toMatchObject({ timeframe: "1h", candles: { length: 14 } });
    await store.append(DAILY, sampleCandles("1d", START_MS, 3));
    expect(finestTimeframe(await store.info(), DAILY, ALL_TIME)).toBe("1d");
  });
});
