import { describe, expect, it } from "vitest";
import { sturdiness } from "./sturdiness.ts";

describe("sturdiness", () => {
  it("is the neighbours' share of the Sharpe ratio, weighed by the round trips behind it", () => {
    // Mean of 1, 1.5 and 0.5 is 1, half of 2; 300 of 400.
    expect(sturdiness({ sharpe: 2, neighbourSharpes: [1, 1.5, 0.5], trades: 300 }, 100)).toBe(0.375);
    expect(sturdiness({ sharpe: 2, neighbourSharpes: [1, 1.5, 0.5], trades: 100 }, 100)).toBe(0.25);
  });

  it("takes nothing off a rule without parameters but for its round trips", () => {
    expect(sturdiness({ sharpe: 1.2, neighbourSharpes: [], trades: 100 }, 100)).toBe(0.5);
    expect(sturdiness({ sharpe: 1.2, neighbourSharpes: [], trades: 0 }, 100)).toBe(0);
  });

  it("is 0 where the neighbours lose or the rule itself earns nothing", () => {
    expect(sturdiness({ sharpe: 1, neighbourSharpes: [-1, 0.5], trades: 100 }, 100)).toBe(0);
    expect(sturdiness({ sharpe: 0, neighbourSharpes: [1], trades: 100 }, 100)).toBe(0);
    expect(sturdiness({ sharpe: -1, neighbourSharpes: [1], trades: 100 }, 100)).toBe(0);
  });
});
