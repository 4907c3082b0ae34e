import { SeededRandom } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { ColumnCache } from "../evaluator/column-cache.ts";
import { plantedMomentumBars } from "../evaluator/random-walk-bars.ts";
import { researchEngine } from "../campaign/research-engine.ts";
import { above, below } from "../hypothesis/condition.ts";
import { strategyTree } from "../hypothesis/make-tree.ts";
import { indicator, price, type Series } from "../hypothesis/series.ts";
import { NO_EXITS } from "../hypothesis/strategy-tree.ts";
import { CandidateLab } from "./candidate-lab.ts";
import { TradedTree } from "./traded-tree.ts";
import { DEFAULT_GATE1_THRESHOLDS as thresholds } from "./gate1-thresholds.ts";
import { breakEvenGate, breakEvenMultiple, delayGate, missedFillsGate } from "./stress-gates.ts";

/** Bars that go up and down by turns: what follows yesterday's bar reversed earns every bar, one bar late it loses. */
function zigzag(): ColumnCache {
  const bars = plantedMomentumBars(new SeededRandom("zigzag"), 400, 0);
  const noise = new SeededRandom("zigzag noise");
  let last = 100;
  for (let i = 0; i < bars.length; i++) {
    const close = last * (1 + (i % 2 === 0 ? 0.01 : -0.01) + 0.002 * noise.nextNormal());
    bars.open[i] = last;
    bars.close[i] = close;
    bars.high[i] = Math.max(last, close);
    bars.low[i] = Math.min(last, close);
    last = close;
  }
  return new ColumnCache(bars);
}

function labOf(cache: ColumnCache, series: Series, follow: boolean): CandidateLab {
  const engine = researchEngine({ capital: 100_000, costs: { feeBps: 1, slippageBps: 1 } });
  const [long, short] = follow ? [above(series, 0), below(series, 0)] : [below(series, 0), above(series, 0)];
  const tree = strategyTree({ kind: "regime", family: "momentum", long, short, exits: NO_EXITS });
  return new CandidateLab(new TradedTree(tree, cache), cache, engine, "sessions");
}

const fades = labOf(zigzag(), indicator("ROC", price("close"), 2), false);
const planted = new ColumnCache(plantedMomentumBars(new SeededRandom("stress"), 1500, 4));
const follows = labOf(planted, indicator("ROC", price("close"), 21), true);

describe("delayGate", () => {
  it("passes a trend that lasts and refuses an edge that is gone a bar later", () => {
    expect(delayGate(follows, thresholds)).toMatchObject({ gate: "delay", passed: true });
    const late = delayGate(fades, thresholds);
    expect(late).toMatchObject({ gate: "delay", passed: false, threshold: 0.5 });
    expect(late.reason).toMatch(/^With every decision one bar late the Sharpe ratio is -\d+\.\d+, below 0\.50\.$/);
  });
});

describe("missedFillsGate", () => {
  it("passes what does not need every fill", () => {
    const check = missedFillsGate(follows, thresholds, new SeededRandom("missed"));
    expect(check).toMatchObject({ gate: "missed-fills", passed: true });
    expect(check.reason).toContain("With 10 % of the decisions never filled");
  });
});

describe("breakEvenMultiple", () => {
  it("extrapolates the drag of the costs", () => {
    // Costs take .001 a day; at the costs .002 is left, so at three times the costs nothing is.
    expect(breakEvenMultiple(0.002, 0.001, 2)).toBeCloseTo(3, 12);
    expect(breakEvenMultiple(0.002, 0, 3)).toBeCloseTo(3, 12);
    expect(breakEvenMultiple(-0.001, -0.003, 2)).toBeCloseTo(0.5, 12);
    expect(breakEvenMultiple(-0.003, -0.004, 2)).toBe(0);
    expect(breakEvenMultiple(0.002, 0.002, 2)).toBe(Infinity);
  });

  it("refuses what dearer trading would kill", () => {
    expect(breakEvenGate(follows, thresholds)).toMatchObject({ gate: "break-even-cost", passed: true });
    expect(breakEvenGate(follows, { ...thresholds, breakEvenMin: 1000 })).toMatchObject({ passed: false });
  });
});
