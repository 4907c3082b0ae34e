import { describe, expect, it } from "vitest";
import { sturdiness } from "./sturdiness.ts";

describe("sturdiness", () => {
  it("is the neighbours' share of the Sharpe ratio, times the variance that the consensus explains", () => {
    // Mean of 1, 1.5 and 0.5 is 1, half of 2.
    expect(sturdiness({ sharpe: 2, neighbourSharpes: [1, 1.5, 0.5], centrality: 1 })).toBe(0.5);
    expect(sturdiness({ sharpe: 2, neighbourSharpes: [1, 1.5, 0.5], centrality: 0.5 })).toBe(0.125);
  });

  it("takes nothing off a rule without parameters but for its centrality", () => {
    expect(sturdiness({ sharpe: 1.2, neighbourSharpes: [], centrality: 0.75 })).toBe(0.5625);
  });

  it("is 0 where the neighbours lose, the rule itself earns nothing or it runs against the consensus", () => {
    expect(sturdiness({ sharpe: 1, neighbourSharpes: [-1, 0.5], centrality: 1 })).toBe(0);
    expect(sturdiness({ sharpe: 0, neighbourSharpes: [1], centrality: 1 })).toBe(0);
    expect(sturdiness({ sharpe: -1, neighbourSharpes: [1], centrality: 1 })).toBe(0);
    expect(sturdiness({ sharpe: 1, neighbourSharpes: [1], centrality: -0.2 })).toBe(0);
  });
});
