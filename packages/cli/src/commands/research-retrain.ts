import { readFeedbackReport, type WaitingRetrain } from "@rara-trading/feedback";
import type { CommandContext } from "../command-context.ts";
import { type HomeServices, openHomeServices } from "../composition/home-services.ts";
import { strategyRule } from "../composition/search-centre.ts";
import { chooseGenerator } from "./research-generator.ts";
import { type ResearchTask, runTask } from "./research-run.ts";

/** Campaigns one command runs at most. */
const RETRAINS_MAX = 100;

/** A request, with the run that answers it. */
interface RetrainTask {
  readonly request: WaitingRetrain;
  readonly runId: string;
  readonly state: "answered" | "waiting";
}

/** A request is answered by the one run that its session names, so that it is answered once, whatever dies in between. */
async function retrainTasks({ bus, ledger }: HomeServices): Promise<readonly RetrainTask[]> {
  const { retrainRequests } = await readFeedbackReport(bus);
  return Promise.all(
    retrainRequests.map(async (request): Promise<RetrainTask> => {
      const runId = `retrain-${request.sessionId}`;
      const [run] = await ledger.runs({ runId, limit: 1 });
      return { request, runId, state: run?.status === "completed" ? "answered" : "waiting" };
    }),
  );
}

async function taskOf(
  context: CommandContext,
  services: HomeServices,
  { request, runId }: RetrainTask,
): Promise<ResearchTask> {
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

/** Runs a campaign around each strategy that feedback gave up and asked a better one for, oldest request first. */
export async function retrain(context: CommandContext, limit: number | undefined): Promise<unknown> {
  await using services = await openHomeServices(context.homePath, context.clock);
  const tasks = await retrainTasks(services);
  const waiting = tasks.filter(({ state }) => state === "waiting").slice(0, limit ?? RETRAINS_MAX);
  const runs: unknown[] = [];
  for (const task of waiting) {
    if (context.signal.aborted) break;
    const { strategyId, reason } = task.request;
    context.output.note(`Searching around ${strategyId}. ${reason}`);
    runs.push(await runTask(context, services, await taskOf(context, services, task)));
  }
  const now = await retrainTasks(services);
  return { requests: now.map(({ request, runId, state }) => ({ ...request, runId, state })), runs };
}
