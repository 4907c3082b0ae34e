import { SeededRandom } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { indicator, price, ratio } from "../hypothesis/series.ts";
import { PERIOD_GRID } from "../hypothesis/period.ts";
import { ColumnCache } from "./column-cache.ts";
import { randomWalkBars } from "./random-walk-bars.ts";

const BARS = randomWalkBars(new SeededRandom("cache"), { length: 200, rough: true });
const COLUMN_BYTES = 200 * 8;
const CLOSE = price("close");

describe("ColumnCache", () => {
  it("computes a series once, however often and wherever it is asked for", () => {
    const cache = new ColumnCache(BARS);
    const average = indicator("SMA", CLOSE, 21);
    const first = cache.column(average);
    cache.column(ratio(CLOSE, indicator("SMA", price("close"), 21)));
    expect(cache.column(indicator("SMA", CLOSE, 21))).toBe(first);
    expect(cache.computed).toBe(2);
  });

  it("hands out prices and volume without a copy", () => {
    const cache = new ColumnCache(BARS);
    expect(cache.column(price("low"))).toBe(BARS.low);
    expect(cache.bytes).toBe(0);
  });

  it("never keeps more bytes than allowed, and drops the least recently used first", () => {
    const cache = new ColumnCache(BARS, 3 * COLUMN_BYTES);
    const [a, b, c, d] = PERIOD_GRID.map((period) => indicator("EMA", CLOSE, period));
    if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error("grid too short");
    for (const series of [a, b, c, a, d]) {
      cache.column(series);
      expect(cache.bytes).toBeLessThanOrEqual(3 * COLUMN_BYTES);
    }
    expect(cache.computed).toBe(4);
    cache.column(a);
    expect(cache.computed).toBe(4);
    cache.column(b);
    expect(cache.computed).toBe(5);
  });

  it("answers the same with no room at all", () => {
    const series = indicator("ZScore", indicator("SMA", CLOSE, 5), 13);
    expect(new ColumnCache(BARS, 0).column(series)).toEqual(new ColumnCache(BARS).column(series));
  });
});
