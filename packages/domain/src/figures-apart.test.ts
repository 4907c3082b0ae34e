import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { figuresApart } from "./figures-apart.ts";

describe("figuresApart", () => {
  it("writes as few digits as tell the numbers apart", () => {
    expect(figuresApart(1.25, 1)).toEqual({ actual: "1.25", threshold: "1.00" });
    expect(figuresApart(0.1499, 0.15)).toEqual({ actual: "0.1499", threshold: "0.1500" });
    expect(figuresApart(1, 1)).toEqual({ actual: "1.00", threshold: "1.00" });
    expect(figuresApart(0.3, 0.125)).toEqual({ actual: "0.300", threshold: "0.125" });
    expect(figuresApart(-0.001, 1)).toEqual({ actual: "0.00", threshold: "1.00" });
    expect(figuresApart(0.5, 1 / 3)).toEqual({ actual: "0.50", threshold: "0.33" });
    expect(figuresApart(0.3331, 1 / 3)).toEqual({ actual: "0.3331", threshold: "0.3333" });
    expect(figuresApart(0.000999, 0.05, 4)).toEqual({ actual: "0.0010", threshold: "0.0500" });
  });

  it("never writes different numbers alike, and never turns their order round", () => {
    const numbers = fc.double({ min: -10, max: 10, noNaN: true });
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        const texts = figuresApart(a, b);
        expect(texts.actual === texts.threshold).toBe(a === b);
        expect(Number(texts.actual) === Number(texts.threshold)).toBe(a === b);
        if (a < b) expect(Number(texts.actual)).toBeLessThan(Number(texts.threshold));
      }),
    );
  });
});
