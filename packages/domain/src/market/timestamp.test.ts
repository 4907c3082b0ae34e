import { describe, expect, it } from "vitest";
import { timestampMs, utcDay } from "./timestamp.ts";

describe("timestampMs", () => {
  it.each([0, 1, 1_704_067_200_000, Number.MAX_SAFE_INTEGER])("accepts %s", (value) => {
    expect(timestampMs(value)).toBe(value);
  });

  it.each([NaN, Infinity, -Infinity, -1, 0.5, 1_704_067_200.5, Number.MAX_SAFE_INTEGER + 1])("refuses %s", (value) => {
    expect(() => timestampMs(value)).toThrow(/whole epoch milliseconds/);
  });
});

describe("utcDay", () => {
  it("changes at UTC midnight", () => {
    expect(utcDay(0)).toBe(0);
    expect(utcDay(86_399_999)).toBe(0);
    expect(utcDay(86_400_000)).toBe(1);
    // 2024-01-01T00:00:00Z is day 19,723.
    expect(utcDay(1_704_067_200_000)).toBe(19_723);
    expect(utcDay(1_704_067_199_999)).toBe(19_722);
  });
});
