import type { RandomSource } from "@rara-trading/domain";
import { assertNever } from "@rara-trading/domain";
import { type Period, PERIOD_GRID } from "../hypothesis/period.ts";
import {
  averageTrueRange,
  difference,
  indicator,
  price,
  PRICE_FIELDS,
  ratio,
  type Series,
  VOLUME,
} from "../hypothesis/series.ts";
import type { Unit } from "../hypothesis/unit.ts";
import { chance, pickOne, pickWeighted, type Weighted } from "./draws.ts";

const CLOSE = price("close");

/** How often a series is smoothed, delayed or bounded instead of taken as it is. */
const WRAP_PROBABILITY = 0.35;

/** Returns a look-back, any of the grid equally likely. */
export function samplePeriod(random: RandomSource): Period {
  return pickOne(random, PERIOD_GRID);
}

/** Returns two different look-backs, the shorter first. */
export function samplePeriodPair(random: RandomSource): readonly [Period, Period] {
  const short = random.nextInt(PERIOD_GRID.length - 1);
  const long = short + 1 + random.nextInt(PERIOD_GRID.length - 1 - short);
  return [PERIOD_GRID[short] ?? 2, PERIOD_GRID[long] ?? 144];
}

/** Returns the close, mostly, or another price of the bar. */
function samplePrice(random: RandomSource): Series {
  return chance(random, 0.75) ? CLOSE : price(pickOne(random, PRICE_FIELDS));
}

/** Returns a series of the unit that is not just another of the same unit, smoothed. */
function sampleSource(random: RandomSource, unit: Unit): Series {
  const period = samplePeriod(random);
  const pick = (choices: readonly Weighted<Series>[]): Series => pickWeighted(random, choices);
  switch (unit) {
    case "price":
      return samplePrice(random);
    case "volume":
      return VOLUME;
    case "price-change":
      return difference(CLOSE, indicator(pickOne(random, ["SMA", "EMA", "Lag"]), CLOSE, period));
    case "price-range":
      return pick([
        [2, averageTrueRange(period)],
        [1, indicator("StdDev", samplePrice(random), period)],
      ]);
    case "ratio":
      return pick([
        [2, ratio(CLOSE, indicator(pickOne(random, ["SMA", "EMA", "Highest", "Lowest"]), CLOSE, period))],
        [1, ratio(VOLUME, indicator("SMA", VOLUME, period))],
        [1, ratio(averageTrueRange(period), averageTrueRange(samplePeriod(random)))],
      ]);
    case "return":
      return indicator("ROC", samplePrice(random), period);
    case "volatility":
      return pick([
        [2, ratio(averageTrueRange(period), CLOSE)],
        [1, indicator("StdDev", indicator("ROC", CLOSE, samplePeriod(random)), period)],
      ]);
    case "score":
      return pick([
        [2, indicator("ZScore", samplePrice(random), period)],
        [1, indicator("ZScore", VOLUME, period)],
      ]);
    case "oscillator":
      return indicator("RSI", samplePrice(random), period);
    default:
      return assertNever(unit);
  }
}

/** Returns a random series of `unit`; it has at most four levels. */
export function sampleSeries(random: RandomSource, unit: Unit): Series {
  const source = sampleSource(random, unit);
  if (!chance(random, WRAP_PROBABILITY)) return source;
  const wrapper = pickOne(random, ["SMA", "EMA", "Highest", "Lowest", "Lag"] as const);
  return indicator(wrapper, source, samplePeriod(random));
}
