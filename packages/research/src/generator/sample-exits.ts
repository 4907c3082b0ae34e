import type { RandomSource } from "@rara-trading/domain";
import { canonicalConstant } from "../hypothesis/constant-domain.ts";
import { EXIT_FRACTION_RANGE, type ProtectiveExits } from "../hypothesis/strategy-tree.ts";
import { chance } from "./draws.ts";
import { JITTER_LOG_SPREAD } from "./sample-constant.ts";

/** Median fresh stop-loss and take-profit, fractions of the entry price. */
const STOP_LOSS_MEDIAN = 0.04;
const TAKE_PROFIT_MEDIAN = 0.08;
const FRESH_LOG_SPREAD = 0.6;

function scaled(random: RandomSource, fraction: number, logSpread: number): number {
  const { min, max } = EXIT_FRACTION_RANGE;
  return canonicalConstant(Math.min(max, Math.max(min, fraction * Math.exp(logSpread * random.nextNormal()))));
}

/** Returns a stop-loss, a take-profit or both, log-normal around their medians. */
export function sampleExits(random: RandomSource): ProtectiveExits {
  const which = random.next();
  return {
    stopLossFraction: which < 0.75 ? scaled(random, STOP_LOSS_MEDIAN, FRESH_LOG_SPREAD) : null,
    takeProfitFraction: which > 0.5 ? scaled(random, TAKE_PROFIT_MEDIAN, FRESH_LOG_SPREAD) : null,
  };
}

/** Returns the exits with one added, removed or jittered. */
export function mutateExits(random: RandomSource, exits: ProtectiveExits): ProtectiveExits {
  const name = chance(random, 0.5) ? "stopLossFraction" : "takeProfitFraction";
  const present = exits[name];
  if (present === null) {
    const median = name === "stopLossFraction" ? STOP_LOSS_MEDIAN : TAKE_PROFIT_MEDIAN;
    return { ...exits, [name]: scaled(random, median, FRESH_LOG_SPREAD) };
  }
  return { ...exits, [name]: chance(random, 0.4) ? null : scaled(random, present, JITTER_LOG_SPREAD) };
}
