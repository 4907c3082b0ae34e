import { describe, expect, it } from "vitest";
import { meanEquity } from "./mean-equity.ts";

describe("meanEquity", () => {
  it.each([1, 2, 3, 4, 5, 7, 8, 9])("counts every one of %d marks once", (length) => {
    const marks = Float64Array.from({ length }, (_, i) => 2 ** i);
    expect(meanEquity(marks)).toBe((2 ** length - 1) / length);
  });

  it("is undefined without marks", () => {
    expect(meanEquity(new Float64Array(0))).toBeNull();
  });
});
