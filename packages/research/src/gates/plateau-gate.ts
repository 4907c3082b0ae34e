import type { GateCheck } from "@rara-trading/domain";
import type { CandidateLab } from "./candidate-lab.ts";
import type { Gate1Thresholds } from "./gate1-thresholds.ts";
import { type NeighbourRun, neighbourSharpe } from "./neighbour-runs.ts";
import { thresholdCheck } from "./threshold-check.ts";

/** G4: whether rules nearby earn it too, or only this one point. */
export function plateauGate(lab: CandidateLab, runs: readonly NeighbourRun[], thresholds: Gate1Thresholds): GateCheck {
  const { neighbourSharpeShare, neighboursMin, neighbourSpread } = thresholds;
  const own = lab.sharpeOf(lab.base.dailyReturns) ?? 0;
  const needed = own * neighbourSharpeShare;
  const kept = runs.filter((run) => (neighbourSharpe(lab, run) ?? -Infinity) >= needed).length;
  const percent = Math.round(neighbourSpread * 100);
  const about = `${kept} of ${runs.length} neighbours (every parameter within ${percent} %) keep ${Math.round(neighbourSharpeShare * 100)} % of its Sharpe ratio of ${own.toFixed(2)}`;
  if (runs.length === 0) {
    const reason = `It has no parameter that could be moved, so it stands on no needle; ${neighboursMin} of the neighbours are needed.`;
    return { gate: "plateau", passed: true, threshold: neighboursMin, actual: null, reason };
  }
  return thresholdCheck({
    gate: "plateau",
    actual: kept / runs.length,
    threshold: neighboursMin,
    side: "least",
    says: `${about}: a share of`,
    missing: "It has no neighbours",
  });
}

/** G4: whether the ground falls away further off: the mean Sharpe ratio of distant neighbours against its own. */
export function distantPlateauGate(
  lab: CandidateLab,
  runs: readonly NeighbourRun[],
  thresholds: Gate1Thresholds,
): GateCheck {
  const { distantSharpeShare: threshold, distantSpread } = thresholds;
  const own = lab.sharpeOf(lab.base.dailyReturns) ?? 0;
  if (runs.length === 0) {
    const reason = `It has no parameter that could be moved, so nothing falls away around it; a mean share of ${threshold} is needed.`;
    return { gate: "distant-plateau", passed: true, threshold, actual: null, reason };
  }
  // A neighbour that never trades, or breaks, earns nothing.
  const mean = runs.reduce((sum, run) => sum + (neighbourSharpe(lab, run) ?? 0), 0) / runs.length;
  return thresholdCheck({
    gate: "distant-plateau",
    actual: own > 0 ? mean / own : null,
    threshold,
    side: "least",
    says: `${runs.length} distant neighbours (every parameter within ${Math.round(distantSpread * 100)} %) have a mean Sharpe ratio of ${mean.toFixed(2)} against its ${own.toFixed(2)}: a share of`,
    missing: "It has no Sharpe ratio to compare with",
  });
}
