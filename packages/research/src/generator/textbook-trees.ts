import { above, allOf, below, type Condition } from "../hypothesis/condition.ts";
import { strategyTree } from "../hypothesis/make-tree.ts";
import { mirrorCondition } from "../hypothesis/mirror.ts";
import { averageTrueRange, indicator, price } from "../hypothesis/series.ts";
import { FAMILIES, type Family, NO_EXITS, type StrategyTree } from "../hypothesis/strategy-tree.ts";

const CLOSE = price("close");

/** The nearest earlier bar that the grid offers: an extreme that the bar itself is not part of. */
const PREVIOUS = 2;

const overAverage = (period: number): Condition => above(CLOSE, indicator("SMA", CLOSE, period));
const crossing = (name: "SMA" | "EMA", short: number, long: number): Condition =>
  above(indicator(name, CLOSE, short), indicator(name, CLOSE, long));
const risen = (period: number): Condition => above(indicator("ROC", CLOSE, period), 0);
const fallen = (period: number): Condition => below(indicator("ROC", CLOSE, period), 0);
const strong = (period: number): Condition => above(indicator("RSI", CLOSE, period), 50);
const oversold = (period: number): Condition => below(indicator("RSI", CLOSE, period), 30);
const stretched = (period: number): Condition => below(indicator("ZScore", CLOSE, period), -1);
const newHigh = (period: number): Condition =>
  above(CLOSE, indicator("Lag", indicator("Highest", price("high"), period), PREVIOUS));

const CALM: Condition = below(averageTrueRange(8), averageTrueRange(55));
const WILD: Condition = above(averageTrueRange(8), averageTrueRange(55));

/** When to be long, by family; the middle of the grid of look-backs first, because a short search gets no further. */
const LONG: Readonly<Record<Family, readonly Condition[]>> = {
  trend: [
    ...[21, 55, 8, 144].map(overAverage),
    ...(
      [
        [5, 21],
        [13, 55],
        [3, 13],
        [21, 144],
      ] as const
    ).flatMap(([short, long]) => [crossing("SMA", short, long), crossing("EMA", short, long)]),
  ],
  momentum: [...[21, 8, 55, 13, 34, 5, 89, 3, 144].map(risen), ...[13, 34, 5].map(strong)],
  "mean-reversion": [...[13, 8, 21, 5, 34].map(stretched), ...[5, 13, 3].map(oversold), ...[2, 5].map(fallen)],
  breakout: [21, 55, 8].map(newHigh),
  volatility: [risen(21), stretched(13)].flatMap((condition) => [allOf(condition, CALM), allOf(condition, WILD)]),
};

function bothSides(family: Family, long: Condition): StrategyTree {
  return strategyTree({ kind: "regime", family, long, short: mirrorCondition(long), exits: NO_EXITS });
}

/**
 * Returns the rules of the textbooks: the plainest of every family over the grid of look-backs, long and short, without
 * filters or exits of their own; the families in turn, so that however few of them are tried, every family is among them.
 */
export function textbookTrees(families: readonly Family[] = FAMILIES): readonly StrategyTree[] {
  const longest = Math.max(0, ...families.map((family) => LONG[family].length));
  return Array.from({ length: longest }, (_, place) =>
    families.flatMap((family) => {
      const long = LONG[family][place];
      return long === undefined ? [] : [bothSides(family, long)];
    }),
  ).flat();
}
