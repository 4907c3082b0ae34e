import { type GateCheck, type RandomSource, StrategyFault } from "@rara-trading/domain";
import { alphaGate, type BookSleeve, bookCorrelationGate, bookSharpeGate } from "../gates/benchmark-gates.ts";
import type { CandidateLab } from "../gates/candidate-lab.ts";
import { capacityGate } from "../gates/capacity-gate.ts";
import { doubleCostGate } from "../gates/double-cost-gate.ts";
import { PARAMETERS_GATE, parametersGate } from "../gates/form-gate.ts";
import type { Gate1Thresholds } from "../gates/gate1-thresholds.ts";
import { type NeighbourRun, tradeNeighbours } from "../gates/neighbour-runs.ts";
import { distantPlateauGate, plateauGate } from "../gates/plateau-gate.ts";
import { regimeGate, testSetsGate } from "../gates/regime-gates.ts";
import { breakEvenGate, delayGate, missedFillsGate } from "../gates/stress-gates.ts";
import { isTree } from "../model/trial-rule.ts";

/** What the dearer gates found out about one candidate. */
export interface Examination {
  /** Up to and with the first that said no. */
  readonly checks: readonly GateCheck[];
  /** Neighbours that were evaluated on the way: trials like any other. */
  readonly neighbours: readonly NeighbourRun[];
}

/** A gate by name, and what it asks. */
type Asked = readonly [gate: string, ask: () => GateCheck];

/** Returns a gate's answer. Code may break where something is different from how research traded it: then it does not pass. */
export function answerOf([gate, ask]: Asked): GateCheck {
  try {
    return ask();
  } catch (error) {
    if (!(error instanceof StrategyFault)) throw error;
    return {
      gate,
      passed: false,
      threshold: 0,
      actual: null,
      reason: `Traded for this gate it broke: ${error.message}`,
    };
  }
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
  const tradedAround = (label: string, spread: number): readonly NeighbourRun[] => {
    const nearby = lab.rule.neighbours(thresholds.neighbours, spread, random.fork(label));
    const runs = tradeNeighbours(lab, nearby);
    neighbours.push(...runs);
    return runs;
  };
  let tradedNear: readonly NeighbourRun[] | undefined;
  const near = (): readonly NeighbourRun[] => (tradedNear ??= tradedAround("neighbours", thresholds.neighbourSpread));
  const distant = (): readonly NeighbourRun[] => tradedAround("distant-neighbours", thresholds.distantSpread);
  const ofCode: readonly Asked[] = [[PARAMETERS_GATE, () => parametersGate(lab, near())]];
  const gates: readonly Asked[] = [
    ["double-cost", () => doubleCostGate((costs) => lab.sharpe({ costs }), lab.costs, thresholds)],
    ["break-even-cost", () => breakEvenGate(lab, thresholds)],
    ["delay", () => delayGate(lab, thresholds)],
    ["missed-fills", () => missedFillsGate(lab, thresholds, random.fork("missed-fills"))],
    ...(isTree(lab.rule.rule) ? [] : ofCode),
    ["plateau", () => plateauGate(lab, near(), thresholds)],
    ["distant-plateau", () => distantPlateauGate(lab, distant(), thresholds)],
    ["regimes", () => regimeGate(lab, thresholds)],
    ["test-sets", () => testSetsGate(lab, thresholds)],
    ["alpha", () => alphaGate(lab, thresholds)],
    ["book-correlation", () => bookCorrelationGate(lab, book, thresholds)],
    ["book-sharpe", () => bookSharpeGate(lab, book)],
    ["capacity", () => capacityGate(lab, thresholds)],
  ];
  const checks: GateCheck[] = [];
  for (const gate of gates) {
    const check = answerOf(gate);
    checks.push(check);
    if (!check.passed) break;
  }
  return { checks, neighbours };
}
