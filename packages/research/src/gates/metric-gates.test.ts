import type { PerformanceMetrics } from "@rara-trading/domain";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_GATE1_THRESHOLDS as thresholds } from "./gate1-thresholds.ts";
import { betsOf } from "./independent-bets.ts";
import { drawdownGate, metricGates, sharpeGate, tradesGate } from "./metric-gates.ts";
import { rejection } from "./rejection.ts";

const good: PerformanceMetrics = {
  totalReturn: 1,
  annualisedReturn: 0.12,
  annualisedVolatility: 0.1,
  sharpe: 1.2,
  sortino: 1.5,
  maxDrawdown: 0.1,
  calmar: 1.2,
  winRate: 0.5,
  profitFactor: 1.4,
  trades: 100,
  exposure: 0.8,
  turnover: 12,
};
const idle: PerformanceMetrics = { ...good, sharpe: null, maxDrawdown: 0, trades: 0, exposure: 0 };

/** 700 days that earn a little every day: 70 bets of 10 days, none of them better than another. */
const EVEN = new Float64Array(700).fill(0.001);
const FEW = new Float64Array(700);
FEW.fill(0.001, 0, 590);

describe("tradesGate", () => {
  it("passes 100 closed round trips and refuses 99 when there are fewer than 60 bets", () => {
    const bets = betsOf(FEW);
    expect(tradesGate(good, bets, thresholds)).toEqual({
      gate: "trades",
      passed: true,
      threshold: 100,
      actual: 100,
      reason:
        "100 closed round trips and 59 independent bets, enough where at least 100 of the one or 60 of the other are needed.",
    });
    expect(tradesGate({ ...good, trades: 99 }, bets, thresholds)).toMatchObject({
      passed: false,
      reason: "99 closed round trips and 59 independent bets, at least 100 of the one or 60 of the other are needed.",
    });
  });

  it("passes few round trips that hold 60 bets", () => {
    expect(tradesGate({ ...good, trades: 1 }, betsOf(EVEN), thresholds)).toMatchObject({
      passed: true,
      reason:
        "1 closed round trip and 70 independent bets, enough where at least 100 of the one or 60 of the other are needed.",
    });
  });
});

describe("concentration", () => {
  const lucky = EVEN.map((value, day) => (day % 140 === 0 ? 0.1 : value));

  it("refuses a profit that five stretches made, whatever the number of round trips", () => {
    // Each of the five best stretches sums 0.1 and nine days of 0.001; the whole is 0.5 and 695 days of 0.001.
    expect(betsOf(lucky).bestShare).toBeCloseTo((5 * 0.109) / 1.195, 12);
    expect(metricGates(good, lucky, thresholds).at(-1)).toMatchObject({ gate: "concentration", passed: false });
    expect(metricGates(good, EVEN, thresholds).at(-1)).toMatchObject({ gate: "concentration", passed: true });
  });

  it("has no share of a profit where there is none", () => {
    expect(betsOf(EVEN.map((value) => -value)).bestShare).toBeNull();
    expect(betsOf(new Float64Array(100))).toEqual({ count: 0, bestShare: null });
  });
});

describe("sharpeGate", () => {
  it("passes above 1 and refuses exactly 1", () => {
    expect(sharpeGate(good, thresholds)).toMatchObject({ passed: true, actual: 1.2, threshold: 1 });
    expect(sharpeGate({ ...good, sharpe: 1 }, thresholds)).toMatchObject({
      passed: false,
      reason: "A Sharpe ratio of 1.00 is not above 1.00.",
    });
    expect(sharpeGate({ ...good, sharpe: 1.0004 }, thresholds)).toMatchObject({
      passed: true,
      reason: "A Sharpe ratio of 1.0004 is above 1.0000.",
    });
  });

  it("refuses a strategy that has no Sharpe ratio", () => {
    expect(sharpeGate(idle, thresholds)).toMatchObject({ passed: false, actual: null });
  });
});

describe("drawdownGate", () => {
  it("passes below 15 % and refuses exactly 15 %", () => {
    expect(drawdownGate(good, thresholds)).toMatchObject({ passed: true, actual: 0.1, threshold: 0.15 });
    expect(drawdownGate({ ...good, maxDrawdown: 0.15 }, thresholds)).toMatchObject({
      passed: false,
      reason: "A drawdown of 15.00 % at 10 % volatility is not below 15.00 %.",
    });
    expect(drawdownGate({ ...good, maxDrawdown: 0.1738 }, thresholds).reason).toBe(
      "A drawdown of 17.38 % at 10 % volatility is not below 15.00 %.",
    );
  });
});

describe("metricGates", () => {
  it("asks all of them and names the first that said no", () => {
    const checks = metricGates({ ...good, sharpe: 0.4, maxDrawdown: 0.3 }, EVEN, thresholds);
    expect(checks.map((check) => [check.gate, check.passed])).toEqual([
      ["trades", true],
      ["sharpe", false],
      ["drawdown", false],
      ["exposure", true],
      ["concentration", true],
    ]);
    expect(rejection(checks)).toEqual({
      kind: "rejected",
      gate: "sharpe",
      reason: "A Sharpe ratio of 0.40 is not above 1.00.",
      checks,
    });
  });

  it("rejects nothing that passes, and a strategy that never trades for not trading", () => {
    expect(rejection(metricGates(good, EVEN, thresholds))).toBeUndefined();
    expect(rejection(metricGates(idle, new Float64Array(700), thresholds))).toMatchObject({ gate: "trades" });
  });

  it("says yes exactly where all limits are kept", () => {
    const figures = fc.record({
      trades: fc.integer({ min: 0, max: 200 }),
      sharpe: fc.option(fc.double({ min: -1, max: 3, noNaN: true })),
      maxDrawdown: fc.double({ min: 0, max: 0.4, noNaN: true }),
    });
    fc.assert(
      fc.property(figures, ({ trades, sharpe, maxDrawdown }) => {
        const passes = rejection(metricGates({ ...good, trades, sharpe, maxDrawdown }, FEW, thresholds)) === undefined;
        expect(passes).toBe(trades >= 100 && sharpe !== null && sharpe > 1 && maxDrawdown < 0.15);
      }),
    );
  });
});
