import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_THROTTLE, throttleMultiplier, throttlePath } from "./drawdown-throttle.ts";

describe("throttleMultiplier", () => {
  it.each([
    [0, 1],
    [0.08, 1],
    [0.115, 0.5],
    [0.15, 0],
    [0.4, 0],
  ])("of a drawdown of %f is %f", (drawdown, expected) => {
    expect(throttleMultiplier(drawdown, DEFAULT_THROTTLE)).toBeCloseTo(expected, 12);
  });
});

describe("throttlePath", () => {
  it("cuts at once and lifts only after the recovery", () => {
    const path = throttlePath(Float64Array.of(0.05, 0.115, 0.1, 0.094, 0.12), DEFAULT_THROTTLE);
    for (const [i, expected] of [1, 0.5, 0.5, 0.8, 3 / 7].entries()) expect(path[i]).toBeCloseTo(expected, 12);
  });

  it("never holds more than the drawdown of the day allows", () => {
    const drawdowns = fc.array(fc.double({ min: 0, max: 0.3, noNaN: true }), { maxLength: 30 });
    fc.assert(
      fc.property(drawdowns, (values) => {
        for (const [i, multiplier] of throttlePath(Float64Array.from(values), DEFAULT_THROTTLE).entries()) {
          expect(multiplier).toBeLessThanOrEqual(throttleMultiplier(values[i] ?? NaN, DEFAULT_THROTTLE));
        }
      }),
    );
  });
});
