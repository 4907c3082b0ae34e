import type { GateCheck } from "@rara-trading/domain";
import { correlation } from "../statistics/variation.ts";
import { figuresApart } from "./figures-apart.ts";
import type { Gate1Thresholds } from "./gate1-thresholds.ts";

/** A trial that passed every gate that looks at it alone or at the search. */
export interface SurvivorCandidate {
  readonly trialId: string;
  /** Order of evaluation, which breaks ties. */
  readonly index: number;
  readonly sharpe: number;
  /** One a day, as traded or scaled: correlation does not mind. */
  readonly dailyReturns: ArrayLike<number>;
}

/** Whether a candidate survives beside the better ones. */
export interface SurvivorDecision {
  readonly trialId: string;
  readonly check: GateCheck;
}

/** A place taken, with the strongest correlation to those that took one before. */
interface Rival {
  readonly trialId: string;
  /** `null`: nothing to correlate with, or no way to. */
  readonly correlation: number | null;
}

function closestRival(candidate: SurvivorCandidate, survivors: readonly SurvivorCandidate[]): Rival | undefined {
  let closest: Rival | undefined;
  for (const survivor of survivors) {
    const rival = {
      trialId: survivor.trialId,
      correlation: correlation(candidate.dailyReturns, survivor.dailyReturns),
    };
    if (rival.correlation === null) return rival;
    if (closest === undefined || Math.abs(rival.correlation) > Math.abs(closest.correlation ?? 0)) closest = rival;
  }
  return closest;
}

function correlatedCheck(rival: Rival | undefined, threshold: number): GateCheck {
  const gate = "correlated";
  if (rival === undefined) {
    const reason = `The best Sharpe ratio of all: there is no better survivor to correlate with by more than ${threshold} (0 so far).`;
    return { gate, passed: true, threshold, actual: 0, reason };
  }
  if (rival.correlation === null) {
    const reason = `There is no correlation with survivor ${rival.trialId}; one of at most ${threshold} is needed.`;
    return { gate, passed: false, threshold, actual: null, reason };
  }
  const actual = Math.abs(rival.correlation);
  const passed = actual <= threshold;
  const texts = figuresApart(actual, threshold);
  const verdict = passed ? `no more than ${texts.threshold}` : `more than ${texts.threshold}`;
  const reason = `Its daily returns correlate by ${texts.actual} with those of the better survivor ${rival.trialId}, ${verdict}.`;
  return { gate, passed, threshold, actual, reason };
}

/**
 * Chooses survivors, best Sharpe ratio first: a candidate survives when its daily returns correlate (in size) with
 * those of no better survivor by more than the threshold, and while there are places. Returns one decision a candidate,
 * best first: gate `correlated`, or `survivor-limit` for one that only came too late.
 */
export function pickSurvivors(
  candidates: readonly SurvivorCandidate[],
  thresholds: Gate1Thresholds,
): readonly SurvivorDecision[] {
  const { correlationMax, survivorsMax } = thresholds;
  const survivors: SurvivorCandidate[] = [];
  const ranked = [...candidates].sort((a, b) => b.sharpe - a.sharpe || a.index - b.index);
  return ranked.map((candidate) => {
    const check = correlatedCheck(closestRival(candidate, survivors), correlationMax);
    if (!check.passed) return { trialId: candidate.trialId, check };
    if (survivors.length < survivorsMax) {
      survivors.push(candidate);
      return { trialId: candidate.trialId, check };
    }
    const place = survivors.length + 1;
    const reason = `It would be survivor number ${place} of this campaign, which may have ${survivorsMax}; the others have better Sharpe ratios.`;
    const late = { gate: "survivor-limit", passed: false, threshold: survivorsMax, actual: place, reason };
    return { trialId: candidate.trialId, check: late };
  });
}
