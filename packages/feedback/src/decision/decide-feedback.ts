import type { FeedbackDecision } from "@rara-trading/domain";
import type { FeedbackEvidence } from "../evidence/feedback-evidence.ts";
import { type FeedbackThresholds, RETIRE_PROBABILITY } from "./feedback-thresholds.ts";
import { percent, percentsApart, promotionChecks } from "./promotion-checks.ts";

/** A limit that the evidence breaks, in words. */
interface Breach {
  readonly kind: "fault" | "retire-drawdown" | "negative-mean" | "max-drawdown";
  readonly reason: string;
}

function exceeded(drawdown: number, limit: number): string {
  const texts = percentsApart(drawdown, limit);
  return `drawdown ${texts.actual} exceeds ${texts.threshold}`;
}

/** Returns the gravest limit that the evidence breaks, or undefined. */
function gravestBreach(evidence: FeedbackEvidence, thresholds: FeedbackThresholds): Breach | undefined {
  const { days, fault, metrics, positiveMeanProbability } = evidence;
  const { minDays, retireDrawdown, maxDrawdown } = thresholds;
  if (fault !== null) {
    return {
      kind: "fault",
      reason: `the strategy failed and code that breaks its contract is not run again (${fault})`,
    };
  }
  if (metrics.maxDrawdown > retireDrawdown) {
    const found = exceeded(metrics.maxDrawdown, retireDrawdown);
    return { kind: "retire-drawdown", reason: found };
  }
  if (days >= minDays && positiveMeanProbability !== null && positiveMeanProbability < RETIRE_PROBABILITY) {
    const texts = percentsApart(positiveMeanProbability, RETIRE_PROBABILITY);
    const found =
      `after ${days} days (at least ${minDays}) the probability of a positive mean daily return is ` +
      `${texts.actual}, below ${texts.threshold}`;
    return { kind: "negative-mean", reason: found };
  }
  if (metrics.maxDrawdown > maxDrawdown) {
    const found = exceeded(metrics.maxDrawdown, maxDrawdown);
    return { kind: "max-drawdown", reason: found };
  }
  return undefined;
}

function decideLive(evidence: FeedbackEvidence, breach: Breach | undefined): FeedbackDecision {
  if (breach === undefined) {
    const { days, metrics } = evidence;
    return {
      kind: "hold",
      reason: `Hold: live for ${days} days, drawdown ${percent(metrics.maxDrawdown)}, no limit broken.`,
    };
  }
  const to = breach.kind === "fault" || breach.kind === "retire-drawdown" ? "demoted" : "paper";
  return { kind: "demote", to, reason: `Demote to ${to}: ${breach.reason}.` };
}

function missingEvidence({ days, metrics }: FeedbackEvidence, thresholds: FeedbackThresholds): string | undefined {
  const { minDays, minRoundTrips } = thresholds;
  if (days >= minDays && metrics.trades >= minRoundTrips) return undefined;
  return `${days} of at least ${minDays} days and ${metrics.trades} of at least ${minRoundTrips} round trips`;
}

/**
 * Returns what the evidence about a strategy amounts to, with a sentence that holds the numbers.
 * Paper: retire on a fault, a drawdown beyond `retireDrawdown` or a clearly negative mean; hold while the evidence is
 * short or does not convince; promote to a proposal for a person otherwise. Live: demote on any broken limit, at once
 * (to `paper` when it may prove itself again, to `demoted` when not); nothing here ever raises a live strategy's risk.
 */
export function decideFeedback(evidence: FeedbackEvidence, thresholds: FeedbackThresholds): FeedbackDecision {
  const breach = gravestBreach(evidence, thresholds);
  if (evidence.stage === "live") return decideLive(evidence, breach);
  // A drawdown between the two limits only stands in the way of a promotion: it is one of the checks below.
  if (breach !== undefined && breach.kind !== "max-drawdown") {
    return { kind: "retire", reason: `Retire: ${breach.reason}.` };
  }
  const missing = missingEvidence(evidence, thresholds);
  if (missing !== undefined) return { kind: "hold", reason: `Hold: the evidence is short, ${missing}.` };
  const checks = promotionChecks(evidence, thresholds);
  const failed = checks.filter((check) => !check.passed);
  if (failed.length > 0) {
    return { kind: "hold", reason: `Hold: ${failed.map((check) => check.text).join("; ")}.` };
  }
  const { days, metrics } = evidence;
  const reason = `Promote: ${days} days and ${metrics.trades} round trips; ${checks.map((check) => check.text).join("; ")}.`;
  return { kind: "promote", to: "live-proposed", reason };
}
