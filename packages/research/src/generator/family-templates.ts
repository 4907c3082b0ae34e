import type { RandomSource } from "@rara-trading/domain";
import { above, allOf, below, type Condition } from "../hypothesis/condition.ts";
import { CONSTANT_DOMAINS, type ConstantDomain } from "../hypothesis/constant-domain.ts";
import { mirrorCondition } from "../hypothesis/mirror.ts";
import { averageTrueRange, difference, indicator, price, ratio, type Series, VOLUME } from "../hypothesis/series.ts";
import type { Family } from "../hypothesis/strategy-tree.ts";
import type { Unit } from "../hypothesis/unit.ts";
import { chance, pickOne, pickWeighted } from "./draws.ts";
import { sampleConstant, sampleDistance } from "./sample-constant.ts";
import { samplePeriod, samplePeriodPair } from "./sample-series.ts";

/** When to be long, and when the reason to be long is gone. */
export interface Idea {
  readonly enter: Condition;
  readonly leave: Condition;
}

const CLOSE = price("close");

/** The nearest earlier bar that the grid offers: an extreme that the bar itself is not part of. */
const PREVIOUS = 2;

/** How often a threshold is the neutral constant. */
const NEUTRAL_PROBABILITY = 0.6;

function domainOf(unit: Unit): ConstantDomain {
  return CONSTANT_DOMAINS[unit] ?? { neutral: 0, scale: 0, min: 0, max: 0 };
}

/** Returns neutral, mostly, or a constant above it. */
function threshold(random: RandomSource, unit: Unit): number {
  const domain = domainOf(unit);
  return chance(random, NEUTRAL_PROBABILITY) ? domain.neutral : sampleConstant(random, domain, 1);
}

function average(random: RandomSource, period = samplePeriod(random)): Series {
  return indicator(chance(random, 0.5) ? "SMA" : "EMA", CLOSE, period);
}

/** Long while a series is above, gone once it is not. */
function whileAbove(left: Series, right: Series | number): Idea {
  const enter = above(left, right);
  return { enter, leave: mirrorCondition(enter) };
}

/** Returns the close's distance from an average in average true ranges. */
function stretch(random: RandomSource): Series {
  return ratio(difference(CLOSE, average(random)), averageTrueRange(samplePeriod(random)));
}

function trend(random: RandomSource): Idea {
  const [short, long] = samplePeriodPair(random);
  return pickWeighted<() => Idea>(random, [
    [3, () => whileAbove(CLOSE, average(random))],
    [3, () => whileAbove(average(random, short), average(random, long))],
    [2, () => steepening(average(random), random)],
    [1, () => whileAbove(stretch(random), threshold(random, "score"))],
  ])();
}

function steepening(series: Series, random: RandomSource): Idea {
  return whileAbove(series, indicator("Lag", series, samplePeriod(random)));
}

function momentum(random: RandomSource): Idea {
  const period = samplePeriod(random);
  return pickWeighted<() => Idea>(random, [
    [4, () => whileAbove(indicator("ROC", CLOSE, period), threshold(random, "return"))],
    [2, () => whileAbove(CLOSE, indicator("Lag", CLOSE, period))],
    [2, () => whileAbove(indicator("RSI", CLOSE, period), threshold(random, "oscillator"))],
    [1, () => whileAbove(indicator("ROC", average(random), period), threshold(random, "return"))],
  ])();
}

/** Long while a series is stretched below neutral, gone once it is back. */
function stretchedBelow(random: RandomSource, series: Series, unit: Unit): Idea {
  const domain = domainOf(unit);
  return { enter: below(series, sampleConstant(random, domain, -1)), leave: above(series, domain.neutral) };
}

function meanReversion(random: RandomSource): Idea {
  const period = samplePeriod(random);
  return pickWeighted<() => Idea>(random, [
    [3, () => stretchedBelow(random, indicator("ZScore", CLOSE, period), "score")],
    [2, () => stretchedBelow(random, indicator("RSI", CLOSE, period), "oscillator")],
    [2, () => stretchedBelow(random, indicator("ROC", CLOSE, period), "return")],
    [1, () => stretchedBelow(random, stretch(random), "score")],
    [1, () => ({ enter: below(CLOSE, average(random)), leave: above(CLOSE, average(random)) })],
  ])();
}

function breakout(random: RandomSource): Idea {
  const [short, long] = samplePeriodPair(random);
  const high = indicator("Highest", price("high"), long);
  return pickWeighted<() => Idea>(random, [
    [
      3,
      () => ({
        enter: above(CLOSE, indicator("Lag", high, PREVIOUS)),
        leave: below(CLOSE, indicator("Lag", indicator("Lowest", price("low"), short), PREVIOUS)),
      }),
    ],
    [2, () => nearExtreme(random, ratio(CLOSE, high))],
    [2, () => whileAbove(indicator("ZScore", CLOSE, long), sampleConstant(random, domainOf("score"), 1))],
  ])();
}

function nearExtreme(random: RandomSource, closeness: Series): Idea {
  const gap = sampleDistance(random, domainOf("return"));
  return { enter: above(closeness, Math.max(0, 1 - gap)), leave: below(closeness, Math.max(0, 1 - 2 * gap)) };
}

/** Returns a condition on how much, not which way, the market moves or trades. */
export function sampleFilter(random: RandomSource): Condition {
  const [short, long] = samplePeriodPair(random);
  const relative = ratio(averageTrueRange(short), CLOSE);
  const [left, right] = pickWeighted<readonly [Series, Series]>(random, [
    [2, [averageTrueRange(short), averageTrueRange(long)]],
    [2, [indicator("StdDev", CLOSE, short), indicator("StdDev", CLOSE, long)]],
    [1, [relative, indicator("SMA", relative, long)]],
    [1, [VOLUME, indicator("SMA", VOLUME, long)]],
  ]);
  return chance(random, 0.5) ? above(left, right) : below(left, right);
}

function volatility(random: RandomSource): Idea {
  const base = pickOne(random, [trend, momentum, meanReversion])(random);
  return { enter: allOf(base.enter, sampleFilter(random)), leave: base.leave };
}

const TEMPLATES: Readonly<Record<Family, (random: RandomSource) => Idea>> = {
  trend,
  momentum,
  "mean-reversion": meanReversion,
  breakout,
  volatility,
};

/** Returns a random idea of a family, for the long side; `mirrorCondition` gives the short side. */
export function sampleIdea(random: RandomSource, family: Family): Idea {
  return TEMPLATES[family](random);
}
