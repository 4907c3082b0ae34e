import { RaraError } from "@rara-trading/domain";
import { regionOf } from "../generator/region.ts";
import { METRIC_GATES } from "../gates/metric-gates.ts";
import { HALVING_GATE } from "../halving/rung.ts";
import { FAMILIES } from "../hypothesis/strategy-tree.ts";
import { canonicalJson } from "../ledger/canonical-json.ts";
import { type LoggedTrial, READ_ROWS_MAX, type RunSummary, type TrialLedger } from "../ledger/trial-ledger.ts";
import { isTree, readTrialRule } from "../model/trial-rule.ts";
import { MemoryTally } from "./memory-tally.ts";
import type { SearchMemory } from "./search-memory.ts";

/** Earlier runs that are remembered, the latest. */
const RUNS_MAX = 50;
/** Their trials that are remembered. */
const TRIALS_MAX = 20_000;

/** The settings of a campaign; a person's sweep has others, and its trials are no trees. */
function thresholdsOf({ settings }: Pick<RunSummary, "settings">): unknown {
  const has = typeof settings === "object" && settings !== null && "thresholds" in settings;
  return has ? settings.thresholds : undefined;
}

/** Whether a run, as its settings say, drops trials before they have seen all bars. */
export function halves({ settings }: Pick<RunSummary, "settings">): boolean {
  return typeof settings === "object" && settings !== null && "halving" in settings && settings.halving === true;
}

/** What makes a tree the same try in two runs: bars, costs, benchmark and thresholds. */
function questionOf(run: RunSummary): string {
  const { dataHash, benchmark, costs } = run;
  return canonicalJson({ dataHash, benchmark, costs, thresholds: thresholdsOf(run) });
}

/**
 * The gate that refused a trial among those that look at one hypothesis. They speak in the batch that logs the trial: a verdict
 * that is missing, or comes of a later gate, says that it passed them, whenever it is read.
 */
function firstGateOf({ verdict }: Pick<LoggedTrial, "verdict">): string | null {
  if (verdict === null || verdict.state.kind === "accepted") return null;
  if (verdict.state.kind === "failed") return "failed";
  const { gate } = verdict.state;
  return METRIC_GATES.has(gate) || gate === HALVING_GATE ? gate : null;
}

function count(
  tally: MemoryTally,
  trial: LoggedTrial,
  { isSameTry, ownHalves }: { readonly isSameTry: boolean; readonly ownHalves: boolean },
): void {
  const { origin, family } = trial.hypothesis;
  // A neighbour is evidence about its candidate: nobody proposed it, and it may still be.
  if (origin === "neighbour" || FAMILIES.every((name) => name !== family)) return;
  const rule = readTrialRule(trial.tree);
  if (!isTree(rule)) return;
  const gate = firstGateOf(trial);
  tally.add({ region: regionOf(rule), gate });
  // What one search dropped half-way, another that drops nothing has not tried.
  if (isSameTry && (gate !== HALVING_GATE || ownHalves)) tally.tried(trial.hypothesis.treeHash);
}

/**
 * Returns what a run may remember: the trials of earlier campaigns on its series that were logged before the run itself. A
 * resumed run so remembers the same, whatever was logged since. @throws RaraError `research.ledger-orphan` when the
 * ledger does not hold the run.
 */
export async function recallSearches(
  ledger: Pick<TrialLedger, "runs" | "trials">,
  runId: string,
): Promise<SearchMemory> {
  const [own] = await ledger.runs({ runId, limit: 1 });
  if (own === undefined) {
    throw new RaraError(`Expected run ${runId} in the ledger before its search, found none`, {
      category: "bug",
      code: "research.ledger-orphan",
      hint: "Append the run first.",
    });
  }
  const earlier = (await ledger.runs({ limit: READ_ROWS_MAX })).filter(
    (run) =>
      run.seq < own.seq &&
      run.instrument === own.instrument &&
      run.timeframe === own.timeframe &&
      thresholdsOf(run) !== undefined,
  );
  const tally = new MemoryTally();
  for (const run of earlier.slice(0, RUNS_MAX)) {
    const left = TRIALS_MAX - tally.trials;
    if (left <= 0) break;
    const trials = await ledger.trials({ runId: run.runId, order: "index", limit: left });
    const before = trials.filter(({ seq }) => seq < own.seq);
    if (before.length > 0) tally.addRun();
    const about = { isSameTry: questionOf(run) === questionOf(own), ownHalves: halves(own) };
    for (const trial of before) count(tally, trial, about);
  }
  return tally.memory();
}
