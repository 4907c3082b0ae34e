import {
  candleAt,
  type CandleColumns,
  columnsOf,
  firstBarAtOrAfter,
  TIMEFRAMES,
  timeframeMs,
} from "@rara-trading/domain";
import { assert, constantFrom, integer, nat, property, uniqueArray } from "fast-check";
import { describe, expect, it } from "vitest";
import { readCandleCsv } from "../csv/read-candle-csv.ts";
import { realData } from "../testing/real-data.ts";
import { sampleCandles } from "../testing/sample-candles.ts";
import { resampleCandles } from "./resample-candles.ts";

const MINUTE_MS = 60_000;
const without = (candles: CandleColumns, missing: readonly number[]): CandleColumns =>
  columnsOf(
    Array.from({ length: candles.length }, (_, i) => i)
      .filter((i) => !missing.includes(i))
      .map((i) => candleAt(candles, i)),
  );

describe("resampleCandles", () => {
  it("takes the first open, the extremes, the last close and the sum of the volumes", () => {
    const minutes = columnsOf([
      { openTimeMs: 0, open: 10, high: 12, low: 9, close: 11, volume: 1 },
      { openTimeMs: MINUTE_MS, open: 11, high: 11, low: 7, close: 8, volume: 2 },
      { openTimeMs: 2 * MINUTE_MS, open: 8, high: 9, low: 8, close: 9, volume: 0 },
      { openTimeMs: 3 * MINUTE_MS, open: 9, high: 15, low: 9, close: 14, volume: 4 },
      { openTimeMs: 4 * MINUTE_MS, open: 14, high: 14, low: 13, close: 13, volume: 8 },
    ]);
    expect(resampleCandles(minutes, "1m", "5m")).toEqual({
      candles: columnsOf([{ openTimeMs: 0, open: 10, high: 15, low: 7, close: 13, volume: 15 }]),
      incomplete: [],
    });
  });

  it("lists a bar with a hole and the bar that is not over yet, instead of closing them", () => {
    const minutes = without(sampleCandles("1m", 0, 18), [7]);
    const { candles, incomplete } = resampleCandles(minutes, "1m", "5m");
    expect([...candles.openTimeMs]).toEqual([0, 10 * MINUTE_MS]);
    expect(incomplete).toEqual([
      { openTimeMs: 5 * MINUTE_MS, presentBars: 4, expectedBars: 5 },
      { openTimeMs: 15 * MINUTE_MS, presentBars: 3, expectedBars: 5 },
    ]);
  });

  it("never completes a day from the hours of a market with sessions", () => {
    const session = sampleCandles("1h", Date.UTC(2024, 0, 2, 14), 7);
    const { candles, incomplete } = resampleCandles(session, "1h", "1d");
    expect(candles.length).toBe(0);
    expect(incomplete).toEqual([{ openTimeMs: Date.UTC(2024, 0, 2), presentBars: 7, expectedBars: 24 }]);
  });

  it.each([
    ["1h", "1h"],
    ["1h", "5m"],
  ] as const)("refuses to make %s bars into %s bars", (from, to) => {
    expect(() => resampleCandles(sampleCandles(from, 0, 3), from, to)).toThrow(
      expect.objectContaining({ code: "data.resample" }),
    );
  });

  it("refuses unaligned input, which would count as complete by accident", () => {
    expect(() => resampleCandles(sampleCandles("1m", 0, 10), "5m", "1h")).toThrow(/unaligned/);
  });

  it("equals a plain aggregation of every target bar that has all its bars, whatever is missing", () => {
    const pairs = TIMEFRAMES.slice(0, -1).flatMap((from, i) =>
      TIMEFRAMES.slice(i + 1).map((to) => [from, to] as const),
    );
    const missingPlaces = uniqueArray(nat({ max: 399 }), { maxLength: 30 });
    assert(
      property(constantFrom(...pairs), integer({ min: 0, max: 2000 }), missingPlaces, ([from, to], start, missing) => {
        const candles = without(sampleCandles(from, start * timeframeMs(from), 400), missing);
        const resampled = resampleCandles(candles, from, to);
        const groups = Map.groupBy(
          Array.from({ length: candles.length }, (_, i) => candleAt(candles, i)),
          ({ openTimeMs }) => Math.floor(openTimeMs / timeframeMs(to)) * timeframeMs(to),
        );
        const expectedBars = timeframeMs(to) / timeframeMs(from);
        const complete = [...groups].filter(([, bars]) => bars.length === expectedBars);
        expect(resampled.incomplete).toHaveLength(groups.size - complete.length);
        expect(resampled.candles).toEqual(
          columnsOf(
            complete.map(([openTimeMs, bars]) => ({
              openTimeMs,
              open: bars[0]?.open ?? NaN,
              high: Math.max(...bars.map(({ high }) => high)),
              low: Math.min(...bars.map(({ low }) => low)),
              close: bars.at(-1)?.close ?? NaN,
              volume: bars.reduce((sum, { volume }) => sum + volume, 0),
            })),
          ),
        );
      }),
      { numRuns: 200 },
    );
  });

  it("agrees in steps: 1m to 5m to 1h is 1m to 1h, but for the rounding of volumes", () => {
    const minutes = without(sampleCandles("1m", 0, 600), [10, 300]);
    const direct = resampleCandles(minutes, "1m", "1h");
    const stepwise = resampleCandles(resampleCandles(minutes, "1m", "5m").candles, "5m", "1h");
    const { volume, ...prices } = direct.candles;
    expect(stepwise.candles).toMatchObject(prices);
    for (const [i, total] of volume.entries()) expect(stepwise.candles.volume[i]).toBeCloseTo(total, 6);
  });

  it("makes of real 5-minute bars the hours that the exchange itself reports", async (context) => {
    const signal = new AbortController().signal;
    const minutes = realData(context, "BTCUSDT-5m-2024.csv.gz");
    const hours = realData(context, "BTCUSDT-1h-2019-2026.csv.gz");
    const { candles: fine } = await readCandleCsv({ path: minutes, timeframe: "5m", signal });
    const { candles: reported } = await readCandleCsv({ path: hours, timeframe: "1h", signal });
    const { candles, incomplete } = resampleCandles(fine, "5m", "1h");
    expect(candles.length).toBe(5980);
    // The file ends at 04:40, so the last hour is not over.
    expect(incomplete).toEqual([{ openTimeMs: Date.UTC(2024, 8, 6, 4), presentBars: 9, expectedBars: 12 }]);
    const offset = firstBarAtOrAfter(reported, candles.openTimeMs[0] ?? NaN);
    for (let i = 0; i < candles.length; i++) {
      const { volume, ...prices } = candleAt(candles, i);
      expect(candleAt(reported, offset + i)).toMatchObject(prices);
      // The file's volumes have 8 decimals; the sum of twelve float64 can be off by the last bits.
      expect(Math.abs(volume - (reported.volume[offset + i] ?? NaN))).toBeLessThan(1e-8);
    }
  });
});
