import { describe, expect, it } from "vitest";
import { estimateLines, estimateRecordOf } from "./estimate-record.ts";

describe("estimateRecordOf", () => {
  it("takes an estimate for right within a factor of 2 of the outcome, both ends included", () => {
    const outcomes = [
      { expected: 10, actual: 5 },
      { expected: 10, actual: 20 },
      { expected: 10, actual: 4.9 },
      { expected: 10, actual: 20.1 },
      { expected: 0, actual: 0 },
    ];
    expect(estimateRecordOf(outcomes)).toEqual({ count: 5, rightShare: 0.6, tooHighShare: 0.2, tooLowShare: 0.2 });
  });

  it("says nothing of nothing, and does not count what is no number", () => {
    expect(estimateRecordOf([])).toBeNull();
    expect(estimateRecordOf([{ expected: 1, actual: Number.NaN }])).toBeNull();
  });
});

describe("estimateLines", () => {
  it("gives each figure that has a record a line", () => {
    const turnover = estimateRecordOf([
      { expected: 10, actual: 12 },
      { expected: 50, actual: 12 },
    ]);
    expect(estimateLines({ turnover, holding: null })).toEqual([
      "Of your 2 expected turnovers 0.5 were within a factor of 2 of the outcome, 0.5 were too high and 0 too low.",
    ]);
    expect(estimateLines({ turnover, holding: turnover })[1]).toContain("expected holding periods");
    expect(estimateLines({ turnover: null, holding: null })).toEqual([]);
  });
});
