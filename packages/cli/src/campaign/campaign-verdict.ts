import type { ExperimentState } from "@rara-trading/domain";
import type { LoggedTrial, RunSummary } from "@rara-trading/research";

type Accepted = Extract<ExperimentState, { readonly kind: "accepted" }>;

/** What the vault said of the accepted ones: where it is recorded only, they are on paper whatever it said. */
function vaultInWords(accepted: readonly Accepted[]): string {
  const asked = accepted.flatMap(({ vault }) => vault ?? []);
  const confirmed = asked.filter((vault) => vault.confirmed).length;
  if (asked.length === 0) return "Nobody looked into the vault.";
  if (accepted.length > 1) return `The vault confirmed ${confirmed} of them.`;
  return confirmed === 1 ? "The vault confirmed it." : "The vault did not confirm it.";
}

/** Returns what became of a run, in one or two sentences. */
export function campaignVerdict(
  run: RunSummary,
  trials: readonly LoggedTrial[],
  best: LoggedTrial | undefined,
): string {
  const tries = trials.length === 1 ? "1 hypothesis" : `${trials.length} hypotheses`;
  const unfinished = run.status === "completed" ? "" : "The run is not finished. ";
  const accepted = trials.flatMap(({ verdict }) => (verdict?.state.kind === "accepted" ? [verdict.state] : []));
  if (accepted.length > 0) {
    const which = accepted.length === 1 ? "One passed" : `${accepted.length} passed`;
    const ids = accepted.map(({ strategyId }) => strategyId).join(", ");
    return `${unfinished}${which} G0 to G7, of ${tries}, and went on paper: ${ids}. ${vaultInWords(accepted)}`;
  }
  if (best === undefined) return `${unfinished}None of ${tries} has a Sharpe ratio.`;
  const { verdict, metrics } = best;
  const found = `the best of ${tries} has a Sharpe ratio of ${(metrics?.sharpe ?? 0).toFixed(2)} on the research span`;
  if (verdict === null) return `${unfinished}Nothing was promoted so far: ${found}.`;
  const { state } = verdict;
  if (state.kind !== "rejected") return `${unfinished}Nothing was promoted: ${found}.`;
  return `${unfinished}Nothing was promoted: ${found} and was refused by ${state.gate}. ${state.reason}`;
}
