import type { GateCheck } from "@rara-trading/domain";
import { purgedSplits } from "../statistics/purged-splits.ts";
import { meanOf } from "../statistics/variation.ts";
import type { CandidateLab } from "./candidate-lab.ts";
import type { Gate1Thresholds } from "./gate1-thresholds.ts";
import { dayRegimes, REGIMES } from "./regimes.ts";
import { thresholdCheck } from "./threshold-check.ts";

/** Days a regime needs before its Sharpe ratio says anything. */
export const REGIME_DAYS_MIN = 60;
/** Groups of days that test sets are made of. */
export const CPCV_GROUPS = 6;
/** Groups that one test set has: 15 test sets. */
export const CPCV_TESTED = 2;

/** G5: whether there is a kind of market in which it loses badly. */
export function regimeGate(lab: CandidateLab, thresholds: Gate1Thresholds): GateCheck {
  const regimes = dayRegimes(lab.candles, lab.dayEnds);
  const returns = lab.base.dailyReturns;
  let worst: { readonly name: string; readonly sharpe: number; readonly days: number } | undefined;
  for (const [regime, name] of REGIMES.entries()) {
    const own = returns.filter((_, day) => regimes[day] === regime);
    const sharpe = own.length < REGIME_DAYS_MIN ? null : lab.sharpeOf(own);
    if (sharpe !== null && (worst === undefined || sharpe < worst.sharpe)) worst = { name, sharpe, days: own.length };
  }
  const threshold = thresholds.regimeSharpeMin;
  if (worst === undefined) {
    const reason = `No kind of market lasted ${REGIME_DAYS_MIN} days with a position in it, so there is no worst one to be below ${threshold}.`;
    return { gate: "regimes", passed: true, threshold, actual: null, reason };
  }
  return thresholdCheck({
    gate: "regimes",
    actual: worst.sharpe,
    threshold,
    side: "least",
    says: `The worst kind of market was ${worst.name} (${worst.days} days); the Sharpe ratio in it is`,
    missing: "There is no worst kind of market",
  });
}

/**
 * G5: share of the 15 test sets of combinatorial purged cross-validation (6 groups, 2 tested) with a positive mean
 * return. A rule whose parameters are not fitted in each split needs no purging: its test sets are its own returns.
 */
export function testSetsGate(lab: CandidateLab, thresholds: Gate1Thresholds): GateCheck {
  const returns = lab.base.dailyReturns;
  const edge = (group: number): number => Math.floor((group * returns.length) / CPCV_GROUPS);
  const means = Array.from({ length: CPCV_GROUPS }, (_, group) =>
    returns.length < CPCV_GROUPS ? 0 : meanOf(returns.subarray(edge(group), edge(group + 1))),
  );
  const { splits } = purgedSplits(CPCV_GROUPS, CPCV_TESTED);
  const positive = splits.filter((groups) => groups.reduce((sum, group) => sum + (means[group] ?? 0), 0) > 0).length;
  return thresholdCheck({
    gate: "test-sets",
    actual: positive / splits.length,
    threshold: thresholds.positiveTestSetsMin,
    side: "least",
    says: `${positive} of ${splits.length} combinations of ${CPCV_TESTED} of ${CPCV_GROUPS} stretches earned something: a share of`,
    missing: "There are no stretches to combine",
  });
}
