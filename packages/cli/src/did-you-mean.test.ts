import { describe, expect, it } from "vitest";
import { nearestName } from "./did-you-mean.ts";

describe("the nearest name", () => {
  it.each([
    ["paper.fee_pbs", "paper.fee_bps"],
    ["paper.captal", "paper.capital"],
    ["paper.fee_bps", "paper.fee_bps"],
  ])("of %s is %s", (typed, nearest) => {
    expect(nearestName(typed, ["paper.capital", "paper.fee_bps", "research.seed"])).toBe(nearest);
  });

  it("is none when nothing is near", () => {
    expect(nearestName("xyz", ["capital", "seed"])).toBeUndefined();
    expect(nearestName("", ["capital"])).toBeUndefined();
  });
});
