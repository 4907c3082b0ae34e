import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
import {
  ALL_TIME,
  type CandleColumns,
  parseInstrumentId,
  type SeriesKey,
  sliceColumns,
  timeframeMs,
} from "@rara-trading/domain";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { describeCandleStoreContract } from "../candle-store-contract.ts";
import { type ColumnCacheOptions, ParquetCandleStore } from "../parquet/parquet-candle-store.ts";
import { sampleCandles } from "../testing/sample-candles.ts";
import { ColumnCache, columnCacheFolder } from "./column-cache.ts";

const HOURLY: SeriesKey = { instrument: parseInstrumentId("binance:BTC/USDT"), timeframe: "1h" };
const OTHER: SeriesKey = { instrument: parseInstrumentId("yahoo:^GSPC_X"), timeframe: "1h" };
const HOUR_MS = timeframeMs("1h");
const START_MS = Date.UTC(2023, 11, 31);
/** One day in 2023's file, two in 2024's. */
const BARS = sampleCandles("1h", START_MS, 72);
const NEW_YEAR = { fromMs: Date.UTC(2024, 0, 1), toMs: ALL_TIME.toMs };

describeCandleStoreContract("ParquetCandleStore that caches every load", (place) =>
  ParquetCandleStore.open(place, { barsMin: 0 }),
);

