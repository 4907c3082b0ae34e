import { createHash } from "node:crypto";
import type { Clock, PerformanceMetrics } from "@rara-trading/domain";
import type { TrialLedger } from "@rara-trading/research";
import type { ParameterValues } from "@rara-trading/strategy-runtime";
import type { OpenedSeries } from "./strategy-research-bars.ts";
import type { StrategySubject } from "./strategy-subject.ts";

/** The family of trials that a person asked for: their tree is the module, the source and the parameters. */
export const PERSON_FAMILY = "person";

/** Trials that one append carries. */
const APPEND_TRIALS = 200;

/** One set of parameters with what it came to. */
export interface PersonTrial {
  readonly parameters: ParameterValues;
  readonly metrics: PerformanceMetrics | null;
  readonly dailyReturns: Float32Array | null;
}

/** Where and as what trials are logged. */
export interface PersonRun {
  readonly runId: string;
  readonly ledger: TrialLedger;
  readonly clock: Clock;
  readonly subject: StrategySubject;
  readonly opened: OpenedSeries;
  readonly costs: { readonly feeBps: number; readonly slippageBps: number };
  /** What determined the run besides: plain data. */
  readonly settings: unknown;
}

/** Returns the id of a run's trial. */
export function personTrialId(runId: string, index: number): string {
  return `${runId}-${index}`;
}

type Entry = Parameters<TrialLedger["append"]>[0][number];

function trialEntry({ runId, subject, clock }: PersonRun, trial: PersonTrial, index: number): Entry {
  const { parameters, metrics, dailyReturns } = trial;
  const tree = { artifactSha256: subject.sha256, sourceSha256: subject.sourceSha256, parameters };
  const values = Object.entries(parameters).map(([name, value]) => `${name} = ${value}`);
  const trialId = personTrialId(runId, index);
  const hypothesis = {
    hypothesisId: trialId,
    english: `${subject.meta.name} with ${values.length === 0 ? "no parameters" : values.join(", ")}.`,
    treeHash: createHash("sha256").update(JSON.stringify(tree)).digest("hex"),
    family: PERSON_FAMILY,
    origin: "sample" as const,
    parentIds: [],
  };
  return {
    kind: "trial",
    trial: {
      trialId,
      runId,
      index,
      hypothesis,
      tree,
      metrics,
      dailyReturns,
      evaluatedAtMs: clock.nowMs(),
      cpuMs: null,
    },
  };
}

/** Writes a person's trials down: from now on every later search on these bars counts them. */
export async function logTrials(run: PersonRun, trials: readonly PersonTrial[]): Promise<void> {
  const { runId, ledger, clock, opened, costs, settings } = run;
  const { instrument, timeframe } = opened.series;
  const { dataHash } = opened.room.research;
  const facts = { runId, instrument, timeframe, seed: PERSON_FAMILY, dataHash, benchmark: "cash" as const, costs };
  await ledger.append([{ kind: "run", run: { ...facts, settings, startedAtMs: clock.nowMs() } }]);
  for (let from = 0; from < trials.length; from += APPEND_TRIALS) {
    const entries = trials.slice(from, from + APPEND_TRIALS).map((trial, i) => trialEntry(run, trial, from + i));
    await ledger.append(entries);
  }
  const finishedAtMs = clock.nowMs();
  await ledger.append([
    { kind: "run-end", end: { runId, status: "completed", evaluated: trials.length, finishedAtMs } },
  ]);
}
