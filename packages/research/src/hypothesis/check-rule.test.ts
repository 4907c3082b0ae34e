import { describe, expect, it } from "vitest";
import { checkRule } from "./check-rule.ts";
import { above, allOf, type Condition } from "./condition.ts";
import { strategyTree } from "./make-tree.ts";
import { PERIOD_GRID } from "./period.ts";
import { averageTrueRange, difference, indicator, price, ratio, VOLUME } from "./series.ts";
import { NO_EXITS, type StrategyRule } from "./strategy-tree.ts";

const CLOSE = price("close");

function ruleOf(long: Condition): StrategyRule {
  return { kind: "regime", family: "trend", long, short: null, exits: NO_EXITS };
}

describe("a rule's type", () => {
  it("accepts comparisons of one unit", () => {
    const accepted = [
      above(CLOSE, indicator("Lag", indicator("Highest", price("high"), 55), 2)),
      above(averageTrueRange(5), indicator("StdDev", CLOSE, 21)),
      above(ratio(difference(CLOSE, indicator("EMA", CLOSE, 21)), averageTrueRange(13)), 1.5),
      above(ratio(averageTrueRange(13), CLOSE), indicator("StdDev", indicator("ROC", CLOSE, 2), 21)),
      above(VOLUME, indicator("SMA", VOLUME, 21)),
      above(difference(CLOSE, indicator("SMA", CLOSE, 21)), 0),
    ];
    expect(accepted.map((condition) => checkRule(ruleOf(condition)))).toEqual(accepted.map(() => undefined));
  });

  it("refuses to compare a price with a volume", () => {
    expect(checkRule(ruleOf(above(CLOSE, VOLUME)))).toEqual({
      expected: "two series of one unit",
      found: "price against volume",
    });
  });

  it("refuses to tell a price from a constant, which is a fact about one market", () => {
    expect(checkRule(ruleOf(above(CLOSE, 100)))).toEqual({
      expected: "a series to compare price with",
      found: "the constant 100",
    });
  });

  it("refuses a constant outside its unit's range, and NaN", () => {
    const rsi = indicator("RSI", CLOSE, 13);
    expect(checkRule(ruleOf(above(rsi, 101)))?.expected).toBe("a constant in 0 … 100 for oscillator");
    expect(checkRule(ruleOf(above(rsi, NaN)))?.found).toBe("NaN");
  });

  it("names the innermost part whose units do not go together", () => {
    const wrong = indicator("SMA", indicator("StdDev", indicator("RSI", CLOSE, 8), 8), 21);
    expect(checkRule(ruleOf(above(wrong, 1)))?.found).toBe("StdDev(RSI(close,8),8) (of oscillator)");
  });

  it("refuses a ratio of a price and a volume", () => {
    expect(checkRule(ruleOf(above(ratio(CLOSE, VOLUME), 1)))?.found).toBe("(close/volume) (of price and volume)");
  });

  it("refuses a series compared with itself", () => {
    expect(checkRule(ruleOf(above(CLOSE, price("close"))))?.expected).toBe("two different series");
  });
});

describe("a rule's limits", () => {
  const deep = indicator("Lag", indicator("SMA", indicator("Highest", price("high"), 5), 3), 2);

  it("takes five levels and refuses six", () => {
    expect(checkRule(ruleOf(above(CLOSE, deep)))).toBeUndefined();
    expect(checkRule(ruleOf(above(CLOSE, indicator("EMA", deep, 8))))).toEqual({
      expected: "at most 5 levels",
      found: "6",
    });
  });

  it("takes 25 nodes and refuses more", () => {
    const conditions = PERIOD_GRID.slice(0, 6).map((period) => above(indicator("ROC", CLOSE, period), 0));
    expect(checkRule(ruleOf(allOf(...conditions)))).toBeUndefined();
    const more = allOf(...conditions, above(indicator("RSI", CLOSE, 8), 50));
    expect(checkRule(ruleOf(more))).toEqual({ expected: "at most 25 nodes", found: "29" });
  });

  it("refuses a stop-loss of everything", () => {
    const rule = { ...ruleOf(above(indicator("ROC", CLOSE, 8), 0)), exits: { ...NO_EXITS, stopLossFraction: 1 } };
    expect(checkRule(rule)).toEqual({ expected: "a stop-loss fraction in 0.001 … 0.9", found: "1" });
  });

  it("makes `strategyTree` throw with what was expected and found", () => {
    expect(() => strategyTree(ruleOf(above(CLOSE, VOLUME)))).toThrow(
      "Expected two series of one unit, found price against volume",
    );
  });
});
