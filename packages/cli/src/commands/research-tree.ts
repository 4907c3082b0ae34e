import { existsSync } from "node:fs";
import { lineageHeads, lineageOf } from "../campaign/lineage.ts";
import type { CommandContext } from "../command-context.ts";
import { openHomeServices } from "../composition/home-services.ts";
import { homePaths } from "../home-paths.ts";
import { loggedRun } from "./logged-run.ts";

/** Trials that a run's lineage is read from. */
const TRIALS_MAX = 100_000;

/**
 * Shows from what the hypotheses of a run descend: the accepted ones, or the best when none was accepted.
 * @throws RaraError `research.unknown-run`.
 */
export async function showTree({ homePath, clock }: CommandContext, wanted: string | undefined): Promise<unknown> {
  if (!existsSync(homePaths(homePath).researchDatabase)) return { runId: null, lineages: [] };
  await using services = await openHomeServices(homePath, clock);
  const run = await loggedRun(services.ledger, wanted);
  if (run === undefined) return { runId: null, lineages: [] };
  const trials = await services.ledger.trials({ runId: run.runId, order: "sharpe", limit: TRIALS_MAX });
  const byHypothesis = new Map(trials.map((trial) => [trial.hypothesis.hypothesisId, trial]));
  return { runId: run.runId, lineages: lineageHeads(trials).map((head) => lineageOf(head, byHypothesis)) };
}
