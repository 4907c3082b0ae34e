import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { candleAt, columnsOf, firstBarAtOrAfter, sliceColumns } from "./candle.ts";

const number = fc.double({ noNaN: true });
const candleArbitrary = fc.record({
  openTimeMs: number,
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number,
});

const THREE = columnsOf(
  [10, 20, 30].map((openTimeMs) => ({ openTimeMs, open: 1, high: 3, low: 0.5, close: 2, volume: openTimeMs })),
);

describe("candle columns", () => {
  it("give every bar back as it went in", () => {
    fc.assert(
      fc.property(fc.array(candleArbitrary, { maxLength: 20 }), (candles) => {
        const columns = columnsOf(candles);
        expect(columns.length).toBe(candles.length);
        expect(candles.map((_, i) => candleAt(columns, i))).toEqual(candles);
      }),
    );
  });

  it("slice as views, from inclusive, to exclusive, never beyond the end", () => {
    const slice = sliceColumns(THREE, 1, 99);
    expect(slice.length).toBe(2);
    expect(candleAt(slice, 0)).toEqual(candleAt(THREE, 1));
    expect(slice.close.buffer).toBe(THREE.close.buffer);
    expect(sliceColumns(THREE, 1, 2).length).toBe(1);
    expect(sliceColumns(THREE, 3, 3).length).toBe(0);
  });

  it.each([-1, 3, 0.5, NaN])("have no bar %s", (index) => {
    expect(() => candleAt(THREE, index)).toThrow(RangeError);
  });

  it("find the first bar at or after a time", () => {
    expect([-5, 10, 11, 20, 30, 31].map((atMs) => firstBarAtOrAfter(THREE, atMs))).toEqual([0, 0, 1, 1, 2, 3]);
  });

  it("find it as a scan from the left would", () => {
    const times = fc
      .uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 20 })
      .map((list) => list.sort((a, b) => a - b));
    fc.assert(
      fc.property(times, fc.integer({ min: -1, max: 61 }), (openTimes, atMs) => {
        const columns = columnsOf(
          openTimes.map((openTimeMs) => ({ openTimeMs, open: 1, high: 1, low: 1, close: 1, volume: 1 })),
        );
        const found = openTimes.findIndex((openTimeMs) => openTimeMs >= atMs);
        expect(firstBarAtOrAfter(columns, atMs)).toBe(found === -1 ? openTimes.length : found);
      }),
    );
  });
});
