import { SeededRandom } from "@rara-trading/domain";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ColumnCache } from "../evaluator/column-cache.ts";
import { randomWalkBars } from "../evaluator/random-walk-bars.ts";
import { randomTree } from "../generator/random-trees.ts";
import { placesOf } from "../generator/tree-places.ts";
import { above } from "./condition.ts";
import { strategyTree } from "./make-tree.ts";
import { averageTrueRange, indicator, price } from "./series.ts";
import { NO_EXITS } from "./strategy-tree.ts";
import { LONGEST_WARM_UP_BARS, seriesWarmUp, warmUpBars } from "./warm-up.ts";

const CLOSE = price("close");

describe("the static warm-up", () => {
  it("is the first bar on which every series of the tree has a value, and not one bar later", () => {
    const cache = new ColumnCache(randomWalkBars(new SeededRandom("warm-up"), { length: 600, rough: false }));
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const tree = randomTree(new SeededRandom(seed));
        const series = placesOf(tree).flatMap((place) => (place.kind === "series" ? [place.node] : []));
        const firstValues = series.map((node) => cache.column(node).findIndex((value) => !Number.isNaN(value)));
        expect(firstValues).toEqual(series.map(seriesWarmUp));
        expect(warmUpBars(tree)).toBe(Math.max(...firstValues));
        expect(warmUpBars(tree)).toBeLessThanOrEqual(LONGEST_WARM_UP_BARS);
      }),
      { numRuns: 200 },
    );
  });

  it("adds up along a chain of indicators", () => {
    expect(seriesWarmUp(indicator("SMA", CLOSE, 21))).toBe(20);
    expect(seriesWarmUp(indicator("ROC", CLOSE, 21))).toBe(21);
    expect(seriesWarmUp(indicator("RSI", CLOSE, 13))).toBe(13);
    expect(seriesWarmUp(averageTrueRange(13))).toBe(12);
    expect(seriesWarmUp(indicator("Lag", indicator("SMA", indicator("ROC", CLOSE, 5), 8), 3))).toBe(5 + 7 + 3);
  });

  it("is nothing for a rule without indicators", () => {
    const long = above(CLOSE, price("open"));
    expect(warmUpBars(strategyTree({ kind: "regime", family: "trend", long, short: null, exits: NO_EXITS }))).toBe(0);
  });
});
