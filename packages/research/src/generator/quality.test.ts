import { describe, expect, it } from "vitest";
import { above, below } from "../hypothesis/condition.ts";
import { strategyTree } from "../hypothesis/make-tree.ts";
import { indicator, price } from "../hypothesis/series.ts";
import { NO_EXITS } from "../hypothesis/strategy-tree.ts";
import { complexityOf, qualityOf, sharpeStandardError } from "./quality.ts";

const CHANGE = indicator("ROC", price("close"), 21);
const SYMMETRIC = strategyTree({
  kind: "regime",
  family: "momentum",
  long: above(CHANGE, 0),
  short: below(CHANGE, 0),
  exits: NO_EXITS,
});

describe("the quality that the search climbs", () => {
  it("takes the standard error of an annualised Sharpe ratio as Lo (2002) gives it", () => {
    // Four years of daily returns and Sharpe 0: 1 / sqrt(4).
    expect(sharpeStandardError(0, 1008, 252)).toBeCloseTo(0.5, 12);
    // Daily ratio 0.1: sqrt((1 + 0.005) / 1008 x 252).
    expect(sharpeStandardError(0.1 * Math.sqrt(252), 1008, 252)).toBeCloseTo(Math.sqrt(1.005 / 4), 12);
  });

  it("counts the mirrored side of a symmetric rule as nothing new, and each exit as one node", () => {
    expect(complexityOf(SYMMETRIC)).toBe(4);
    expect(complexityOf(strategyTree({ ...SYMMETRIC, exits: { ...NO_EXITS, stopLossFraction: 0.02 } }))).toBe(5);
  });

  it("is the Sharpe ratio less an error, less complexity", () => {
    const outcome = { hypothesisId: "h", sharpe: 0, days: 1008, roundTrips: 100 };
    expect(qualityOf(SYMMETRIC, outcome, 252)).toBeCloseTo(-0.5 - 4 * 0.02, 12);
  });

  it("is lower for a rule that hardly trades", () => {
    const outcome = { hypothesisId: "h", sharpe: 1, days: 1008, roundTrips: 30 };
    const busy = qualityOf(SYMMETRIC, outcome, 252) ?? NaN;
    const idle = qualityOf(SYMMETRIC, { ...outcome, roundTrips: 3 }, 252) ?? NaN;
    expect(busy - idle).toBeCloseTo(0.9, 12);
  });

  it("is undefined without a Sharpe ratio", () => {
    expect(qualityOf(SYMMETRIC, { sharpe: null, days: 1008, roundTrips: 0 }, 252)).toBeNull();
  });
});
