import { DAY_MS } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { findGaps } from "./find-gaps.ts";

const HOUR_MS = 3_600_000;
const at = (...iso: readonly string[]): Float64Array => Float64Array.from(iso, (text) => Date.parse(`${text}Z`));

describe("findGaps on a continuous market", () => {
  it("counts every missing bar", () => {
    const times = at("2024-01-01T00:00", "2024-01-01T01:00", "2024-01-01T04:00", "2024-01-01T06:00");
    expect(findGaps("continuous", HOUR_MS, times)).toEqual([
      { fromMs: Date.UTC(2024, 0, 1, 2), toMs: Date.UTC(2024, 0, 1, 4), missingBars: 2 },
      { fromMs: Date.UTC(2024, 0, 1, 5), toMs: Date.UTC(2024, 0, 1, 6), missingBars: 1 },
    ]);
  });

  it("finds none in fewer than two bars", () => {
    expect(findGaps("continuous", HOUR_MS, at())).toEqual([]);
    expect(findGaps("continuous", HOUR_MS, at("2024-01-01T00:00"))).toEqual([]);
  });
});

describe("findGaps on a market with sessions", () => {
  it("takes nights, weekends and up to four days in a row without bars as closed", () => {
    // 2006-12-30 to 2007-01-02: a weekend, New Year's Day and a day of mourning.
    expect(findGaps("sessions", DAY_MS, at("2006-12-28T00:00", "2006-12-29T00:00", "2007-01-03T00:00"))).toEqual([]);
    expect(findGaps("sessions", HOUR_MS, at("2006-12-29T20:00", "2007-01-03T14:00"))).toEqual([]);
  });

  it("counts the weekdays of a longer stretch, from the first of them", () => {
    const expected = { fromMs: Date.UTC(2001, 8, 11), missingBars: 4 };
    expect(findGaps("sessions", DAY_MS, at("2001-09-10T00:00", "2001-09-17T00:00"))).toEqual([
      { ...expected, toMs: Date.UTC(2001, 8, 17) },
    ]);
    expect(findGaps("sessions", HOUR_MS, at("2001-09-10T19:00", "2001-09-17T13:00"))).toEqual([
      { ...expected, toMs: Date.UTC(2001, 8, 17, 13) },
    ]);
  });

  it("begins a gap after a weekend on the Monday", () => {
    expect(findGaps("sessions", DAY_MS, at("2024-03-01T00:00", "2024-03-08T00:00"))).toEqual([
      { fromMs: Date.UTC(2024, 2, 4), toMs: Date.UTC(2024, 2, 8), missingBars: 4 },
    ]);
  });
});
