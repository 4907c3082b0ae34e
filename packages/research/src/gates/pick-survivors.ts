import { figuresApart, type GateCheck } from "@rara-trading/domain";
import { correlation } from "../statistics/variation.ts";
import type { Gate1Thresholds } from "./gate1-thresholds.ts";
import { thresholdCheck } from "./threshold-check.ts";

/** A trial that passed every gate that looks at it alone or at the search. */
export interface SurvivorCandidate {
  readonly trialId: string;
  /** Order of evaluation, which breaks ties. */
  readonly index: number;
  readonly sharpe: number;
  /** How central it is among all that the search found: see `centralities`. */
  readonly centrality: number;
  /** One a day, as traded or scaled: correlation does not mind. */
  readonly dailyReturns: ArrayLike<number>;
}

/** What the dearer gates say of a candidate, and how sturdy it is: see `sturdiness`. */
export interface CandidateFindings {
  readonly checks: readonly GateCheck[];
  readonly sturdiness: number;
}

/** What the gates said about a candidate, and about it beside the better ones. */
export interface SurvivorDecision {
  readonly trialId: string;
  readonly checks: readonly GateCheck[];
}

/** A candidate that passed everything that looks at it alone. */
interface Contender {
  readonly candidate: SurvivorCandidate;
  readonly sturdiness: number;
}

/** A place taken, with the strongest correlation to those that took one before. */
interface Rival {
  readonly trialId: string;
  /** `null`: nothing to correlate with, or no way to. */
  readonly correlation: number | null;
}

function closestRival(candidate: SurvivorCandidate, survivors: readonly Contender[]): Rival | undefined {
  let closest: Rival | undefined;
  for (const { candidate: survivor } of survivors) {
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
    const reason = `The sturdiest of all: there is no better survivor to correlate with by more than ${threshold} (0 so far).`;
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
  const reason = `Its daily returns correlate by ${texts.actual} with those of the sturdier survivor ${rival.trialId}, ${verdict}.`;
  return { gate, passed, threshold, actual, reason };
}

function sturdinessCheck(contender: Contender, best: Contender, threshold: number): GateCheck {
  const actual = best.sturdiness > 0 ? contender.sturdiness / best.sturdiness : 1;
  return thresholdCheck({
    gate: "sturdiness",
    actual,
    threshold,
    side: "least",
    says: `Its sturdiness is ${contender.sturdiness.toFixed(2)} against ${best.sturdiness.toFixed(2)} of survivor ${best.candidate.trialId}: a share of`,
    missing: "It has no sturdiness",
  });
}

function limitCheck(gate: string, threshold: number, reason: string): GateCheck {
  return { gate, passed: false, threshold, actual: threshold + 1, reason };
}

function mostCentralFirst(candidates: readonly SurvivorCandidate[]): readonly SurvivorCandidate[] {
  return [...candidates].sort((a, b) => b.centrality - a.centrality || b.sharpe - a.sharpe || a.index - b.index);
}

/** Why a candidate is not examined any more: so many were, or so many passed. `undefined`: it is. */
function examinedEnough(examined: number, passed: number, limits: Gate1Thresholds): GateCheck | undefined {
  const { examinedMax, contendersMax } = limits;
  const gate = "examined-limit";
  if (passed >= contendersMax) {
    const reason = `${passed} more central candidates passed every gate, and no more than ${contendersMax} compete for the places.`;
    return limitCheck(gate, contendersMax, reason);
  }
  if (examined < examinedMax) return undefined;
  const reason = `It would be candidate number ${examinedMax + 1} to be examined; this campaign examines ${examinedMax}, the most central first.`;
  return limitCheck(gate, examinedMax, reason);
}

/** The places of a campaign, given to the sturdiest first. */
function placesOf(contenders: readonly Contender[], thresholds: Gate1Thresholds): ReadonlyMap<string, GateCheck[]> {
  const { correlationMax, survivorsMax, furtherSturdinessMin } = thresholds;
  const survivors: Contender[] = [];
  const decide = (contender: Contender): GateCheck[] => {
    const apart = correlatedCheck(closestRival(contender.candidate, survivors), correlationMax);
    const [best] = survivors;
    if (!apart.passed) return [apart];
    if (best === undefined) {
      survivors.push(contender);
      return [apart];
    }
    const sturdy = sturdinessCheck(contender, best, furtherSturdinessMin);
    if (!sturdy.passed) return [apart, sturdy];
    if (survivors.length >= survivorsMax) {
      const reason = `It would be survivor number ${survivorsMax + 1} of this campaign, which may have ${survivorsMax}; the others are sturdier.`;
      return [apart, sturdy, limitCheck("survivor-limit", survivorsMax, reason)];
    }
    survivors.push(contender);
    return [apart, sturdy];
  };
  const ranked = [...contenders].sort(
    (a, b) =>
      b.sturdiness - a.sturdiness || b.candidate.sharpe - a.candidate.sharpe || a.candidate.index - b.candidate.index,
  );
  return new Map(ranked.map((contender) => [contender.candidate.trialId, decide(contender)]));
}

/**
 * Chooses survivors. The most central candidates are examined by the dearer gates until enough of them pass, or as many
 * were examined as the campaign may; the others are refused (`examined-limit`). Of those that pass, the sturdiest survives, not the one with the best
 * Sharpe ratio: that is the one which luck flattered most. Further ones, up to the limit (`survivor-limit`),
 * survive when they do not correlate (in size) with a sturdier survivor by more than the threshold (`correlated`) and
 * are nearly as sturdy as the first (`sturdiness`). Returns one decision a candidate, the most central first.
 */
export function pickSurvivors(
  candidates: readonly SurvivorCandidate[],
  thresholds: Gate1Thresholds,
  examine: (trialId: string) => CandidateFindings,
): readonly SurvivorDecision[] {
  const contenders: Contender[] = [];
  const alone = mostCentralFirst(candidates).map((candidate, i): SurvivorDecision => {
    const { trialId } = candidate;
    const enough = examinedEnough(i, contenders.length, thresholds);
    if (enough !== undefined) return { trialId, checks: [enough] };
    const { checks, sturdiness } = examine(trialId);
    if (checks.every(({ passed }) => passed)) contenders.push({ candidate, sturdiness });
    return { trialId, checks };
  });
  const places = placesOf(contenders, thresholds);
  return alone.map(({ trialId, checks }) => ({ trialId, checks: [...checks, ...(places.get(trialId) ?? [])] }));
}
