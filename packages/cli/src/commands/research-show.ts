import { type EventType, RaraError, type StoredEvent } from "@rara-trading/domain";
import {
  type LoggedTrial,
  printAssemblyScript,
  readTrialRule,
  type TrialLedger,
  type TrialRule,
} from "@rara-trading/research";
import { lineDiff } from "../campaign/line-diff.ts";
import { shownChecks } from "../campaign/shown-checks.ts";
import type { CommandContext } from "../command-context.ts";
import { trialSpans } from "./research-trial-spans.ts";
import { openExistingHome, verdictDocument } from "./research-views.ts";
import { PERSON_FAMILY } from "./strategy-trials.ts";

/** Events of a walk that are read at most; the log returns no more at once. */
const WALK_EVENTS_MAX = 100_000;
/** One comes with every bar on paper, and buries the events that decided something. */
const EQUITY_MARK: EventType = "trading.equity.marked";
/** Parents to which the difference is shown; a crossover has two, a model names a few. */
const PARENTS_MAX = 5;

/** Returns what a trial traded as a rule; `null` of a person's, whose tree names a module and parameters. */
function ruleOf({ hypothesis, tree }: LoggedTrial): TrialRule | null {
  return hypothesis.family === PERSON_FAMILY ? null : readTrialRule(tree);
}

/** Returns a rule as code: a tree printed, a model's own code as it is; `null` where there is none. */
function codeOf(rule: TrialRule | null): string | null {
  if (rule === null || rule.kind === "none") return null;
  return rule.kind === "code" ? rule.source : printAssemblyScript(rule);
}

/** Returns the trial of a hypothesis: both are numbered alike within their run. */
async function trialOfHypothesis(ledger: TrialLedger, hypothesisId: string): Promise<LoggedTrial | undefined> {
  const trial = await ledger.trial(hypothesisId.replace(/-h(\d+)$/, "-t$1"));
  return trial?.hypothesis.hypothesisId === hypothesisId ? trial : undefined;
}

/** Returns each parent with what was changed in its code; `diff` is `null` where one of the two has no code. */
async function parentsOf(ledger: TrialLedger, trial: LoggedTrial, code: string | null): Promise<readonly unknown[]> {
  const ids = trial.hypothesis.parentIds.slice(0, PARENTS_MAX);
  return Promise.all(
    ids.map(async (hypothesisId) => {
      const parent = await trialOfHypothesis(ledger, hypothesisId);
      const before = parent === undefined ? null : codeOf(ruleOf(parent));
      return {
        hypothesisId,
        experimentId: parent?.trialId ?? null,
        hypothesis: parent?.hypothesis.english ?? null,
        sharpe: parent?.metrics?.sharpe ?? null,
        diff: before === null || code === null ? null : lineDiff(before, code),
      };
    }),
  );
}

/** Returns the events of a walk in order; equity marks are counted instead of listed, unless `all` are wanted. */
function walkDocument(
  events: readonly StoredEvent[],
  all: boolean,
): { readonly walk: readonly unknown[]; readonly omitted: Readonly<Record<string, number>> } {
  const listed = all ? events : events.filter(({ type }) => type !== EQUITY_MARK);
  const omitted = events.length - listed.length;
  return {
    walk: listed.map(({ seq, type, occurredAtMs, payload }) => ({ seq, type, occurredAtMs, payload })),
    omitted: omitted === 0 ? {} : { [EQUITY_MARK]: omitted },
  };
}

/**
 * Shows everything that is known of one hypothesis. Nothing is evaluated: what nobody looked at stays unknown. `all` lists the
 * equity marks of its walk as well.
 * @throws RaraError `research.unknown-experiment`.
 */
export async function showExperiment(context: CommandContext, experimentId: string, all: boolean): Promise<unknown> {
  await using home = await openExistingHome(context);
  const trial = await home?.ledger.trial(experimentId);
  if (home === undefined || trial === undefined) {
    throw new RaraError(`Expected a logged experiment, found none with the id ${JSON.stringify(experimentId)}`, {
      category: "not-found",
      code: "research.unknown-experiment",
      hint: "`rara-trading research list` prints the ids.",
    });
  }
  const rule = ruleOf(trial);
  const code = codeOf(rule);
  const events = await home.bus.readByCorrelation(experimentId, WALK_EVENTS_MAX);
  if (events.length === WALK_EVENTS_MAX) context.output.note(`Only the first ${WALK_EVENTS_MAX} events were read.`);
  const spans = await trialSpans(home, trial);
  const { state } = trial.verdict ?? {};
  return {
    experimentId,
    runId: trial.runId,
    index: trial.index,
    hypothesis: trial.hypothesis,
    ...verdictDocument(trial),
    strategyId: state?.kind === "accepted" ? state.strategyId : null,
    checks: state === undefined || state.kind === "failed" ? [] : shownChecks(state),
    validation: (state?.kind === "accepted" ? state.validation : undefined) ?? null,
    vault: (state?.kind === "accepted" ? state.vault : undefined) ?? null,
    metrics: trial.metrics,
    spans,
    model: trial.model ?? null,
    tree: rule ?? trial.tree,
    code,
    parents: await parentsOf(home.ledger, trial, code),
    ledger: { seq: trial.seq, hash: trial.hash, returnsHash: trial.returnsHash, evaluatedAtMs: trial.evaluatedAtMs },
    ...walkDocument(events, all),
  };
}
