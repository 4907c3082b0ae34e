import { describe, expect, it } from "vitest";
import { captureRatio } from "./benchmark-figures.ts";
import { monthlyReturns, yearlyReturns } from "./calendar-returns.ts";
import { drawdownPeriods, martinRatio, ulcerIndex, underwater } from "./drawdown-periods.ts";
import {
  autocorrelation,
  autocorrelationFactor,
  commonSenseRatio,
  gainToPainRatio,
  omegaRatio,
  smartSharpeRatio,
} from "./reward-ratios.ts";
import { conditionalValueAtRisk, quantile, TAIL_SHARE, tailRatio, valueAtRisk } from "./tail-risk.ts";
import { kellyFraction, longestRun } from "./trade-figures.ts";

describe("autocorrelationFactor (Lo 2002)", () => {
  it.each([
    [360, 0.905],
    [52, 0.906],
    [12, 0.912],
    [4, 0.928],
  ])("of a correlation of .1 over %i periods is %f", (periods, expected) => {
    expect(autocorrelationFactor(0.1, periods)).toBeCloseTo(expected, 3);
  });

  it("is 1 without correlation and raises the ratio of returns that turn back", () => {
    expect(autocorrelationFactor(0, 252)).toBe(1);
    expect(autocorrelationFactor(-0.2, 252)).toBeGreaterThan(1);
    expect(autocorrelationFactor(-1.1, 252)).toBeNull();
  });

  it("takes the autocorrelation from the returns", () => {
    // 1 2 3 6: deviations -2 -1 0 3; products 2 + 0 + 0 over 14.
    expect(autocorrelation(Float64Array.of(1, 2, 3, 6), 1)).toBeCloseTo(2 / 14, 14);
    expect(autocorrelation(Float64Array.of(2, 2, 2), 1)).toBeNull();
    expect(smartSharpeRatio(Float64Array.of(1, 2, 3, 6), null, 252)).toBeNull();
  });
});

describe("ratios of gains and losses by hand", () => {
  const days = Float64Array.of(0.03, -0.01, 0.02, 0, -0.015);

  it("divide gains of 5 % by losses of 2.5 %", () => {
    expect(omegaRatio(days)).toBeCloseTo(2, 12);
    expect(gainToPainRatio(days)).toBeCloseTo(1, 12);
    expect(commonSenseRatio(days, 1.5)).toBeCloseTo(3, 12);
  });

  it("are undefined without losses", () => {
    const gains = Float64Array.of(0.01, 0.02);
    expect([omegaRatio(gains), gainToPainRatio(gains), commonSenseRatio(gains, 1)]).toEqual([null, null, null]);
    expect(tailRatio(Float64Array.of(0, 0))).toBeNull();
  });
});

describe("tail losses by hand", () => {
  // -10 … 10: place 0.05 x 20 = 1, so -9; the days at or beyond it lost 9 and 10.
  const ladder = Float64Array.from({ length: 21 }, (_, i) => i - 10);

  it("read the quantile between neighbours", () => {
    expect(quantile(Float64Array.of(4, 1, 2), 0.25)).toBe(1.5);
    expect(valueAtRisk(ladder)).toBeCloseTo(9, 12);
    expect(conditionalValueAtRisk(ladder)).toBeCloseTo(9.5, 12);
    expect(tailRatio(ladder)).toBeCloseTo(1, 12);
    expect(TAIL_SHARE).toBe(0.05);
  });
});

describe("drawdowns by hand", () => {
  // Equity 1.1, .99, 1.1, 1.2, .6: 10 % under for a day, then 50 % to the end.
  const depths = underwater(Float64Array.of(0.1, -0.1, 1 / 9, 0.1 / 1.1, -0.5));

  it("measure each fall from its own peak", () => {
    const [first, second] = drawdownPeriods(
      Float64Array.from(depths, (depth) => (depth < 1e-12 ? 0 : depth)),
      Float64Array.of(0, 1, 2, 3, 4),
    );
    expect(first).toMatchObject({ startDayMs: 1, valleyDayMs: 1, recoveryDayMs: 2, days: 1 });
    expect(first?.depth).toBeCloseTo(0.1, 12);
    expect(second).toMatchObject({ startDayMs: 4, recoveryDayMs: null, days: 1 });
    expect(second?.depth).toBeCloseTo(0.5, 12);
  });

  it("weigh into the ulcer index: root of (.01 + .25) / 5", () => {
    expect(ulcerIndex(depths)).toBeCloseTo(Math.sqrt(0.26 / 5), 12);
    expect(martinRatio(0.2, 0.1)).toBeCloseTo(2, 12);
    expect(martinRatio(0.2, 0)).toBeNull();
  });
});

describe("calendar returns by hand", () => {
  it("compound within a month and a year of UTC", () => {
    const dayMs = Float64Array.of(Date.UTC(2020, 11, 30), Date.UTC(2020, 11, 31), Date.UTC(2021, 0, 1));
    const months = monthlyReturns(Float64Array.of(0.1, 0.2, -0.5), dayMs);
    expect(months.map(({ year, month }) => [year, month])).toEqual([
      [2020, 12],
      [2021, 1],
    ]);
    expect(months[0]?.value).toBeCloseTo(0.32, 12);
    expect(yearlyReturns([...months, { year: 2021, month: 2, value: 1 }])[1]?.value).toBeCloseTo(0, 12);
  });
});

describe("captureRatio by hand", () => {
  it("compares the growth of the days the benchmark rose", () => {
    const strategy = Float64Array.of(0.01, -0.02, 0.01);
    const benchmark = Float64Array.of(0.02, -0.04, 0.02);
    expect(captureRatio(strategy, benchmark, (value) => value > 0)).toBeCloseTo(0.5, 12);
    expect(captureRatio(strategy, benchmark, (value) => value < 0)).toBeCloseTo(0.5, 12);
    expect(captureRatio(strategy, benchmark, (value) => value > 1)).toBeNull();
  });
});

describe("trades by hand", () => {
  it("find Kelly's share and the longest run", () => {
    expect(kellyFraction(0.6, 1)).toBeCloseTo(0.2, 12);
    expect(kellyFraction(0.4, 1)).toBeCloseTo(-0.2, 12);
    expect(kellyFraction(0.6, null)).toBeNull();
    expect(longestRun(Float64Array.of(1, 1, -1, 1, 1, 1), (value) => value > 0)).toBe(3);
  });
});
