import { type Candle, DAY_MS, type Timeframe, timeframeMs } from "@rara-trading/domain";
import { dayEndIndices } from "@rara-trading/simulation";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DayMark } from "../events/session-events.ts";
import { DayMarker } from "./day-marker.ts";

const HOUR_MS = timeframeMs("1h");

function bar(openTimeMs: number): Candle {
  return { openTimeMs, open: 1, high: 1, low: 1, close: 1, volume: 1 };
}

/** Feeds bars and returns each mark with the index of the bar after whose arrival or close it was said. */
function marksOf(openTimesMs: readonly number[], timeframe: Timeframe, fromMs = 0): readonly [DayMark, number][] {
  const marker = new DayMarker(timeframe, fromMs);
  const said: [DayMark, number][] = [];
  const say = (mark: DayMark | undefined, index: number): void => {
    if (mark !== undefined) said.push([mark, index]);
  };
  for (const [i, openTimeMs] of openTimesMs.entries()) {
    say(marker.before(openTimeMs), i);
    say(marker.after(bar(openTimeMs), 1_000 + i, i), i);
  }
  say(marker.close(), openTimesMs.length);
  return said;
}

describe("DayMarker", () => {
  it("marks the last bar of each UTC day that has bars, wherever the gaps lie", () => {
    const steps = fc.array(fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 80 })), { maxLength: 80 });
    fc.assert(
      fc.property(steps, fc.constantFrom<Timeframe[]>("1h", "4h", "1d"), (gaps, timeframe) => {
        let openTimeMs = 0;
        const times = gaps.map((gap) => (openTimeMs += gap * timeframeMs(timeframe)));
        const expected = [...dayEndIndices(Float64Array.from(times))].map((index) => times[index]);
        expect(marksOf(times, timeframe).map(([mark]) => mark.barOpenTimeMs)).toEqual(expected);
      }),
    );
  });

  it("says so as soon as a bar closes at midnight, without waiting for the next day", () => {
    expect(marksOf([DAY_MS, 2 * DAY_MS], "1d").map(([, index]) => index)).toEqual([0, 1]);
    expect(marksOf([22 * HOUR_MS, 23 * HOUR_MS], "1h").map(([, index]) => index)).toEqual([1]);
  });

  it("waits for the next day when a day's last bar is missing", () => {
    const said = marksOf([22 * HOUR_MS, 25 * HOUR_MS], "1h");
    expect(said.map(([mark, index]) => [mark.barOpenTimeMs, mark.equity, index])).toEqual([
      [22 * HOUR_MS, 1_000, 1],
      [25 * HOUR_MS, 1_001, 2],
    ]);
  });

  it("marks no bar that opens before trading begins", () => {
    const said = marksOf([0, 12 * HOUR_MS, 36 * HOUR_MS, 60 * HOUR_MS], "1h", 36 * HOUR_MS);
    expect(said.map(([mark]) => mark.barOpenTimeMs)).toEqual([36 * HOUR_MS, 60 * HOUR_MS]);
  });
});