describe("the column cache of a candle store", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "rara-column-cache-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const open = (options: ColumnCacheOptions = { barsMin: 0 }): Promise<ParquetCandleStore> =>
    ParquetCandleStore.open(folder, options);
  const cachedNames = async (): Promise<readonly string[]> =>
    (await readdir(columnCacheFolder(folder)).catch((): string[] => [])).sort();
  const load = async (range = ALL_TIME, series = HOURLY): Promise<CandleColumns> => {
    await using store = await open();
    return await store.load(series, range);
  };
  /** Stores the bars, has them cached, and spoils the Parquet files: whatever loads now comes from the cache. */
  const storeAndSpoil = async (): Promise<void> => {
    {
      await using store = await open();
      await store.append(HOURLY, BARS);
      await store.load(HOURLY, ALL_TIME);
    }
    for (const name of await readdir(folder, { recursive: true }))
      if (name.endsWith(".parquet")) await writeFile(join(folder, name), "spoilt");
  };
  const cachedPath = async (): Promise<string> => join(columnCacheFolder(folder), (await cachedNames())[0] ?? "");

  it("holds what was loaded, bit for bit, in whole and in part", async () => {
    await storeAndSpoil();
    expect(await load()).toEqual(BARS);
    expect(await load(NEW_YEAR)).toEqual(sliceColumns(BARS, 24, 72));
    expect(await load({ fromMs: 0, toMs: NEW_YEAR.fromMs })).toEqual(sliceColumns(BARS, 0, 24));
    expect(await load({ fromMs: START_MS + HOUR_MS, toMs: START_MS + 30 * HOUR_MS })).toEqual(
      sliceColumns(BARS, 1, 30),
    );
  });

  it("gives columns on one memory that whoever is sent them shares", async () => {
    await storeAndSpoil();
    const candles = await load();
    const { port1, port2 } = new MessageChannel();
    port1.postMessage(candles);
    const { message } = receiveMessageOnPort(port2) as { message: CandleColumns };
    message.close[3] = 7;
    expect(candles.close[3]).toBe(7);
    expect(new Set([candles.openTimeMs.buffer, candles.volume.buffer]).size).toBe(1);
    port1.close();
  });

  it("is not believed about files that an append replaced, and still about those before", async () => {
    await storeAndSpoil();
    const cached = await readFile(await cachedPath());
    await rm(folder, { recursive: true });
    await using store = await open();
    await store.append(HOURLY, sampleCandles("1h", START_MS, 73));
    await mkdir(columnCacheFolder(folder));
    await writeFile(join(columnCacheFolder(folder), "binance%3ABTC%2FUSDT_1h.columns"), cached);
    expect((await store.load(HOURLY, { fromMs: 0, toMs: NEW_YEAR.fromMs })).length).toBe(24);
    expect(await readFile(await cachedPath())).toEqual(cached);
    expect(await store.load(HOURLY, ALL_TIME)).toEqual(sampleCandles("1h", START_MS, 73));
    expect(await readFile(await cachedPath())).not.toEqual(cached);
  });

  it("is never trusted with a wrong bit or a cut end, and is built again", async () => {
    await using store = await open();
    await store.append(HOURLY, BARS);
    await store.load(HOURLY, ALL_TIME);
    const path = await cachedPath();
    const intact = await readFile(path);
    await fc.assert(
      fc.asyncProperty(fc.nat(intact.length - 1), fc.nat(7), fc.boolean(), async (at, bit, cut) => {
        const bytes = Buffer.from(intact);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
        await writeFile(path, cut ? intact.subarray(0, at) : bytes);
        expect(await store.load(HOURLY, ALL_TIME)).toEqual(BARS);
        expect(await readFile(path)).toEqual(intact);
      }),
      {
        numRuns: 25,
        examples: [
          [0, 0, true],
          [8, 0, true],
          [15, 0, true],
          [16, 0, true],
          [8, 7, false],
          [11, 7, false],
          [12, 0, false],
          [16, 3, false],
        ],
      },
    );
  });

  it("keeps to its size: the series that was not used for longest goes first", async () => {
    const third: SeriesKey = { ...HOURLY, timeframe: "1d" };
    const twoFiles = { barsMin: 0, bytesMax: 2 * 72 * 48 + 4096 };
    await using store = await open(twoFiles);
    await store.append(HOURLY, BARS);
    await store.append(OTHER, BARS);
    await store.append(third, sampleCandles("1d", START_MS, 72));
    for (const [series, usedMs] of [
      [HOURLY, 1000],
      [OTHER, 2000],
    ] as const) {
      await store.load(series, ALL_TIME);
      const name = (await cachedNames()).find((each) => each.startsWith(series.instrument.slice(0, 5))) ?? "";
      await utimes(join(columnCacheFolder(folder), name), usedMs, usedMs);
    }
    await store.load(HOURLY, ALL_TIME);
    await store.load(third, ALL_TIME);
    expect(await cachedNames()).toEqual(["binance%3ABTC%2FUSDT_1d.columns", "binance%3ABTC%2FUSDT_1h.columns"]);
    expect(await store.load(OTHER, ALL_TIME)).toEqual(BARS);
  });

  it("caches no series that is too short to be worth it, too long to fit, or any when it is turned off", async () => {
    for (const options of [{}, { barsMin: 73 }, { barsMin: 0, bytesMax: 71 * 48 }, { barsMin: 0, bytesMax: 0 }]) {
      await using store = await open(options);
      await store.append(HOURLY, BARS);
      expect(await store.load(HOURLY, ALL_TIME)).toEqual(BARS);
      expect(await cachedNames()).toEqual([]);
    }
  });

  it("fails no load where nothing can be written", async () => {
    await using store = await open();
    await store.append(HOURLY, BARS);
    await writeFile(columnCacheFolder(folder), "a file where the folder should be");
    expect(await store.load(HOURLY, ALL_TIME)).toEqual(BARS);
  });

  it("is listed and cleared; what others put there, and what another process writes now, stays until it is old", async () => {
    await storeAndSpoil();
    const at = columnCacheFolder(folder);
    const fresh = ".0000-1.columns.tmp";
    const stale = ".0000-2.columns.tmp";
    for (const name of [fresh, stale, "mine_1h.columns", "%_1h.columns"]) await writeFile(join(at, name), "");
    await utimes(join(at, stale), 1, 1);
    await using store = await open();
    await store.append(OTHER, BARS);
    await store.load(OTHER, ALL_TIME);
    expect(await cachedNames()).not.toContain(stale);
    expect(await cachedNames()).toContain(fresh);
    const cache = new ColumnCache(at, 1);
    expect(await cache.list()).toMatchObject([{ ...HOURLY }, { ...OTHER }]);
    expect(await cache.clear()).toHaveLength(2);
    expect(await cachedNames()).toEqual(["%_1h.columns", "mine_1h.columns"]);
    expect(await cache.list()).toEqual([]);
  });
});
