import type { GateCheck } from "@rara-trading/domain";
import type { StrategyTree } from "../hypothesis/strategy-tree.ts";
import type { CandidateLab, VariedRun } from "./candidate-lab.ts";
import type { Gate1Thresholds } from "./gate1-thresholds.ts";
import { thresholdCheck } from "./threshold-check.ts";

/** A neighbour that was evaluated; every one is a trial and goes to the ledger. */
export interface NeighbourRun extends VariedRun {
  readonly tree: StrategyTree;
}

/** G4: whether rules nearby earn it too, or only this one point. Returns the check and what was evaluated for it. */
export function plateauGate(
  lab: CandidateLab,
  neighbours: readonly StrategyTree[],
  thresholds: Gate1Thresholds,
): { readonly check: GateCheck; readonly runs: readonly NeighbourRun[] } {
  const { neighbourSharpeShare, neighboursMin, neighbourSpread } = thresholds;
  const own = lab.sharpeOf(lab.base.dailyReturns) ?? 0;
  const needed = own * neighbourSharpeShare;
  const runs = neighbours.map((tree) => ({ tree, ...lab.trade({ tree }) }));
  const kept = runs.filter(({ dailyReturns }) => (lab.sharpeOf(dailyReturns) ?? -Infinity) >= needed).length;
  const percent = Math.round(neighbourSpread * 100);
  const about = `${kept} of ${runs.length} neighbours (every parameter within ${percent} %) keep ${Math.round(neighbourSharpeShare * 100)} % of its Sharpe ratio of ${own.toFixed(2)}`;
  if (runs.length === 0) {
    const reason = `It has no parameter that could be moved, so it stands on no needle; ${neighboursMin} of the neighbours are needed.`;
    return { check: { gate: "plateau", passed: true, threshold: neighboursMin, actual: null, reason }, runs };
  }
  const check = thresholdCheck({
    gate: "plateau",
    actual: kept / runs.length,
    threshold: neighboursMin,
    side: "least",
    says: `${about}: a share of`,
    missing: "It has no neighbours",
  });
  return { check, runs };
}

/** G4: whether the ground falls away further off: the mean Sharpe ratio of distant neighbours against its own. */
export function distantPlateauGate(
  lab: CandidateLab,
  neighbours: readonly StrategyTree[],
  thresholds: Gate1Thresholds,
): { readonly check: GateCheck; readonly runs: readonly NeighbourRun[] } {
  const { distantSharpeShare: threshold, distantSpread } = thresholds;
  const own = lab.sharpeOf(lab.base.dailyReturns) ?? 0;
  const runs = neighbours.map((tree) => ({ tree, ...lab.trade({ tree }) }));
  if (runs.length === 0) {
    const reason = `It has no parameter that could be moved, so nothing falls away around it; a mean share of ${threshold} is needed.`;
    return { check: { gate: "distant-plateau", passed: true, threshold, actual: null, reason }, runs };
  }
  // A neighbour that never trades earns nothing.
  const mean = runs.reduce((sum, { dailyReturns }) => sum + (lab.sharpeOf(dailyReturns) ?? 0), 0) / runs.length;
  const check = thresholdCheck({
    gate: "distant-plateau",
    actual: own > 0 ? mean / own : null,
    threshold,
    side: "least",
    says: `${runs.length} distant neighbours (every parameter within ${Math.round(distantSpread * 100)} %) have a mean Sharpe ratio of ${mean.toFixed(2)} against its ${own.toFixed(2)}: a share of`,
    missing: "It has no Sharpe ratio to compare with",
  });
  return { check, runs };
}
