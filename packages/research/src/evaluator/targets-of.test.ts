import { columnsOf, HOLD_TARGET } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { above, below, type Condition } from "../hypothesis/condition.ts";
import { strategyTree } from "../hypothesis/make-tree.ts";
import { difference, indicator, price, ratio, VOLUME } from "../hypothesis/series.ts";
import { NO_EXITS } from "../hypothesis/strategy-tree.ts";
import { ColumnCache } from "./column-cache.ts";
import { targetsOf } from "./targets-of.ts";

const CLOSE = price("close");

function cacheOf(closes: readonly number[], volume = 1): ColumnCache {
  return new ColumnCache(
    columnsOf(closes.map((close, i) => ({ openTimeMs: i, open: 10, high: close, low: close, close, volume }))),
  );
}

describe("the targets of a regime rule", () => {
  const tree = strategyTree({
    kind: "regime",
    family: "momentum",
    long: above(indicator("ROC", CLOSE, 2), 0),
    short: below(indicator("ROC", CLOSE, 2), 0),
    exits: NO_EXITS,
  });

  it("hold through the warm-up, then follow the conditions", () => {
    const targets = targetsOf(tree, cacheOf([10, 11, 12, 11, 11, 11, 11]));
    expect([...targets]).toEqual([HOLD_TARGET, HOLD_TARGET, 1, 0, -1, 0, 0]);
  });

  it("only hold on fewer bars than the warm-up", () => {
    expect([...targetsOf(tree, cacheOf([10, 11]))]).toEqual([HOLD_TARGET, HOLD_TARGET]);
  });

  it("prefer long where both conditions hold", () => {
    const both = strategyTree({
      kind: "regime",
      family: "trend",
      long: above(CLOSE, price("open")),
      short: above(VOLUME, indicator("SMA", VOLUME, 2)),
      exits: NO_EXITS,
    });
    const bars = columnsOf(
      [1, 2, 3].map((volume, i) => ({ openTimeMs: i, open: 10, high: 12, low: 9, close: i === 1 ? 11 : 9, volume })),
    );
    expect([...targetsOf(both, new ColumnCache(bars))]).toEqual([HOLD_TARGET, 1, -1]);
  });
});

describe("the targets of a latched rule", () => {
  const enter = above(difference(CLOSE, price("open")), 0);
  const tree = strategyTree({
    kind: "latched",
    family: "breakout",
    side: -1,
    enter,
    leave: below(indicator("Highest", CLOSE, 2), indicator("SMA", price("open"), 2)),
    exits: NO_EXITS,
  });

  it("stay until the leaving condition holds", () => {
    // The entry on the first bar falls into the warm-up and does not count.
    const targets = targetsOf(tree, cacheOf([11, 9, 11, 9, 9, 9, 11]));
    expect([...targets]).toEqual([HOLD_TARGET, 0, -1, -1, 0, 0, -1]);
  });
});

const IDLE = ratio(VOLUME, VOLUME);

/** Targets of a long-only rule on two bars without volume, where `IDLE` is NaN. */
function idleTargets(long: Condition): readonly number[] {
  const tree = strategyTree({ kind: "regime", family: "volatility", long, short: null, exits: NO_EXITS });
  return [...targetsOf(tree, cacheOf([10, 10], 0))];
}

describe("a comparison with NaN", () => {
  it("does not hold, either way", () => {
    expect(idleTargets(above(IDLE, 1))).toEqual([0, 0]);
    expect(idleTargets(below(IDLE, 1))).toEqual([0, 0]);
  });

  it("holds once it is negated", () => {
    expect(idleTargets({ kind: "not", condition: above(IDLE, 1) })).toEqual([1, 1]);
  });
});
