import { SeededRandom } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { ColumnCache } from "../evaluator/column-cache.ts";
import { plantedMomentumBars } from "../evaluator/random-walk-bars.ts";
import { researchEngine } from "../campaign/research-engine.ts";
import { above, below } from "../hypothesis/condition.ts";
import { strategyTree } from "../hypothesis/make-tree.ts";
import { indicator, price } from "../hypothesis/series.ts";
import { NO_EXITS, type StrategyTree } from "../hypothesis/strategy-tree.ts";
import { alphaGate, bookCorrelationGate, bookSharpeGate, type BookSleeve } from "./benchmark-gates.ts";
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

/** A sleeve whose bars cover all days, or those of a stretch. */
function sleeve(strategyId: string, dailyReturns: Float64Array, more: Partial<BookSleeve> = {}): BookSleeve {
  return { strategyId, dailyReturns, days: { from: 0, to: dailyReturns.length }, retired: false, ...more };
}

describe("the book", () => {
  const own = labOf(FOLLOW);
  const noise = new SeededRandom("another sleeve");
  const another = own.base.dailyReturns.map(() => 0.0008 + 0.01 * noise.nextNormal());
  const loser = own.base.dailyReturns.map((value) => -value + 0.002 * noise.nextNormal());

  it("refuses what was promoted before, also upside down", () => {
    const book = [sleeve("other", another), sleeve("same", own.base.dailyReturns)];
    expect(bookCorrelationGate(own, book, thresholds)).toMatchObject({ passed: false, actual: expect.closeTo(1, 9) });
    expect(bookCorrelationGate(own, book, thresholds).reason).toContain("the promoted same by 1.00, above 0.70");
    expect(bookCorrelationGate(own, book.slice(0, 1), thresholds)).toMatchObject({ passed: true });
    expect(bookCorrelationGate(own, [sleeve("mirror", loser)], thresholds).passed).toBe(false);
    expect(bookCorrelationGate(own, [], thresholds)).toMatchObject({ passed: true, actual: 0 });
  });

  it("has no place for what was retired, and refuses only that very thing again", () => {
    const mixed = own.base.dailyReturns.map((value) => value + 0.006 * noise.nextNormal());
    const similar = [sleeve("lost", mixed, { retired: true })];
    expect(bookCorrelationGate(own, similar, thresholds)).toMatchObject({ passed: true, actual: 0 });
    expect(bookCorrelationGate(own, [sleeve("used", mixed)], thresholds).passed).toBe(false);
    expect(bookSharpeGate(own, similar)).toMatchObject({ passed: true, actual: null });
    const again = bookCorrelationGate(own, [sleeve("lost", own.base.dailyReturns, { retired: true })], thresholds);
    expect(again).toMatchObject({ passed: false, threshold: 0.95 });
    expect(again.reason).toContain("with those of lost, which was retired");
  });

  it("compares a sleeve on the days that its own bars cover, and the book on those of any sleeve", () => {
    const days = { from: 1_000, to: 2_000 };
    const half = own.base.dailyReturns.map((value, day) => (day < days.from ? 0 : value));
    const check = bookCorrelationGate(own, [sleeve("half", half, { days })], thresholds);
    // Over all days, half of them empty, it would correlate by about .7 only.
    expect(check).toMatchObject({ passed: false, actual: expect.closeTo(1, 9) });
    const alike = bookSharpeGate(own, [sleeve("half", half, { days })]);
    expect(alike.actual).toBeCloseTo(0, 9);
  });

  it("asks for a better Sharpe ratio of the whole book", () => {
    expect(bookSharpeGate(own, [sleeve("other", another)])).toMatchObject({
      passed: true,
    });
    const fades = strategyTree({ ...FOLLOW, kind: "regime", long: below(CHANGE, 0), short: above(CHANGE, 0) });
    const worse = bookSharpeGate(labOf(fades), [sleeve("other", another)]);
    expect(worse).toMatchObject({ gate: "book-sharpe", passed: false, threshold: 0 });
    expect(worse.actual).toBeLessThan(0);
    expect(bookSharpeGate(own, [])).toMatchObject({ passed: true, actual: null });
  });
});
