import { figuresApart } from "@rara-trading/domain";
import type { FeedbackEvidence } from "../evidence/feedback-evidence.ts";
import { type FeedbackThresholds, PROMOTE_PROBABILITY, WIN_RATE_STANDARD_ERRORS } from "./feedback-thresholds.ts";

/** One condition of a promotion. */
export interface PromotionCheck {
  readonly passed: boolean;
  /** What was found and what was needed, without a full stop. */
  readonly text: string;
}

/** Returns a fraction as a percentage with two decimals: `12.34 %`. */
export function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(2)} %`;
}

/** Returns two fractions as percentages that differ whenever the fractions do, with two decimals where these tell them apart. */
export function percentsApart(actual: number, threshold: number): ReturnType<typeof figuresApart> {
  const texts = figuresApart(actual * 100, threshold * 100);
  return { actual: `${texts.actual} %`, threshold: `${texts.threshold} %` };
}

function sharpeCheck({ metrics }: FeedbackEvidence, { minSharpe }: FeedbackThresholds): PromotionCheck {
  const { sharpe } = metrics;
  if (sharpe === null) return { passed: false, text: `Sharpe undefined, at least ${minSharpe.toFixed(2)}` };
  const texts = figuresApart(sharpe, minSharpe);
  return { passed: sharpe >= minSharpe, text: `Sharpe ${texts.actual}, at least ${texts.threshold}` };
}

function drawdownCheck({ metrics }: FeedbackEvidence, { maxDrawdown }: FeedbackThresholds): PromotionCheck {
  const texts = percentsApart(metrics.maxDrawdown, maxDrawdown);
  return {
    passed: metrics.maxDrawdown <= maxDrawdown,
    text: `drawdown ${texts.actual}, at most ${texts.threshold}`,
  };
}

/** The best of n sessions convinces by luck n times as easily, so the doubt that is left is shared among them (Bonferroni). */
function neededProbability(sessions: number): number {
  return 1 - (1 - PROMOTE_PROBABILITY) / sessions;
}

function probabilityCheck({ positiveMeanProbability, earlierSessions }: FeedbackEvidence): PromotionCheck {
  const sessions = earlierSessions + 1;
  const probability = sessions === 1 ? PROMOTE_PROBABILITY : neededProbability(sessions);
  const counted = sessions === 1 ? "" : ` (session ${sessions} of this strategy)`;
  const name = "probability of a positive mean daily return";
  if (positiveMeanProbability === null) {
    return { passed: false, text: `${name} undefined, at least ${percent(probability)}${counted}` };
  }
  const texts = percentsApart(positiveMeanProbability, probability);
  return {
    passed: positiveMeanProbability >= probability,
    text: `${name} ${texts.actual}, at least ${texts.threshold}${counted}`,
  };
}

/** Paper may win less often than research by chance: by `WIN_RATE_STANDARD_ERRORS` of a binomial share at most. */
function winRateCheck({ metrics, researchWinRate }: FeedbackEvidence): PromotionCheck {
  const { winRate, trades } = metrics;
  if (researchWinRate === null) {
    return { passed: false, text: "win rate cannot be compared, because research recorded none for this strategy" };
  }
  const standardError = Math.sqrt((researchWinRate * (1 - researchWinRate)) / trades);
  const needed = researchWinRate - WIN_RATE_STANDARD_ERRORS * standardError;
  const origin = `(research ${percent(researchWinRate)} less ${WIN_RATE_STANDARD_ERRORS} standard errors)`;
  if (winRate === null) return { passed: false, text: `win rate undefined, at least ${percent(needed)} ${origin}` };
  const texts = percentsApart(winRate, needed);
  return { passed: winRate >= needed, text: `win rate ${texts.actual}, at least ${texts.threshold} ${origin}` };
}

/** Half: the strategy lost in the vault. */
const VAULT_P_VALUE_MAX = 0.5;
const P_DECIMALS = 3;

/** What lost on the bars that nobody saw is not proposed for live; that it is not confirmed there is said, for a person to weigh. */
function vaultChecks({ vault }: FeedbackEvidence): readonly PromotionCheck[] {
  if (vault === null) return [];
  const { pValue, level, confirmed } = vault;
  const needed = `below ${VAULT_P_VALUE_MAX}`;
  if (pValue === null || level === null) return [{ passed: false, text: `p-value in the vault missing, ${needed}` }];
  const verdict = `${confirmed ? "confirmed" : "not confirmed"} at its level of ${level.toPrecision(2)}`;
  const { actual } = figuresApart(pValue, VAULT_P_VALUE_MAX, P_DECIMALS);
  return [{ passed: pValue < VAULT_P_VALUE_MAX, text: `p-value in the vault ${actual}, ${needed} (${verdict})` }];
}

/** Returns every condition of a promotion from paper, with its numbers. The evidence must be long enough. */
export function promotionChecks(evidence: FeedbackEvidence, thresholds: FeedbackThresholds): readonly PromotionCheck[] {
  return [
    sharpeCheck(evidence, thresholds),
    drawdownCheck(evidence, thresholds),
    probabilityCheck(evidence),
    winRateCheck(evidence),
    ...vaultChecks(evidence),
  ];
}
