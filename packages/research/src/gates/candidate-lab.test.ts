import { SeededRandom } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { ColumnCache } from "../evaluator/column-cache.ts";
import { plantedMomentumBars } from "../evaluator/random-walk-bars.ts";
import { researchEngine } from "../campaign/research-engine.ts";
import { above, below } from "../hypothesis/condition.ts";
import { strategyTree } from "../hypothesis/make-tree.ts";
import { indicator, price } from "../hypothesis/series.ts";
import { NO_EXITS } from "../hypothesis/strategy-tree.ts";
import { CandidateLab } from "./candidate-lab.ts";
import { TradedTree } from "./traded-tree.ts";

const ENGINE = researchEngine({ capital: 100_000, costs: { feeBps: 5, slippageBps: 5 } });
const ROC = indicator("ROC", price("close"), 21);
const FOLLOW = strategyTree({
  kind: "regime",
  family: "momentum",
  long: above(ROC, 0),
  short: below(ROC, 0),
  exits: NO_EXITS,
});

function lab(): CandidateLab {
  const cache = new ColumnCache(plantedMomentumBars(new SeededRandom("lab"), 800, 3));
  return new CandidateLab(new TradedTree(FOLLOW, cache), cache, ENGINE, "sessions");
}

describe("CandidateLab", () => {
  it("fills one bar later when decisions come one bar late", () => {
    const own = lab();
    const [first] = own.base.result.fills;
    const [late] = own.trade({ delayBars: 1 }).result.fills;
    const bars = [...own.candles.openTimeMs];
    expect(bars.indexOf(late?.barOpenTimeMs ?? 0)).toBe(bars.indexOf(first?.barOpenTimeMs ?? 0) + 1);
  });

  it("misses all decisions, none, or the same ones for the same seed", () => {
    const own = lab();
    const fills = (share: number, seed: string): number =>
      own.trade({ missed: { share, random: new SeededRandom(seed) } }).result.fills.length;
    expect(fills(1, "a")).toBe(0);
    expect(own.trade({ missed: { share: 0, random: new SeededRandom("a") } }).result).toEqual(own.base.result);
    expect(fills(0.3, "a")).toBe(fills(0.3, "a"));
    expect(fills(0.3, "a")).toBeLessThan(own.base.result.fills.length);
  });

  it("earns less at higher costs, with the same fills", () => {
    const own = lab();
    const dear = own.trade({ costs: { feeBps: 50, slippageBps: 50 } });
    expect(dear.result.fills.length).toBe(own.base.result.fills.length);
    expect(own.sharpeOf(dear.dailyReturns) ?? 0).toBeLessThan(own.sharpeOf(own.base.dailyReturns) ?? 0);
  });
});
