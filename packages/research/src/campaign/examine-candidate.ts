import type { GateCheck, RandomSource } from "@rara-trading/domain";
import { alphaGate, type BookSleeve, bookCorrelationGate, bookSharpeGate } from "../gates/benchmark-gates.ts";
import type { CandidateLab } from "../gates/candidate-lab.ts";
import { capacityGate } from "../gates/capacity-gate.ts";
import { doubleCostGate } from "../gates/double-cost-gate.ts";
import type { Gate1Thresholds } from "../gates/gate1-thresholds.ts";
import { neighboursOf } from "../gates/neighbours.ts";
import { distantPlateauGate, type NeighbourRun, plateauGate } from "../gates/plateau-gate.ts";
import { regimeGate, testSetsGate } from "../gates/regime-gates.ts";
import { breakEvenGate, delayGate, missedFillsGate } from "../gates/stress-gates.ts";

/** What the dearer gates found out about one candidate. */
export interface Examination {
  /** Up to and with the first that said no. */
  readonly checks: readonly GateCheck[];
  /** Neighbours that were evaluated on the way: trials like any other. */
  readonly neighbours: readonly NeighbourRun[];
}

/**
 * Asks G3 (stress), G4 (plateau), G5 (regimes), G6 (benchmark and book) and G7 (capacity), cheap to expensive, and stops
 * at the first refusal. Depends on the candidate, the bars, the book and `random` only.
 */
export function examineCandidate(
  lab: CandidateLab,
  book: readonly BookSleeve[],
  thresholds: Gate1Thresholds,
  random: RandomSource,
): Examination {
  const neighbours: NeighbourRun[] = [];
  const plateau = (gate: typeof plateauGate, label: string, spread: number): GateCheck => {
    const nearby = neighboursOf(lab.tree, thresholds.neighbours, spread, random.fork(label));
    const { check, runs } = gate(lab, nearby, thresholds);
    neighbours.push(...runs);
    return check;
  };
  const gates: readonly (() => GateCheck)[] = [
    () => doubleCostGate((costs) => lab.sharpe({ costs }), lab.costs, thresholds),
    () => breakEvenGate(lab, thresholds),
    () => delayGate(lab, thresholds),
    () => missedFillsGate(lab, thresholds, random.fork("missed-fills")),
    () => plateau(plateauGate, "neighbours", thresholds.neighbourSpread),
    () => plateau(distantPlateauGate, "distant-neighbours", thresholds.distantSpread),
    () => regimeGate(lab, thresholds),
    () => testSetsGate(lab, thresholds),
    () => alphaGate(lab, thresholds),
    () => bookCorrelationGate(lab, book, thresholds),
    () => bookSharpeGate(lab, book),
    () => capacityGate(lab, thresholds),
  ];
  const checks: GateCheck[] = [];
  for (const gate of gates) {
    const check = gate();
    checks.push(check);
    if (!check.passed) break;
  }
  return { checks, neighbours };
}
