import { describe, expect, it } from "vitest";
import { addsUp } from "./finer-bars.ts";
import { type Bar, candle, minuteColumns } from "./testing/scripted-venue.ts";

const HOUR = candle(0, [100, 105, 95, 101]);

describe("finer bars", () => {
  it.each<[string, boolean, readonly Bar[]]>([
    [
      "with the bar's open, high, low and close",
      true,
      [
        [100, 105, 99, 99],
        [99, 101, 95, 101],
      ],
    ],
    ["that are the bar", true, [[100, 105, 95, 101]]],
    ["that are none", false, []],
    ["with another open", false, [[99, 105, 95, 101]]],
    ["with another close", false, [[100, 105, 95, 100]]],
    ["that miss the high", false, [[100, 104, 95, 101]]],
    ["that miss the low", false, [[100, 105, 96, 101]]],
    ["with a price that is none", false, [[100, NaN, 95, 101]]],
  ])("%s: %s", (_, expected, minutes) => {
    expect(addsUp(HOUR, minuteColumns(0, minutes))).toBe(expected);
  });

  it("before the bar or out of order are not its inside", () => {
    const early = minuteColumns(-60_000, [[100, 105, 95, 101]]);
    expect(addsUp(HOUR, early)).toBe(false);
    const swapped = minuteColumns(0, [
      [100, 105, 99, 99],
      [99, 101, 95, 101],
    ]);
    swapped.openTimeMs[0] = 120_000;
    expect(addsUp(HOUR, swapped)).toBe(false);
  });
});
