import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exactDecimal, price, quantity, toFloat64 } from "./exact-decimal.ts";

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

describe("exactDecimal", () => {
  it.each([
    [0, "0"],
    [-0, "0"],
    [0.1, "0.1"],
    [0.1 + 0.2, "0.30000000000000004"],
    [1e21, "1000000000000000000000"],
    [1e-9, "0.000000001"],
    [-12.5, "-12.5"],
    [123_456_789.123, "123456789.123"],
    [2 ** 53, "9007199254740992"],
  ])("writes %s as %s", (value, text) => {
    expect(exactDecimal(value)).toBe(text);
  });

  it("reads back as the same float64, whatever it was", () => {
    fc.assert(
      fc.property(finite, (value) => {
        expect(toFloat64(exactDecimal(value))).toBe(value === 0 ? 0 : value);
      }),
      { numRuns: 2_000, examples: [[5e-324], [Number.MAX_VALUE], [Number.MIN_VALUE * 3], [2.2250738585072014e-308]] },
    );
  });

  it("writes plain digits, never an exponent", () => {
    fc.assert(fc.property(finite, (value) => /^-?\d+(\.\d*[1-9])?$/.test(exactDecimal(value))));
  });

  it.each([NaN, Infinity, -Infinity])("refuses %s", (value) => {
    expect(() => exactDecimal(value)).toThrow(/finite amount/);
  });
});

describe("price and quantity", () => {
  it.each([NaN, Infinity, -Infinity, -1, -1e-300, 0, -0])("refuse %s", (value) => {
    expect(() => price(value)).toThrow(/Expected a/);
    expect(() => quantity(value)).toThrow(/Expected a/);
  });

  it("accept anything finite above 0", () => {
    const positive = fc.double({ min: 5e-324, max: Number.MAX_VALUE, noNaN: true });
    fc.assert(
      fc.property(positive, (value) => {
        expect(toFloat64(price(value))).toBe(value);
        expect(toFloat64(quantity(value))).toBe(value);
      }),
    );
  });
});
