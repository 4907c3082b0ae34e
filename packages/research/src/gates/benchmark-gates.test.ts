import { SeededRandom } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { ColumnCache } from "../evaluator/column-cache.ts";
import { plantedMomentumBars } from "../evaluator/random-walk-bars.ts";
import { researchEngine } from "../campaign/research-engine.ts";
import { above, below } from "../hypothesis/condition.ts";
import { strategyTree } from "../hypothesis/make-tree.ts";
import { indicator, price } from "../hypothesis/series.ts";
import { NO_EXITS, type StrategyTree } from "../hypothesis/strategy-tree.ts";
import { alphaGate, bookCorrelationGate, bookSharpeGate } from "./benchmark-gates.ts";
import { CandidateLab } from "./candidate-lab.ts";
import { TradedTree } from "./traded-tree.ts";
import { DEFAULT_GATE1_THRESHOLDS as thresholds } from "./gate1-thresholds.ts";

const CHANGE = indicator("ROC", price("close"), 21);
const FOLLOW = strategyTree({
  kind: "regime",
  family: "momentum",
  long: above(CHANGE, 0),
  short: below(CHANGE, 0),
  exits: NO_EXITS,
});
const HOLD = strategyTree({
  kind: "regime",
  family: "trend",
  long: above(price("high"), indicator("Lowest", price("low"), 21)),
  short: null,
  exits: NO_EXITS,
});

const cache = new ColumnCache(plantedMomentumBars(new SeededRandom("book"), 2000, 3));
const engine = researchEngine({ capital: 100_000, costs: { feeBps: 1, slippageBps: 1 } });
const labOf = (tree: StrategyTree): CandidateLab =>
  new CandidateLab(new TradedTree(tree, cache), cache, engine, "sessions");

describe("alphaGate", () => {
  it("passes an edge and refuses holding under another name", () => {
    expect(alphaGate(labOf(FOLLOW), thresholds)).toMatchObject({ gate: "alpha", passed: true, threshold: 2 });
    const hold = alphaGate(labOf(HOLD), thresholds);
    expect(hold).toMatchObject({ passed: false });
    expect(hold.reason).toContain("(beta 0.9");
  });
});

describe("the book", () => {
  const own = labOf(FOLLOW);
  const noise = new SeededRandom("another sleeve");
  const another = own.base.dailyReturns.map(() => 0.0008 + 0.01 * noise.nextNormal());
  const loser = own.base.dailyReturns.map((value) => -value + 0.002 * noise.nextNormal());

  it("refuses what was promoted before, also upside down", () => {
    const book = [
      { strategyId: "other", dailyReturns: another, retired: false },
      { strategyId: "same", dailyReturns: own.base.dailyReturns, retired: false },
    ];
    expect(bookCorrelationGate(own, book, thresholds)).toMatchObject({ passed: false, actual: expect.closeTo(1, 9) });
    expect(bookCorrelationGate(own, book, thresholds).reason).toContain("the promoted same by 1.00, above 0.70");
    expect(bookCorrelationGate(own, book.slice(0, 1), thresholds)).toMatchObject({ passed: true });
    expect(
      bookCorrelationGate(own, [{ strategyId: "mirror", dailyReturns: loser, retired: false }], thresholds).passed,
    ).toBe(false);
    expect(bookCorrelationGate(own, [], thresholds)).toMatchObject({ passed: true, actual: 0 });
  });

  it("has no place for what was retired, and refuses only that very thing again", () => {
    const mixed = own.base.dailyReturns.map((value) => value + 0.006 * noise.nextNormal());
    const similar = [{ strategyId: "lost", dailyReturns: mixed, retired: true }];
    expect(bookCorrelationGate(own, similar, thresholds)).toMatchObject({ passed: true, actual: 0 });
    expect(
      bookCorrelationGate(own, [{ ...similar[0], strategyId: "used", dailyReturns: mixed, retired: false }], thresholds)
        .passed,
    ).toBe(false);
    expect(bookSharpeGate(own, similar)).toMatchObject({ passed: true, actual: null });
    const again = bookCorrelationGate(
      own,
      [{ strategyId: "lost", dailyReturns: own.base.dailyReturns, retired: true }],
      thresholds,
    );
    expect(again).toMatchObject({ passed: false, threshold: 0.95 });
    expect(again.reason).toContain("with those of lost, which was retired");
  });

  it("asks for a better Sharpe ratio of the whole book", () => {
    expect(bookSharpeGate(own, [{ strategyId: "other", dailyReturns: another, retired: false }])).toMatchObject({
      passed: true,
    });
    const fades = strategyTree({ ...FOLLOW, kind: "regime", long: below(CHANGE, 0), short: above(CHANGE, 0) });
    const worse = bookSharpeGate(labOf(fades), [{ strategyId: "other", dailyReturns: another, retired: false }]);
    expect(worse).toMatchObject({ gate: "book-sharpe", passed: false, threshold: 0 });
    expect(worse.actual).toBeLessThan(0);
    expect(bookSharpeGate(own, [])).toMatchObject({ passed: true, actual: null });
  });
});
