import { gunzipSync } from "node:zlib";
import { readFileSync } from "node:fs";
import { type CandleColumns, columnsOf, type MarketCalendar, type Timeframe } from "@rara-trading/domain";
import { describe, expect, it, type TestContext } from "vitest";
import { realData } from "../testing/real-data.ts";
import { sampleCandles } from "../testing/sample-candles.ts";
import { type CandleQuality, candleQuality } from "./candle-quality.ts";

const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2024, 0, 1);

/** Bars whose closes follow `closes`, opening where the one before closed. */
function barsOf(closes: readonly number[]): CandleColumns {
  return columnsOf(
    closes.map((close, i) => {
      const open = closes[i - 1] ?? close;
      const [high, low] = [Math.max(open, close) + 0.01, Math.min(open, close) - 0.01];
      return { openTimeMs: START_MS + i * HOUR_MS, open, high, low, close, volume: 5 };
    }),
  );
}

/** Reads a file without refusing anything, as the importer would not. */
function check(context: TestContext, name: string, timeframe: Timeframe, calendar: MarketCalendar): CandleQuality {
  const text = gunzipSync(readFileSync(realData(context, name))).toString();
  const rows = text.trim().split("\n").slice(1);
  const candles = rows.map((row) => {
    const [openTimeMs = NaN, open = NaN, high = NaN, low = NaN, close = NaN, volume = NaN] = row.split(",").map(Number);
    return { openTimeMs, open, high, low, close, volume };
  });
  return candleQuality(columnsOf(candles), timeframe, calendar);
}

describe("candleQuality", () => {
  it("finds nothing about bars that are in order", () => {
    const quality = candleQuality(sampleCandles("1h", START_MS, 200), "1h", "continuous");
    expect(quality).toMatchObject({ bars: 200, missingBars: 0, faults: { total: 0 }, outliers: { total: 0 } });
    expect(quality).toMatchObject({ zeroVolume: { total: 0, longestRun: 0 }, flat: { total: 0 } });
    expect(candleQuality(columnsOf([]), "1h", "continuous")).toMatchObject({ bars: 0, outliers: { deviation: null } });
  });

  it("names bars that no store would take, a duplicate and an unsorted one among them", () => {
    const candles = sampleCandles("1h", START_MS, 6);
    candles.high[1] = 1;
    candles.openTimeMs[3] = START_MS + 2 * HOUR_MS;
    candles.openTimeMs[4] = START_MS;
    const { faults } = candleQuality(candles, "1h", "continuous");
    expect(faults).toMatchObject({ total: 3, byReason: { "high-below-low": 1, duplicate: 1, unsorted: 1 } });
    expect(faults.first[0]).toEqual({ openTimeMs: START_MS + HOUR_MS, reason: "high-below-low" });
  });

  it("counts bars without volume and bars without any movement, and the longest run of each", () => {
    const candles = barsOf(Array.from({ length: 12 }, (_, i) => 100 + (i % 3)));
    for (const i of [2, 5, 6, 7]) candles.volume[i] = 0;
    for (const i of [5, 6]) for (const name of ["open", "high", "low", "close"] as const) candles[name][i] = 100;
    const quality = candleQuality(candles, "1h", "continuous");
    expect(quality.zeroVolume).toMatchObject({ total: 4, longestRun: 3 });
    expect(quality.zeroVolume.firstMs[0]).toBe(START_MS + 2 * HOUR_MS);
    expect(quality.flat).toMatchObject({ total: 2, longestRun: 2 });
  });

  it("tells a price that was taken back from a move that stayed, and both from a move across a gap", () => {
    const closes = Array.from({ length: 60 }, (_, i) => 100 * (1 + 0.001 * Math.sin(i)));
    closes[20] = 160;
    for (let i = 40; i < 60; i++) closes[i] = (closes[i] ?? Number.NaN) / 2;
    const whole = candleQuality(barsOf(closes), "1h", "continuous").outliers;
    expect(whole.total).toBe(3);
    expect(whole.largest.map(({ openTimeMs, reverted }) => [(openTimeMs - START_MS) / HOUR_MS, reverted])).toEqual([
      [40, false],
      [20, true],
      [21, false],
    ]);
    const bars = barsOf(closes);
    for (let i = 40; i < 60; i++) bars.openTimeMs[i] = (bars.openTimeMs[i] ?? Number.NaN) + 5 * HOUR_MS;
    expect(candleQuality(bars, "1h", "continuous").outliers.largest[0]).toMatchObject({ afterGap: true });
  });

  it("finds the 47 inconsistent bars of the VIX and that it has no volume", (context) => {
    const quality = check(context, "VIX-1d-1990-2026.csv.gz", "1d", "sessions");
    expect(quality.faults).toMatchObject({ total: 47, byReason: { "outside-high-low": 47 } });
    expect(quality.zeroVolume).toMatchObject({ total: 9235, longestRun: 9235 });
  });

  it("finds the gaps of a thin market, and the halts of a large one", (context) => {
    const thin = check(context, "freqtrade-UNITTEST_BTC-1m.csv.gz", "1m", "continuous");
    expect(thin).toMatchObject({ missingBars: 717, faults: { total: 0 } });
    const large = check(context, "BTCUSDT-1h-2019-2026.csv.gz", "1h", "continuous");
    expect(large).toMatchObject({ bars: 66_875, missingBars: 61, faults: { total: 0 }, zeroVolume: { total: 4 } });
  });

  it("shows the splits of an unadjusted share among its largest moves", (context) => {
    const { outliers } = check(context, "AAPL-1d-1998-2021-LEAN-raw.csv.gz", "1d", "sessions");
    const days = outliers.largest.map(({ openTimeMs }) => new Date(openTimeMs).toISOString().slice(0, 10));
    // 7:1, 4:1, and the 2:1 of 2000 and 2005.
    expect(days).toEqual(expect.arrayContaining(["2014-06-09", "2020-08-31", "2005-02-28", "2000-06-21"]));
    expect(days.slice(0, 2)).toEqual(["2014-06-09", "2020-08-31"]);
  });
});
