import { SeededRandom } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { above } from "../hypothesis/condition.ts";
import { strategyTree } from "../hypothesis/make-tree.ts";
import { indicator, price } from "../hypothesis/series.ts";
import { NO_EXITS, type StrategyTree } from "../hypothesis/strategy-tree.ts";
import { nicheOf } from "./behaviour.ts";
import { type Elite, EliteArchive } from "./elite-archive.ts";
import { earnsTheSame, signatureOf } from "./return-signature.ts";

const tree = (period: number): StrategyTree =>
  strategyTree({
    kind: "regime",
    family: "momentum",
    long: above(indicator("ROC", price("close"), period), 0),
    short: null,
    exits: NO_EXITS,
  });

function elite(niche: string, quality: number, seed: string): Elite {
  const random = new SeededRandom(seed);
  const dailyReturns = Float64Array.from({ length: 640 }, () => random.nextNormal());
  return { hypothesisId: `${niche}-${seed}`, tree: tree(21), niche, quality, signature: signatureOf(dailyReturns) };
}

describe("EliteArchive", () => {
  it("keeps the best of every niche", () => {
    const archive = new EliteArchive();
    expect(archive.offer(elite("a", 1, "1"))).toBe(true);
    expect(archive.offer(elite("a", 0.9, "2"))).toBe(false);
    expect(archive.offer(elite("b", 0.1, "3"))).toBe(true);
    expect(archive.offer(elite("a", 1.1, "4"))).toBe(true);
    expect(archive.best(9).map(({ hypothesisId }) => hypothesisId)).toEqual(["a-4", "b-3"]);
  });

  it("does not take the same idea twice under another label, and lets the better one replace it", () => {
    const archive = new EliteArchive();
    archive.offer(elite("a", 1, "same"));
    expect(archive.offer(elite("b", 0.9, "same"))).toBe(false);
    expect(archive.offer(elite("c", 1.2, "same"))).toBe(true);
    expect(archive.best(9).map(({ niche }) => niche)).toEqual(["c"]);
  });

  it("prefers better parents and knows none when it is empty", () => {
    const archive = new EliteArchive();
    const random = new SeededRandom("parents");
    expect(archive.tournament(random)).toBeUndefined();
    for (let i = 0; i < 10; i++) archive.offer(elite(`niche-${i}`, i, `seed-${i}`));
    const drawn = Array.from({ length: 500 }, () => archive.tournament(random)?.quality ?? NaN);
    // The mean of the best of three of 0 … 9 is 6.975.
    expect(drawn.reduce((sum, quality) => sum + quality, 0) / 500).toBeCloseTo(6.975, 0);
    archive.clear();
    expect(archive.size).toBe(0);
  });
});

describe("nicheOf", () => {
  it("tells what a strategy did, not how well", () => {
    expect(nicheOf(tree(21), { turnover: 4, holdingBars: 40 })).toBe("momentum/turnover-0/holding-4/long");
    expect(nicheOf(tree(21), { turnover: 250, holdingBars: 1 })).toBe("momentum/turnover-4/holding-0/long");
    const short = strategyTree({
      kind: "latched",
      family: "trend",
      side: -1,
      enter: above(price("open"), price("close")),
      leave: above(price("close"), price("open")),
      exits: NO_EXITS,
    });
    expect(nicheOf(short, { turnover: 15, holdingBars: 2 })).toBe("trend/turnover-2/holding-1/short");
  });
});

describe("return signatures", () => {
  it("know two strategies that earned the same, also upside down, and two that did not", () => {
    const random = new SeededRandom("signatures");
    const one = Float64Array.from({ length: 1_000 }, () => random.nextNormal());
    const near = one.map((value) => value + 0.1 * random.nextNormal());
    const other = one.map(() => random.nextNormal());
    expect(earnsTheSame(signatureOf(one), signatureOf(near))).toBe(true);
    expect(earnsTheSame(signatureOf(one), signatureOf(one.map((value) => -value)))).toBe(true);
    expect(earnsTheSame(signatureOf(one), signatureOf(other))).toBe(false);
    expect(earnsTheSame(signatureOf(one), signatureOf(new Float64Array(1_000)))).toBe(false);
  });
});
