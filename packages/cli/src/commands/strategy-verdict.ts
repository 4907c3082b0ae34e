import type { SearchEvidence } from "./strategy-evidence.ts";

/** Above this share of splits the choice of the best set is more often wrong than right. */
const OVERFIT_MAX = 0.5;

function percent(share: number): string {
  const value = share * 100;
  return `${value < 1 ? value.toFixed(2) : value.toFixed(0)} %`;
}

function number(value: number): string {
  return String(Number(value.toFixed(4)));
}

function luckSentence({ everyTrial, theseSets, benchmark }: SearchEvidence, level: number): string {
  const { pValue, trials } = everyTrial;
  if (pValue === null) return "It made too few bets to be weighed against luck, so nothing is proven.";
  const beat = benchmark === "cash" ? "" : " and beats holding the instrument";
  const also =
    trials === theseSets.trials || theseSets.pValue === null
      ? ""
      : ` (p = ${number(theseSets.pValue)} if only the ${theseSets.trials} sets of this search had been tried)`;
  return pValue <= level
    ? `Luck alone would show as much in ${percent(pValue)} of searches with the ${trials} trials logged on this history: p = ${number(pValue)}${also}, within the ${number(level)} asked for, so it stands out from luck${beat} on these bars.`
    : `Luck alone would show as much in ${percent(pValue)} of searches with the ${trials} trials logged on this history: p = ${number(pValue)}${also}, above the ${number(level)} asked for, so it may well be luck.`;
}

function overfittingSentence({ overfitting }: SearchEvidence): string {
  if (overfitting === null) return "";
  const { probability, splits } = overfitting;
  const said = `In ${percent(probability)} of ${splits} ways to split the days, the set that was best on one half was no better than the median set on the other half`;
  return probability > OVERFIT_MAX ? ` ${said}: choosing among these sets is overfitting.` : ` ${said}.`;
}

/** Returns in plain English what a search proves of its best set, at the p-value asked for. */
export function searchVerdict(
  best: { readonly words: string; readonly sharpe: number | null; readonly sets: number },
  evidence: SearchEvidence | null,
  level: number,
): string {
  const opening = `The best of ${best.sets} sets is ${best.words}, Sharpe ratio ${best.sharpe === null ? "undefined" : best.sharpe.toFixed(2)}.`;
  if (evidence === null) return `${opening} It was not weighed against luck.`;
  return `${opening} ${luckSentence(evidence, level)}${overfittingSentence(evidence)}`;
}
