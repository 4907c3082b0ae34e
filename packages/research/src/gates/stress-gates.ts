import { type GateCheck, type RandomSource, scaleCosts } from "@rara-trading/domain";
import { meanOf } from "../statistics/variation.ts";
import type { CandidateLab } from "./candidate-lab.ts";
import type { Gate1Thresholds } from "./gate1-thresholds.ts";
import { thresholdCheck } from "./threshold-check.ts";

/** G3: every decision one bar late. What dies of that lived on something that cannot be traded. */
export function delayGate(lab: CandidateLab, thresholds: Gate1Thresholds): GateCheck {
  return thresholdCheck({
    gate: "delay",
    actual: lab.sharpe({ delayBars: 1 }),
    threshold: thresholds.stressedSharpeMin,
    side: "least",
    says: "With every decision one bar late the Sharpe ratio is",
    missing: "With every decision one bar late there is no Sharpe ratio",
  });
}

/** G3: a share of the decisions never filled, chosen by `random`. */
export function missedFillsGate(lab: CandidateLab, thresholds: Gate1Thresholds, random: RandomSource): GateCheck {
  const share = thresholds.missedFillShare;
  const about = `With ${Math.round(share * 100)} % of the decisions never filled`;
  return thresholdCheck({
    gate: "missed-fills",
    actual: lab.sharpe({ missed: { share, random } }),
    threshold: thresholds.stressedSharpeMin,
    side: "least",
    says: `${about} the Sharpe ratio is`,
    missing: `${about} there is no Sharpe ratio`,
  });
}

/**
 * Returns the multiple of the assumed costs at which nothing is left, from the mean returns at the costs and at
 * `factor` times the costs: costs take a mean return away that grows in proportion to them. Infinity when they take none.
 */
export function breakEvenMultiple(mean: number, stressedMean: number, factor: number): number {
  const drag = (mean - stressedMean) / (factor - 1);
  return drag <= 0 ? Infinity : Math.max(0, 1 + mean / drag);
}

/** G3: how much dearer trading may become before nothing is left. */
export function breakEvenGate(lab: CandidateLab, thresholds: Gate1Thresholds): GateCheck {
  const { costFactor, breakEvenMin } = thresholds;
  const stressed = lab.trade({ costs: scaleCosts(lab.costs, costFactor) });
  const multiple = breakEvenMultiple(meanOf(lab.base.dailyReturns), meanOf(stressed.dailyReturns), costFactor);
  const actual = Number.isFinite(multiple) ? multiple : Number.MAX_VALUE;
  const about = {
    gate: "break-even-cost",
    threshold: breakEvenMin,
    side: "least",
    missing: "There is no break-even cost",
  } as const;
  if (actual === Number.MAX_VALUE) {
    const reason = `Costs take nothing from it, so it breaks even at any multiple of them; at least ${breakEvenMin} is needed.`;
    return { gate: about.gate, passed: true, threshold: breakEvenMin, actual, reason };
  }
  return thresholdCheck({ ...about, actual, says: "It breaks even at this multiple of the assumed costs:" });
}
