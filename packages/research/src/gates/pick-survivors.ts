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

/** What the gates said about a candidate beside the better ones. */
export interface SurvivorDecision {
  readonly trialId: string;
  readonly checks: readonly GateCheck[];
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

function limitCheck(gate: string, threshold: number, reason: string): GateCheck {
  return { gate, passed: false, threshold, actual: threshold + 1, reason };
}

/**
 * Chooses survivors, best Sharpe ratio first. A candidate that correlates (in size) with a better survivor by more than
 * the threshold is refused at once (`correlated`), so is one that comes when all places are taken (`survivor-limit`) or
 * when enough were examined (`examined-limit`); any other is examined by the dearer gates and survives when all of them
 * pass. Returns one decision a candidate, best first.
 */
export function pickSurvivors(
  candidates: readonly SurvivorCandidate[],
  thresholds: Gate1Thresholds,
  examine: (trialId: string) => readonly GateCheck[],
): readonly SurvivorDecision[] {
  const { correlationMax, survivorsMax, examinedMax } = thresholds;
  const survivors: SurvivorCandidate[] = [];
  let examined = 0;
  const decide = (candidate: SurvivorCandidate): readonly GateCheck[] => {
    const apart = correlatedCheck(closestRival(candidate, survivors), correlationMax);
    if (!apart.passed) return [apart];
    if (survivors.length >= survivorsMax) {
      const reason = `It would be survivor number ${survivorsMax + 1} of this campaign, which may have ${survivorsMax}; the others have better Sharpe ratios.`;
      return [apart, limitCheck("survivor-limit", survivorsMax, reason)];
    }
    if (examined >= examinedMax) {
      const reason = `It would be candidate number ${examinedMax + 1} to be examined; this campaign examines ${examinedMax}, best Sharpe ratios first.`;
      return [apart, limitCheck("examined-limit", examinedMax, reason)];
    }
    examined++;
    const checks = examine(candidate.trialId);
    if (checks.every(({ passed }) => passed)) survivors.push(candidate);
    return [apart, ...checks];
  };
  const ranked = [...candidates].sort((a, b) => b.sharpe - a.sharpe || a.index - b.index);
  return ranked.map((candidate) => ({ trialId: candidate.trialId, checks: decide(candidate) }));
}
