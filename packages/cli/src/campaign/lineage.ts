import type { LoggedTrial } from "@rara-trading/research";

/** Ancestors that one lineage may list. */
const ANCESTORS_MAX = 1_000;

/** A hypothesis in a lineage, after its parents. */
export interface LineageNode {
  readonly experimentId: string;
  readonly hypothesisId: string;
  readonly origin: string;
  readonly parentIds: readonly string[];
  readonly hypothesis: string;
  readonly sharpe: number | null;
  readonly verdict: string;
  /** From 0, within the run. */
  readonly index: number;
}

function nodeOf({ trialId, index, hypothesis, metrics, verdict }: LoggedTrial): LineageNode {
  return {
    experimentId: trialId,
    hypothesisId: hypothesis.hypothesisId,
    origin: hypothesis.origin,
    parentIds: hypothesis.parentIds,
    hypothesis: hypothesis.english,
    sharpe: metrics?.sharpe ?? null,
    verdict: verdict?.state.kind ?? "pending",
    index,
  };
}

/** Returns a hypothesis with all its ancestors, each after its parents, in the order in which they were evaluated. */
export function lineageOf(trial: LoggedTrial, byHypothesis: ReadonlyMap<string, LoggedTrial>): readonly LineageNode[] {
  const found = new Map<string, LoggedTrial>();
  const wanted = [trial.hypothesis.hypothesisId];
  for (let id = wanted.pop(); id !== undefined && found.size < ANCESTORS_MAX; id = wanted.pop()) {
    const next = byHypothesis.get(id);
    if (next === undefined || found.has(id)) continue;
    found.set(id, next);
    wanted.push(...next.hypothesis.parentIds);
  }
  return [...found.values()].sort((a, b) => a.index - b.index).map(nodeOf);
}

/** Returns the hypotheses whose descent is of interest: the accepted ones, or the first when none was accepted. */
export function lineageHeads(bestFirst: readonly LoggedTrial[]): readonly LoggedTrial[] {
  const accepted = bestFirst.filter(({ verdict }) => verdict?.state.kind === "accepted");
  return accepted.length > 0 ? accepted : bestFirst.slice(0, 1);
}
