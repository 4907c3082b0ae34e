import type { SeriesKey } from "@rara-trading/domain";
import { loggedReturns } from "../ledger/logged-returns.ts";
import { type LoggedTrial, READ_ROWS_MAX, type TrialLedger } from "../ledger/trial-ledger.ts";
import { type ChoiceEvidence, evidenceOfChoice } from "../statistics/choice-evidence.ts";

/** Trials whose correlations and cross-validation are computed at most: the eigenvalues take time by the cube, and more tell little more. */
const EVIDENCE_TRIALS_MAX = 150;

/** What a run's own trials say of its best. */
export interface RunEvidence extends ChoiceEvidence {
  /** Trials that the figures were computed from: all that have returns, or `EVIDENCE_TRIALS_MAX` of them evenly by index. */
  readonly trialsRead: number;
  /** Days that each of them covers which was not dropped on the first ones; 0 of none. */
  readonly days: number;
}

/** A trial that has daily returns. */
type WithReturns = LoggedTrial & { readonly returnsHash: string };

const NOTHING: RunEvidence = {
  effectiveTrials: null,
  deflatedSharpe: null,
  probabilityOfOverfitting: null,
  trialsRead: 0,
  days: 0,
};

/** Reads the daily returns with these hashes from the ledger. */
export async function returnsByHash(
  ledger: TrialLedger,
  series: SeriesKey,
  hashes: ReadonlySet<string>,
): Promise<ReadonlyMap<string, Float64Array>> {
  const vectors = new Map<string, Float64Array>();
  for await (const { returnsHash, returns } of loggedReturns(ledger, series)) {
    if (hashes.has(returnsHash)) vectors.set(returnsHash, Float64Array.from(returns));
    if (vectors.size === hashes.size) break;
  }
  return vectors;
}

/** Returns at most `max` of the trials, evenly by index, and the best among them. */
function sampled(trials: readonly WithReturns[], best: WithReturns, max: number): readonly WithReturns[] {
  if (trials.length <= max) return trials;
  const places = Array.from({ length: max - 1 }, (_, i) => Math.floor((i * trials.length) / (max - 1)));
  const even = places.flatMap((place) => trials[place] ?? []);
  return even.includes(best) ? even : [...even, best];
}

function hasReturns(trial: LoggedTrial): trial is WithReturns {
  // Neighbours were evaluated for a candidate that was chosen already: they were no choice of the search.
  return trial.returnsHash !== null && trial.hypothesis.origin !== "neighbour";
}

function sharpeOf({ metrics }: LoggedTrial): number {
  return metrics?.sharpe ?? -Infinity;
}

/** Returns what the trials that a run tried say of the best of them; the same whenever it is asked. */
export async function runEvidence(
  ledger: TrialLedger,
  run: SeriesKey & { readonly runId: string },
): Promise<RunEvidence> {
  const { runId, instrument, timeframe } = run;
  const trials = (await ledger.trials({ runId, order: "index", limit: READ_ROWS_MAX })).filter(hasReturns);
  const [first] = trials;
  if (first === undefined) return NOTHING;
  const best = trials.reduce((one, other) => (sharpeOf(other) > sharpeOf(one) ? other : one), first);
  const chosen = sampled(trials, best, EVIDENCE_TRIALS_MAX);
  const hashes = new Set(chosen.map(({ returnsHash }) => returnsHash));
  const vectors = await returnsByHash(ledger, { instrument, timeframe }, hashes);
  const own = vectors.get(best.returnsHash);
  if (own === undefined) return NOTHING;
  const each = chosen.flatMap(({ returnsHash }) => vectors.get(returnsHash) ?? []);
  return { ...evidenceOfChoice(each, own), trialsRead: each.length, days: own.length };
}
