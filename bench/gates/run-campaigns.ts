import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { RaraError } from "@rara-trading/domain";
import type { CampaignPlan } from "./campaign-plan.ts";
import type { CampaignTask } from "./campaign-worker.ts";
import type { GateCampaignResult } from "./gate-campaign.ts";

const WORKERS_MAX = 8;

interface Answer {
  readonly place: number;
  readonly result: GateCampaignResult;
}

/**
 * Runs every campaign of the plan on all cores and returns the results in the plan's order: they do not depend on which
 * worker ran what, or when. `onProgress` is called with the number done after each.
 */
export async function runCampaigns(
  { campaigns, trials }: CampaignPlan,
  onProgress: (done: number) => void,
): Promise<readonly GateCampaignResult[]> {
  const results: GateCampaignResult[] = [];
  let next = 0;
  let done = 0;
  const runWorker = async (): Promise<void> => {
    const worker = new Worker(new URL("./campaign-worker.ts", import.meta.url));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const giveNext = (): void => {
      const place = next++;
      const campaign = campaigns[place];
      if (campaign === undefined) return resolve();
      const task: CampaignTask = { place, ...campaign, trials };
      worker.postMessage(task);
    };
    worker.on("message", ({ place, result }: Answer) => {
      results[place] = result;
      onProgress(++done);
      giveNext();
    });
    worker.on("error", reject);
    worker.on("exit", (code) => {
      reject(
        new RaraError(`Expected a worker to finish its campaigns, found that it ended with ${code}`, {
          category: "bug",
          code: "bench.worker-ended",
        }),
      );
    });
    giveNext();
    try {
      await promise;
    } finally {
      await worker.terminate();
    }
  };
  const workers = Math.min(WORKERS_MAX, availableParallelism(), campaigns.length);
  await Promise.all(Array.from({ length: workers }, runWorker));
  return results;
}
