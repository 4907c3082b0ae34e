import { RaraError } from "@rara-trading/domain";
import { readFeedbackReport, type WaitingRetrain } from "@rara-trading/feedback";
import type { RunSummary } from "@rara-trading/research";
import type { CommandContext } from "../command-context.ts";
import { type HomeServices, openHomeServices } from "../composition/home-services.ts";
import { strategyRule } from "../composition/search-centre.ts";
import { chooseGenerator } from "./research-generator.ts";
import { runTask } from "./research-run.ts";
import { type ResearchTask, resumedRun } from "./resumed-run.ts";

/** Campaigns one command runs at most. */
const RETRAINS_MAX = 100;

/** Times that one request is begun at most; again only where the bars of the run before have changed. */
const ATTEMPTS_MAX = 100;

/** A request, with the latest run that answers it. */
interface RetrainTask {
  readonly request: WaitingRetrain;
  readonly runId: string;
  /** 1, 2, 3 …: which run of this request it is. */
  readonly attempt: number;
  readonly state: "answered" | "waiting";
  /** What the ledger holds of the run; undefined before it began. */
  readonly begun: RunSummary | undefined;
}

/** What came of one request. */
type RetrainOutcome =
  | { readonly kind: "ran"; readonly run: unknown }
  | { readonly kind: "failed"; readonly run: unknown; readonly error: RaraError };

function runIdOf({ sessionId }: WaitingRetrain, attempt: number): string {
  return attempt === 1 ? `retrain-${sessionId}` : `retrain-${sessionId}-${attempt}`;
}

/** A request is answered by the latest run that its session names, so that it is answered once, whatever dies in between. */
async function taskFor({ ledger }: HomeServices, request: WaitingRetrain): Promise<RetrainTask> {
  let task: RetrainTask = { request, runId: runIdOf(request, 1), attempt: 1, state: "waiting", begun: undefined };
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
    const runId = runIdOf(request, attempt);
    const [begun] = await ledger.runs({ runId, limit: 1 });
    if (begun === undefined) break;
    task = { request, runId, attempt, state: begun.status === "completed" ? "answered" : "waiting", begun };
  }
  return task;
}

async function retrainTasks(services: HomeServices): Promise<readonly RetrainTask[]> {
  const { retrainRequests } = await readFeedbackReport(services.bus);
  return Promise.all(retrainRequests.map((request) => taskFor(services, request)));
}

/** A run that began goes on under the settings it began with, whatever is configured now. */
async function taskOf(
  context: CommandContext,
  services: HomeServices,
  { request, runId, begun }: RetrainTask,
): Promise<ResearchTask> {
  if (begun !== undefined) return resumedRun(context, services, begun);
  const { centre, ...series } = await strategyRule(services, request.strategyId);
  if (centre === undefined) {
    context.output.note(`${request.strategyId} is code, which nothing can vary: its market is searched everywhere.`);
  }
  const { research } = context.config;
  // Another seed than the campaign that found it, and the same one whenever the request is answered.
  const config = { ...context.config, research: { ...research, seed: `${research.seed}/${runId}`.slice(0, 100) } };
  const chosen = chooseGenerator(context, { generator: research.generator, resumed: false });
  return { runId, series, config, chosen, ...(centre !== undefined && { around: centre }) };
}

/**
 * Answers one request, by a new run where the bars of its unfinished one have changed since. A failure is an outcome, so that
 * the next one gets its answer; an interruption is not.
 */
async function answer(context: CommandContext, services: HomeServices, task: RetrainTask): Promise<RetrainOutcome> {
  const { request, runId } = task;
  context.output.note(`Searching around ${request.strategyId}. ${request.reason}`);
  try {
    const { document, failure } = await runTask(context, services, await taskOf(context, services, task));
    if (failure !== undefined) throw failure;
    return { kind: "ran", run: document };
  } catch (thrown) {
    if (context.signal.aborted) throw thrown;
    const error = RaraError.from(thrown);
    const { code, message, hint = null } = error;
    const attempt = task.attempt + 1;
    if (code === "research.bars-changed" && attempt <= ATTEMPTS_MAX) {
      const next = runIdOf(request, attempt);
      context.output.note(`${message}. What it tried still counts; the request is answered by ${next}.`);
      return answer(context, services, { ...task, runId: next, attempt, begun: undefined });
    }
    const next = hint === null ? "" : ` ${hint}`;
    context.output.note(`The request about ${request.strategyId} was not answered (${code}): ${message}.${next}`);
    const run = { runId, status: "failed", around: request.strategyId, error: { code, message, hint } };
    return { kind: "failed", run, error };
  }
}

/** The command fails as its first failed request did. */
function retrainFailed(first: RaraError, failures: number, details: unknown): RaraError {
  return new RaraError(`Expected every request to be answered, found ${failures} that failed: ${first.message}`, {
    category: first.category,
    code: "research.retrain-failed",
    hint: "`details.runs` tells of each why. What was not answered still waits for the next `research retrain`.",
    cause: first,
    details,
  });
}

/**
 * Runs a campaign around each strategy that feedback gave up and asked a better one for, oldest request first.
 * @throws RaraError `research.retrain-failed`, in the category of the first failure, once every request had its turn.
 */
export async function retrain(context: CommandContext, limit: number | undefined): Promise<unknown> {
  await using services = await openHomeServices(context.homePath, context.clock);
  const tasks = await retrainTasks(services);
  const waiting = tasks.filter(({ state }) => state === "waiting").slice(0, limit ?? RETRAINS_MAX);
  const outcomes: RetrainOutcome[] = [];
  for (const task of waiting) {
    if (context.signal.aborted) break;
    outcomes.push(await answer(context, services, task));
  }
  const now = await retrainTasks(services);
  const requests = now.map(({ request, runId, state }) => ({ ...request, runId, state }));
  const document = { requests, runs: outcomes.map(({ run }) => run) };
  const errors = outcomes.flatMap((outcome) => (outcome.kind === "failed" ? [outcome.error] : []));
  const [first] = errors;
  // Who was interrupted gets the document, and the exit code of an interruption.
  if (first === undefined || context.signal.aborted) return document;
  throw retrainFailed(first, errors.length, document);
}
