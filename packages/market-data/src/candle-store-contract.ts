import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ALL_TIME,
  type CandleColumns,
  type CandleStore,
  candleAt,
  columnsOf,
  parseInstrumentId,
  type SeriesKey,
  sliceColumns,
} from "@rara-trading/domain";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sampleCandles } from "./testing/sample-candles.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const HOURLY: SeriesKey = { instrument: parseInstrumentId("binance:BTC/USDT"), timeframe: "1h" };
const PERPETUAL: SeriesKey = { instrument: parseInstrumentId("binance:BTC/USDT:USDT"), timeframe: "1m" };
const DAILY: SeriesKey = { instrument: parseInstrumentId("yahoo:^GSPC"), timeframe: "1d" };
/** Where a year, and so a month, begins: stores may cut their files here. */
const NEW_YEAR_MS = Date.UTC(2024, 0, 1);

/** Returns the bars at the given indices. */
function pick(candles: CandleColumns, indices: readonly number[]): CandleColumns {
  return columnsOf(indices.map((i) => candleAt(candles, i)));
}

/**
 * Tells vitest what every CandleStore must do. `openStore` opens the store that lives at `place` (an existing, empty
 * folder or a name as unique as its path), any number of times, also while others have it open.
 */
export function describeCandleStoreContract(name: string, openStore: (place: string) => Promise<CandleStore>): void {
  describe(`${name} as a CandleStore`, () => {
    let place = "";
    beforeEach(async () => {
      place = await mkdtemp(join(tmpdir(), "rara-candle-store-"));
    });
    afterEach(() => rm(place, { recursive: true, force: true }));

    it("returns stored bars bit for bit, also to a store opened later", async () => {
      const candles = sampleCandles("1h", NEW_YEAR_MS - 6 * HOUR_MS, 12);
      candles.volume.set([0, -0, Number.MIN_VALUE, Number.MAX_VALUE / 4, 0.1 + 0.2]);
      {
        await using store = await openStore(place);
        expect(await store.append(HOURLY, candles)).toEqual({ added: 12, unchanged: 0, conflictsMs: [] });
        expect(await store.load(HOURLY, ALL_TIME)).toEqual(candles);
      }
      await using again = await openStore(place);
      expect(await again.load(HOURLY, ALL_TIME)).toEqual(candles);
    });

    it("returns the bars with fromMs <= open time < toMs, and none where a known series has none", async () => {
      await using store = await openStore(place);
      const candles = sampleCandles("1h", NEW_YEAR_MS - 6 * HOUR_MS, 12);
      await store.append(HOURLY, candles);
      const load = (fromMs: number, toMs: number): Promise<CandleColumns> => store.load(HOURLY, { fromMs, toMs });
      expect(await load(NEW_YEAR_MS - HOUR_MS, NEW_YEAR_MS + HOUR_MS)).toEqual(sliceColumns(candles, 5, 7));
      expect(await load(NEW_YEAR_MS - HOUR_MS + 1, NEW_YEAR_MS + 1)).toEqual(sliceColumns(candles, 6, 7));
      expect((await load(NEW_YEAR_MS + DAY_MS, NEW_YEAR_MS + 2 * DAY_MS)).length).toBe(0);
      expect((await load(0, 1)).length).toBe(0);
    });

    it("refuses to load a series of which nothing is stored", async () => {
      await using store = await openStore(place);
      await store.append(HOURLY, sampleCandles("1h", NEW_YEAR_MS, 3));
      expect(await store.append(DAILY, sampleCandles("1d", NEW_YEAR_MS, 0))).toMatchObject({ added: 0 });
      const unknown = { category: "not-found", code: "data.unknown-series" };
      await expect(store.load(DAILY, ALL_TIME)).rejects.toMatchObject(unknown);
      await expect(store.load({ ...HOURLY, timeframe: "1d" }, ALL_TIME)).rejects.toMatchObject(unknown);
      await expect(store.load(PERPETUAL, ALL_TIME)).rejects.toMatchObject(unknown);
    });

    it("adds bars before, between and after stored ones, and counts repeated ones as unchanged", async () => {
      await using store = await openStore(place);
      const candles = sampleCandles("1m", NEW_YEAR_MS - 3 * 60_000, 6);
      expect((await store.append(PERPETUAL, pick(candles, [2, 4]))).added).toBe(2);
      const report = await store.append(PERPETUAL, pick(candles, [0, 1, 2, 3, 5]));
      expect(report).toEqual({ added: 4, unchanged: 1, conflictsMs: [] });
      expect(await store.load(PERPETUAL, ALL_TIME)).toEqual(candles);
      expect(await store.append(PERPETUAL, candles)).toEqual({ added: 0, unchanged: 6, conflictsMs: [] });
    });

    it("stores nothing of an append in which one bar contradicts a stored one, and names it", async () => {
      await using store = await openStore(place);
      const stored = sampleCandles("1h", NEW_YEAR_MS, 3);
      await store.append(HOURLY, stored);
      const before = await store.info();
      const changed = sampleCandles("1h", NEW_YEAR_MS - 3 * HOUR_MS, 9);
      changed.volume[4] = (changed.volume[4] ?? 0) + 1;
      const report = await store.append(HOURLY, changed);
      expect(report).toEqual({ added: 0, unchanged: 2, conflictsMs: [NEW_YEAR_MS + HOUR_MS] });
      expect(await store.load(HOURLY, ALL_TIME)).toEqual(stored);
      expect(await store.info()).toEqual(before);
    });

    it.each<[fault: string, spoil: (candles: CandleColumns) => void]>([
      ["unsorted", ({ openTimeMs }) => openTimeMs.reverse()],
      ["duplicate", ({ openTimeMs }) => openTimeMs.fill(NEW_YEAR_MS)],
      ["unaligned", ({ openTimeMs }) => (openTimeMs[2] = NEW_YEAR_MS + 2 * HOUR_MS + 1)],
      ["not-a-time", ({ openTimeMs }) => (openTimeMs[2] = NaN)],
      ["not-a-number", ({ close }) => (close[2] = NaN)],
      ["not-a-number", ({ volume }) => (volume[2] = Infinity)],
      ["non-positive-price", ({ low }) => (low[2] = 0)],
      ["negative-volume", ({ volume }) => (volume[2] = -1)],
      ["high-below-low", ({ high }) => (high[2] = 1)],
      ["outside-high-low", ({ open, high }) => (open[2] = (high[2] ?? 0) + 1)],
    ])("refuses a batch with a bar that is %s, and stores none of it", async (fault, spoil) => {
      await using store = await openStore(place);
      const candles = sampleCandles("1h", NEW_YEAR_MS, 4);
      spoil(candles);
      await expect(store.append(HOURLY, candles)).rejects.toMatchObject({
        category: "refused",
        code: "data.invalid-candles",
        message: expect.stringContaining(fault),
      });
      expect(await store.info()).toEqual([]);
    });

    it("tells counts, ranges and gaps of each series, by instrument and timeframe", async () => {
      await using store = await openStore(place);
      const daily = sampleCandles("1d", Date.UTC(2001, 8, 3), 19);
      // 2001-09-11 to 2001-09-14: the exchange was closed; the weekends are no gaps.
      await store.append(DAILY, pick(daily, [0, 1, 2, 3, 4, 7, 14, 15, 16, 17, 18]));
      await store.append({ ...HOURLY, timeframe: "1d" }, sampleCandles("1d", NEW_YEAR_MS, 2));
      // The second gap lies between two partitions.
      await store.append(HOURLY, pick(sampleCandles("1h", NEW_YEAR_MS - 5 * HOUR_MS, 10), [0, 2, 3, 8]));
      expect(await store.info()).toEqual([
        {
          ...HOURLY,
          count: 4,
          firstOpenTimeMs: NEW_YEAR_MS - 5 * HOUR_MS,
          lastOpenTimeMs: NEW_YEAR_MS + 3 * HOUR_MS,
          gaps: [
            { fromMs: NEW_YEAR_MS - 4 * HOUR_MS, toMs: NEW_YEAR_MS - 3 * HOUR_MS, missingBars: 1 },
            { fromMs: NEW_YEAR_MS - HOUR_MS, toMs: NEW_YEAR_MS + 3 * HOUR_MS, missingBars: 4 },
          ],
          missingBars: 5,
        },
        {
          instrument: HOURLY.instrument,
          timeframe: "1d",
          count: 2,
          firstOpenTimeMs: NEW_YEAR_MS,
          lastOpenTimeMs: NEW_YEAR_MS + DAY_MS,
          gaps: [],
          missingBars: 0,
        },
        {
          ...DAILY,
          count: 11,
          firstOpenTimeMs: Date.UTC(2001, 8, 3),
          lastOpenTimeMs: Date.UTC(2001, 8, 21),
          gaps: [{ fromMs: Date.UTC(2001, 8, 11), toMs: Date.UTC(2001, 8, 17), missingBars: 4 }],
          missingBars: 4,
        },
      ]);
    });

    it("forgets a gap once it is filled", async () => {
      await using store = await openStore(place);
      const candles = sampleCandles("1h", NEW_YEAR_MS - 2 * HOUR_MS, 5);
      await store.append(HOURLY, pick(candles, [0, 4]));
      expect(await store.info()).toMatchObject([{ missingBars: 3 }]);
      await store.append(HOURLY, candles);
      expect(await store.info()).toMatchObject([{ count: 5, missingBars: 0, gaps: [] }]);
    });

    it("loses nothing when two stores append to one series at once", async () => {
      await using left = await openStore(place);
      await using right = await openStore(place);
      const candles = sampleCandles("1h", NEW_YEAR_MS - 8 * HOUR_MS, 16);
      const append = (i: number): Promise<unknown> => (i % 2 ? left : right).append(HOURLY, pick(candles, [i]));
      await Promise.all(Array.from({ length: candles.length }, (_, i) => append(i)));
      expect(await left.load(HOURLY, ALL_TIME)).toEqual(candles);
      expect(await right.load(HOURLY, ALL_TIME)).toEqual(candles);
    });

    it("shows a reader all of an append or nothing while others append", async () => {
      await using writer = await openStore(place);
      await using reader = await openStore(place);
      const candles = sampleCandles("1h", NEW_YEAR_MS - 20 * HOUR_MS, 40);
      await writer.append(HOURLY, pick(candles, [19, 20]));
      const progress = { writing: true };
      const appended = (async () => {
        // Each append adds one bar in either partition.
        for (let i = 1; i < 20; i++) await writer.append(HOURLY, pick(candles, [19 - i, 20 + i]));
        progress.writing = false;
      })();
      let last = 2;
      while (progress.writing) {
        const { length, openTimeMs } = await reader.load(HOURLY, ALL_TIME);
        expect(length % 2).toBe(0);
        expect(length).toBeGreaterThanOrEqual(last);
        expect(openTimeMs[0]).toBe(candles.openTimeMs[20 - length / 2]);
        last = length;
      }
      await appended;
      expect(await reader.load(HOURLY, ALL_TIME)).toEqual(candles);
    });

    it("holds the union of what was appended, in whatever batches and order", async () => {
      const candles = sampleCandles("1h", NEW_YEAR_MS - 12 * HOUR_MS, 24);
      const batches = fc.array(fc.uniqueArray(fc.nat({ max: 23 }), { minLength: 1 }), { minLength: 1, maxLength: 4 });
      let runs = 0;
      await fc.assert(
        fc.asyncProperty(batches, async (drawn) => {
          await using store = await openStore(join(place, String(runs++)));
          const stored = new Set<number>();
          for (const batch of drawn) {
            const sorted = batch.toSorted((a, b) => a - b);
            const report = await store.append(HOURLY, pick(candles, sorted));
            expect(report.added).toBe(sorted.filter((i) => !stored.has(i)).length);
            for (const i of sorted) stored.add(i);
          }
          const expected = pick(
            candles,
            [...stored].toSorted((a, b) => a - b),
          );
          expect(await store.load(HOURLY, ALL_TIME)).toEqual(expected);
        }),
        { numRuns: 10 },
      );
    });
  });
}
