import type { PerformanceMetrics } from "@rara-trading/domain";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_GATE1_THRESHOLDS as thresholds } from "./gate1-thresholds.ts";
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
  trades: 30,
  exposure: 0.8,
  turnover: 12,
};
const idle: PerformanceMetrics = { ...good, sharpe: null, maxDrawdown: 0, trades: 0, exposure: 0 };

describe("tradesGate", () => {
  it("passes 30 closed round trips and refuses 29", () => {
    expect(tradesGate(good, thresholds)).toEqual({
      gate: "trades",
      passed: true,
      threshold: 30,
      actual: 30,
      reason: "30 closed round trips, enough where at least 30 are needed.",
    });
    expect(tradesGate({ ...good, trades: 29 }, thresholds)).toMatchObject({
      passed: false,
      reason: "29 closed round trips, at least 30 are needed.",
    });
    expect(tradesGate({ ...good, trades: 1 }, thresholds).reason).toBe("1 closed round trip, at least 30 are needed.");
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
    const checks = metricGates({ ...good, sharpe: 0.4, maxDrawdown: 0.3 }, thresholds);
    expect(checks.map((check) => [check.gate, check.passed])).toEqual([
      ["trades", true],
      ["sharpe", false],
      ["drawdown", false],
    ]);
    expect(rejection(checks)).toEqual({
      kind: "rejected",
      gate: "sharpe",
      reason: "A Sharpe ratio of 0.40 is not above 1.00.",
      checks,
    });
  });

  it("rejects nothing that passes, and a strategy that never trades for not trading", () => {
    expect(rejection(metricGates(good, thresholds))).toBeUndefined();
    expect(rejection(metricGates(idle, thresholds))).toMatchObject({ gate: "trades" });
  });

  it("says yes exactly where all three limits are kept", () => {
    const figures = fc.record({
      trades: fc.integer({ min: 0, max: 60 }),
      sharpe: fc.option(fc.double({ min: -1, max: 3, noNaN: true })),
      maxDrawdown: fc.double({ min: 0, max: 0.4, noNaN: true }),
    });
    fc.assert(
      fc.property(figures, ({ trades, sharpe, maxDrawdown }) => {
        const passes = rejection(metricGates({ ...good, trades, sharpe, maxDrawdown }, thresholds)) === undefined;
        expect(passes).toBe(trades >= 30 && sharpe !== null && sharpe > 1 && maxDrawdown < 0.15);
      }),
    );
  });
});
