import { describe, expect, it } from "vitest";
import { parseTimeframe, timeframeMs, TIMEFRAMES } from "./timeframe.ts";

describe("timeframe", () => {
  it("knows each bar length in milliseconds", () => {
    expect(TIMEFRAMES.map((timeframe) => [timeframe, timeframeMs(timeframe)])).toEqual([
      ["1m", 60_000],
      ["5m", 300_000],
      ["15m", 900_000],
      ["30m", 1_800_000],
      ["1h", 3_600_000],
      ["4h", 14_400_000],
      ["1d", 86_400_000],
    ]);
  });

  it("reads each of them back", () => {
    for (const timeframe of TIMEFRAMES) expect(parseTimeframe(timeframe)).toBe(timeframe);
  });

  it.each(["", "1H", "1 h", "60m", "2h", "1w", "h1", "toString", "__proto__"])(
    "refuses %j and lists the known",
    (text) => {
      expect(() => parseTimeframe(text)).toThrow("1m, 5m, 15m, 30m, 1h, 4h, 1d");
    },
  );
});
