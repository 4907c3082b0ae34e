import { SeededRandom, type CandleColumns } from "@rara-trading/domain";
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
import { capacityGate, returnsAfterImpact } from "./capacity-gate.ts";
import { DEFAULT_GATE1_THRESHOLDS as thresholds } from "./gate1-thresholds.ts";

const CHANGE = indicator("ROC", price("close"), 21);
const FOLLOW = strategyTree({
  kind: "regime",
  family: "momentum",
  long: above(CHANGE, 0),
  short: below(CHANGE, 0),
  exits: NO_EXITS,
});

function labOf(volume: (bar: number) => number): CandidateLab {
  const bars: CandleColumns = plantedMomentumBars(new SeededRandom("capacity"), 1500, 4);
  for (let i = 0; i < bars.length; i++) bars.volume[i] = volume(i);
  const engine = researchEngine({ capital: 100_000, costs: { feeBps: 1, slippageBps: 1 } });
  const cache = new ColumnCache(bars);
  return new CandidateLab(new TradedTree(FOLLOW, cache), cache, engine, "sessions");
}

describe("returnsAfterImpact", () => {
  it("charges coefficient x sigma x sqrt(order / daily value) of each order, on its day", () => {
    const lab = labOf(() => 1_000_000);
    const after = returnsAfterImpact(lab, 100_000, 1);
    const fill = lab.base.result.fills.find(({ barOpenTimeMs }) => barOpenTimeMs > 100 * 86_400_000);
    if (after === null || fill === undefined) throw new Error("nothing traded");
    const day = lab.candles.openTimeMs.indexOf(fill.barOpenTimeMs);
    const sameDay = lab.base.result.fills.filter(({ barOpenTimeMs }) => barOpenTimeMs === fill.barOpenTimeMs);
    const returns: number[] = [];
    let value = 0;
    for (let i = day - 21; i < day; i++) {
      returns.push((lab.candles.close[i] ?? 0) / (lab.candles.close[i - 1] ?? 0) - 1);
      value += (1_000_000 * (lab.candles.close[i] ?? 0)) / 21;
    }
    const mean = returns.reduce((sum, one) => sum + one, 0) / 21;
    const sigma = Math.sqrt(returns.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 21);
    const expected = sameDay.reduce((sum, { quantity, price: at }) => {
      const fraction = (quantity * at) / (lab.base.result.equity[day - 1] ?? 0);
      return sum + fraction * sigma * Math.sqrt((fraction * 100_000) / value);
    }, 0);
    expect((lab.base.dailyReturns[day] ?? 0) - (after[day] ?? 0)).toBeCloseTo(expected, 12);
    expect(after[day - 1]).toBe(lab.base.dailyReturns[day - 1]);
  });

  it("costs sqrt(4) = 2 times as much a unit of capital at four times the capital", () => {
    const lab = labOf(() => 1_000_000);
    const cost = (capital: number): number => {
      const after = returnsAfterImpact(lab, capital, 1);
      return lab.base.dailyReturns.reduce((sum, value, day) => sum + value - (after?.[day] ?? 0), 0);
    };
    expect(cost(400_000) / cost(100_000)).toBeCloseTo(2, 9);
  });
});

describe("capacityGate", () => {
  it("passes in a deep market and refuses in a thin one", () => {
    expect(
      capacityGate(
        labOf(() => 1e9),
        thresholds,
      ),
    ).toMatchObject({ gate: "capacity", passed: true });
    const thin = capacityGate(
      labOf(() => 100),
      thresholds,
    );
    expect(thin).toMatchObject({ passed: false, threshold: 0.8 });
    expect(thin.reason).toContain("after market impact");
  });

  it("refuses where no volume is recorded: what cannot be measured does not pass", () => {
    expect(
      capacityGate(
        labOf(() => 0),
        thresholds,
      ),
    ).toMatchObject({ passed: false, actual: null });
  });
});
