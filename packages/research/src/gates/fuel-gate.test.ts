import { describe, expect, it } from "vitest";
import { fuelGate } from "./fuel-gate.ts";

const LIMITS = { call: 1_000, meanBar: 200 };
const ALLOWED = { fuelShareMax: 0.5 };

describe("fuelGate (G0)", () => {
  it("passes what takes little of a call's limit and of the mean's", () => {
    expect(fuelGate({ call: 250, meanBar: 20 }, LIMITS, ALLOWED)).toEqual({
      gate: "fuel",
      passed: true,
      threshold: 0.5,
      actual: 0.25,
      reason:
        "Its dearest call took 250 of 1,000 fuel, a bar on average 20 of 200: the larger share is 0.25, at most 0.50.",
    });
  });

  it("refuses a dear call, and a dear bar on average", () => {
    expect(fuelGate({ call: 501, meanBar: 20 }, LIMITS, ALLOWED)).toMatchObject({ passed: false, actual: 0.501 });
    expect(fuelGate({ call: 150, meanBar: 120 }, LIMITS, ALLOWED)).toMatchObject({ passed: false, actual: 0.6 });
  });

  it("refuses nothing at 1, also where a short run used more than the mean's limit", () => {
    const used = { call: 900, meanBar: 500 };
    expect(fuelGate(used, LIMITS, { fuelShareMax: 1 })).toMatchObject({ passed: true, actual: 1 });
  });
});
