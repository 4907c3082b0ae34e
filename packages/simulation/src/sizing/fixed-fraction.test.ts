import { describe, expect, it } from "vitest";
import { fixedFractionQuantity, riskFractionQuantity } from "./fixed-fraction.ts";

describe("fixedFractionQuantity", () => {
  it("is worth its share of the equity", () => {
    expect(fixedFractionQuantity(100_000, 0.25, 50)).toBe(500);
    expect(fixedFractionQuantity(0, 0.25, 50)).toBeNull();
    expect(fixedFractionQuantity(100_000, 0.25, 0)).toBeNull();
  });
});

describe("riskFractionQuantity", () => {
  it("loses its share of the equity at the stop, long or short", () => {
    expect(riskFractionQuantity(100_000, 0.01, 50, 48)).toBe(500);
    expect(riskFractionQuantity(100_000, 0.01, 50, 52)).toBe(500);
  });

  it("does not exist without a distance or equity", () => {
    expect(riskFractionQuantity(100_000, 0.01, 50, 50)).toBeNull();
    expect(riskFractionQuantity(-1, 0.01, 50, 48)).toBeNull();
  });
});
