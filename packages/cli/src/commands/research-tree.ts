import { existsSync } from "node:fs";
import { RaraError } from "@rara-trading/domain";
import type { LoggedTrial } from "@rara-trading/research";
import type { CommandContext } from "../command-context.ts";
import { openHomeServices } from "../composition/home-services.ts";
import { homePaths } from "../home-paths.ts";

/** Trials that a run's lineage is read from. */
const TRIALS_MAX = 100_000;
/** Ancestors that one lineage may list. */
const ANCESTORS_MAX = 1_000;

/** A hypothesis in a lineage, after its parents. */
interface LineageNode {
  readonly experimentId: string;
  readonly hypothesisId: string;
  readonly origin: string;
  readonly parentIds: readonly string[];
  readonly hypothesis: string;
  readonly sharpe: number | null;
  readonly verdict: string;
}

function nodeOf({ trialId, hypothesis, metrics, verdict }: LoggedTrial): LineageNode {
  return {
    experimentId: trialId,
    hypothesisId: hypothesis.hypothesisId,
    origin: hypothesis.origin,
    parentIds: hypothesis.parentIds,
    hypothesis: hypothesis.english,
    sharpe: metrics?.sharpe ?? null,
    verdict: verdict?.state.kind ?? "pending",
  };
}

/** Returns a hypothesis with all its ancestors, each after its parents, in the order in which they were evaluated. */
function lineageOf(trial: LoggedTrial, byHypothesis: ReadonlyMap<string, LoggedTrial>): readonly LineageNode[] {
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

/**
 * Shows from what the hypotheses of a run descend: the accepted ones, or the best when none was accepted.
 * @throws RaraError `research.unknown-run`.
 */
export async function showTree({ homePath, clock }: CommandContext, wanted: string | undefined): Promise<unknown> {
  if (!existsSync(homePaths(homePath).researchDatabase)) return { runId: null, lineages: [] };
  await using services = await openHomeServices(homePath, clock);
  const [run] = await services.ledger.runs({ ...(wanted === undefined ? {} : { runId: wanted }), limit: 1 });
  if (run === undefined && wanted === undefined) return { runId: null, lineages: [] };
  if (run === undefined) {
    throw new RaraError(`Expected a logged run, found none with the id ${JSON.stringify(wanted)}`, {
      category: "not-found",
      code: "research.unknown-run",
      hint: "`rara-trading research list` prints the runs.",
    });
  }
  const trials = await services.ledger.trials({ runId: run.runId, order: "sharpe", limit: TRIALS_MAX });
  const byHypothesis = new Map(trials.map((trial) => [trial.hypothesis.hypothesisId, trial]));
  const accepted = trials.filter(({ verdict }) => verdict?.state.kind === "accepted");
  const heads = accepted.length > 0 ? accepted : trials.slice(0, 1);
  return { runId: run.runId, lineages: heads.map((head) => lineageOf(head, byHypothesis)) };
}
