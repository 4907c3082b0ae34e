import { describe, expect, it } from "vitest";
import { expectedMaximum } from "./expected-maximum.ts";

describe("expectedMaximum", () => {
  it.each([
    [2, 0.5197553443],
    [5, 1.192594001],
    [10, 1.5745983013],
    [45, 2.2356401778],
    [100, 2.5306028932],
    [1000, 3.2551215137],
    [10_000, 3.8606648555],
    [100_000, 4.3908287424],
  ])("of %i trials is %f", (count, expected) => {
    expect(expectedMaximum(count)).toBeCloseTo(expected, 9);
  });

  it("of one trial is nothing", () => {
    expect(expectedMaximum(1)).toBe(0);
  });
});
