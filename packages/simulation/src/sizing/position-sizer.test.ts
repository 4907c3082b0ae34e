import { RaraError } from "@rara-trading/domain";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { throttlePath } from "./drawdown-throttle.ts";
import { fractionalKelly, shrunkSharpe } from "./kelly.ts";
import { PositionSizer } from "./position-sizer.ts";
import { checkedSizingMethod, type SizingMethod } from "./sizing-method.ts";
import { DEFAULT_VOLATILITY_TARGET, weightedVolatility } from "./volatility-target.ts";

const ESTIMATE = { decay: 0.94, barsPerYear: 252, returnsMin: 3 };
const FIXED = { kind: "fixed-fraction", equityFraction: 0.6 } as const;
const closesArbitrary = fc.array(fc.double({ min: 1, max: 1_000, noNaN: true }), { minLength: 5, maxLength: 60 });

/** The weight after each close, the account flat at 1,000. */
function weights(method: SizingMethod, closes: readonly number[]): readonly (number | null)[] {
  const sizer = new PositionSizer(method);
  return closes.map((close) => {
    sizer.update(close, 1_000, 1_000);
    return sizer.weight;
  });
}

/** Annual volatility of the closes by the whole-column function, at the last of them. */
function annualVolatility(closes: readonly number[]): number {
  const returns = Float64Array.from(closes.slice(1), (close, i) => close / (closes[i] ?? NaN) - 1);
  return (weightedVolatility(returns, ESTIMATE.decay).at(-1) ?? NaN) * Math.sqrt(ESTIMATE.barsPerYear);
}

describe("PositionSizer", () => {
  it("keeps a fixed fraction, whatever happens", () => {
    expect(weights(FIXED, [1, 5, 2])).toEqual([0.6, 0.6, 0.6]);
    expect(new PositionSizer(FIXED).resizes).toBe(false);
  });

  it("targets the volatility of the closed bars, capped, once there are enough of them", () => {
    const target = { annualVolatility: 0.1, cap: 2, noTradeBand: 0 };
    fc.assert(
      fc.property(closesArbitrary, (closes) => {
        const actual = weights({ kind: "volatility-target", target, estimate: ESTIMATE }, closes);
        expect(actual.slice(0, 3)).toEqual([null, null, null]);
        for (let i = 3; i < closes.length; i++) {
          const volatility = annualVolatility(closes.slice(0, i + 1));
          if (volatility > 0) expect(actual[i]).toBe(Math.min(2, 0.1 / volatility));
        }
      }),
      { numRuns: 50 },
    );
  });

  it("changes a weight only by more than its band", () => {
    const closes = Array.from({ length: 200 }, (_, i) => 100 + 10 * Math.sin(i / 3) + 8 * Math.cos(i / 17));
    const estimate = { ...ESTIMATE, decay: 0.9 };
    const held = weights({ kind: "volatility-target", target: DEFAULT_VOLATILITY_TARGET, estimate }, closes);
    const changes = held.flatMap((weight, i) => {
      const before = held[i - 1];
      return before === undefined || before === null || weight === null || weight === before
        ? []
        : [Math.abs(weight / before - 1)];
    });
    expect(changes.length).toBeGreaterThan(5);
    expect(Math.min(...changes)).toBeGreaterThan(0.1);
  });

  it("bets a share of Kelly on the shrunk Sharpe ratio", () => {
    const edge = { sharpe: 1.2, standardError: 0.5, spread: 0.4 };
    const closes = [100, 101, 99, 102, 103];
    const method = {
      kind: "fractional-kelly",
      share: 0.1,
      edge,
      estimate: ESTIMATE,
      cap: 1.5,
      noTradeBand: 0,
    } as const;
    expect(weights(method, closes).at(-1)).toBe(
      Math.min(1.5, fractionalKelly(shrunkSharpe(1.2, 0.5, 0.4), annualVolatility(closes), 0.1) ?? NaN),
    );
    expect(weights({ ...method, edge: { ...edge, sharpe: -1 } }, closes).at(-1)).toBe(0);
  });

  it("throttles another method by the account's drawdown, as the whole path of drawdowns says", () => {
    const limits = { soft: 0.08, hard: 0.15, recovery: 0.02 };
    const drawdowns = [0, 0.05, 0.1, 0.09, 0.085, 0.07, 0.2, 0.14, 0.02];
    const sizer = new PositionSizer({ kind: "drawdown-throttle", limits, method: FIXED, noTradeBand: 0 });
    const actual = drawdowns.map((drawdown) => {
      sizer.update(100, 1_000 * (1 - drawdown), 1_000);
      return sizer.weight;
    });
    const expected = throttlePath(Float64Array.from(drawdowns), limits);
    for (const [i, weight] of actual.entries()) expect(weight).toBeCloseTo(0.6 * (expected[i] ?? NaN), 12);
    expect(actual).toContain(0);
  });

  it("does not take a split for a fall", () => {
    const target = { annualVolatility: 0.1, cap: 20, noTradeBand: 0 };
    const sizer = new PositionSizer({ kind: "volatility-target", target, estimate: ESTIMATE });
    for (const close of [100, 101, 99, 102]) sizer.update(close, 1_000, 1_000);
    sizer.rescale(0.25);
    sizer.update(103 / 4, 1_000, 1_000);
    expect(sizer.weight).toBeCloseTo(0.1 / annualVolatility([100, 101, 99, 102, 103]), 9);
  });

  it.each<[string, SizingMethod]>([
    ["a fraction of 0", { ...FIXED, equityFraction: 0 }],
    [
      "a decay of 1",
      { kind: "volatility-target", target: DEFAULT_VOLATILITY_TARGET, estimate: { ...ESTIMATE, decay: 1 } },
    ],
    [
      "a hard limit below the soft one",
      { kind: "drawdown-throttle", limits: { soft: 0.2, hard: 0.1, recovery: 0 }, method: FIXED, noTradeBand: 0 },
    ],
    ["a cap of 0", { kind: "volatility-target", target: { ...DEFAULT_VOLATILITY_TARGET, cap: 0 }, estimate: ESTIMATE }],
  ])("refuses %s", (_what, method) => {
    expect(() => checkedSizingMethod(method)).toThrow(RaraError);
  });
});
