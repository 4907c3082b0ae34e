import { SeededRandom } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { ColumnCache } from "../evaluator/column-cache.ts";
import { plantedMomentumBars } from "../evaluator/random-walk-bars.ts";
import { researchEngine } from "../campaign/research-engine.ts";
import { above, below } from "../hypothesis/condition.ts";
import { strategyTree } from "../hypothesis/make-tree.ts";
import { indicator, price } from "../hypothesis/series.ts";
import { NO_EXITS, type StrategyTree } from "../hypothesis/strategy-tree.ts";
import { CandidateLab } from "./candidate-lab.ts";
import { TradedTree } from "./traded-tree.ts";
import { DEFAULT_GATE1_THRESHOLDS as thresholds } from "./gate1-thresholds.ts";
import { type NeighbourRun, neighbourSharpe, tradeNeighbours } from "./neighbour-runs.ts";
import { distantPlateauGate, plateauGate } from "./plateau-gate.ts";

function follow(period: number, upsideDown = false): StrategyTree {
  const change = indicator("ROC", price("close"), period);
  const [long, short] = upsideDown ? [below(change, 0), above(change, 0)] : [above(change, 0), below(change, 0)];
  return strategyTree({ kind: "regime", family: "momentum", long, short, exits: NO_EXITS });
}

const cache = new ColumnCache(plantedMomentumBars(new SeededRandom("plateau"), 1500, 4));
const engine = researchEngine({ capital: 100_000, costs: { feeBps: 1, slippageBps: 1 } });
const traded = (tree: StrategyTree): TradedTree => new TradedTree(tree, cache);
const lab = new CandidateLab(traded(follow(21)), cache, engine, "sessions");
const runsOf = (...trees: readonly StrategyTree[]): readonly NeighbourRun[] => tradeNeighbours(lab, trees.map(traded));

describe("plateauGate", () => {
  it("passes when the neighbours earn it too, each of which is evaluated once", () => {
    const runs = runsOf(follow(20), follow(22), follow(23));
    const check = plateauGate(lab, runs, thresholds);
    expect(check).toMatchObject({ gate: "plateau", passed: true, actual: 1, threshold: 0.7 });
    expect(runs.map(({ rule }) => rule)).toEqual([follow(20), follow(22), follow(23)]);
    expect(runs[0]?.dailyReturns).toEqual(lab.trade({ rule: traded(follow(20)) }).dailyReturns);
  });

  it("counts a neighbour that broke as one that earns nothing", () => {
    const [fine] = runsOf(follow(20));
    const broken = { rule: follow(22), dailyReturns: null, failure: { code: "strategy.trap", reason: "It broke." } };
    const runs = fine === undefined ? [] : [fine, broken];
    expect(plateauGate(lab, runs, thresholds)).toMatchObject({ passed: false, actual: 0.5 });
    const all = distantPlateauGate(lab, runs.slice(0, 1), thresholds).actual ?? 0;
    expect(distantPlateauGate(lab, runs, thresholds).actual).toBeCloseTo(all / 2, 12);
  });

  it("refuses a needle: 2 of 3 neighbours lose", () => {
    const check = plateauGate(lab, runsOf(follow(20), follow(21, true), follow(22, true)), thresholds);
    expect(check).toMatchObject({ passed: false, actual: 1 / 3 });
    expect(check.reason).toMatch(
      /^1 of 3 neighbours .* keep 50 % of its Sharpe ratio of \d\.\d\d: a share of 0\.33, below 0\.70\.$/,
    );
  });

  it("has nothing to say against a rule that has no parameters", () => {
    expect(plateauGate(lab, [], thresholds)).toMatchObject({ passed: true, actual: null });
  });
});

describe("distantPlateauGate", () => {
  it("compares the mean of distant neighbours with the candidate's own Sharpe ratio", () => {
    const runs = runsOf(follow(15), follow(28));
    const check = distantPlateauGate(lab, runs, thresholds);
    const sharpes = runs.map((run) => neighbourSharpe(lab, run) ?? 0);
    const own = lab.sharpeOf(lab.base.dailyReturns) ?? 0;
    expect(check.actual).toBeCloseTo(((sharpes[0] ?? 0) + (sharpes[1] ?? 0)) / 2 / own, 12);
    expect(check).toMatchObject({ gate: "distant-plateau", passed: true, threshold: 0.6 });
  });

  it("refuses a peak whose ground falls away", () => {
    const check = distantPlateauGate(lab, runsOf(follow(15), follow(28, true)), thresholds);
    expect(check).toMatchObject({ passed: false });
    expect(distantPlateauGate(lab, [], thresholds)).toMatchObject({ passed: true, actual: null });
  });
});
