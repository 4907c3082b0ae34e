import type { LoggedTrial, RunSummary } from "@rara-trading/research";

/** Returns what became of a run, in one or two sentences. */
export function campaignVerdict(
  run: RunSummary,
  trials: readonly LoggedTrial[],
  best: LoggedTrial | undefined,
): string {
  const tries = trials.length === 1 ? "1 hypothesis" : `${trials.length} hypotheses`;
  const unfinished = run.status === "completed" ? "" : "The run is not finished. ";
  const accepted = trials.flatMap(({ verdict }) =>
    verdict?.state.kind === "accepted" ? [verdict.state.strategyId] : [],
  );
  if (accepted.length > 0) {
    const which = accepted.length === 1 ? "One passed" : `${accepted.length} passed`;
    return `${unfinished}${which} every gate, of ${tries}, and went on paper: ${accepted.join(", ")}.`;
  }
  if (best === undefined) return `${unfinished}None of ${tries} has a Sharpe ratio.`;
  const { verdict, metrics } = best;
  const found = `the best of ${tries} has a Sharpe ratio of ${(metrics?.sharpe ?? 0).toFixed(2)} on the research span`;
  if (verdict === null) return `${unfinished}Nothing was promoted so far: ${found}.`;
  const { state } = verdict;
  if (state.kind !== "rejected") return `${unfinished}Nothing was promoted: ${found}.`;
  return `${unfinished}Nothing was promoted: ${found} and was refused by ${state.gate}. ${state.reason}`;
}
