import { Worker } from "node:worker_threads";
import { type ErrorCategory, RaraError } from "@rara-trading/domain";
import type { CampaignProgress } from "@rara-trading/research";
import {
  type CampaignMessage,
  type CampaignResult,
  type CampaignWorkerData,
  STOP_MESSAGE,
} from "./campaign-message.ts";

/** The worker's file stands beside this one, as source and as a build. */
const WORKER_URL = new URL(
  `./campaign-worker${import.meta.url.slice(import.meta.url.lastIndexOf("."))}`,
  import.meta.url,
);

/**
 * Runs one campaign in a thread of its own and resolves with what it came to. When `signal` aborts, the campaign ends
 * after its batch and resolves as interrupted. @throws RaraError what the campaign threw.
 */
export function runCampaignWorker(
  data: CampaignWorkerData,
  onProgress: (progress: CampaignProgress) => void,
  signal: AbortSignal,
): Promise<CampaignResult> {
  const { promise, resolve, reject } = Promise.withResolvers<CampaignResult>();
  const worker = new Worker(WORKER_URL, { workerData: data });
  const stop = (): void => worker.postMessage(STOP_MESSAGE);
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  worker.on("message", (message: CampaignMessage) => {
    if (message.kind === "progress") onProgress(message.progress);
    else if (message.kind === "result") resolve(message.result);
    else {
      const { code, hint } = message;
      const category = message.category as ErrorCategory;
      reject(new RaraError(message.message, { category, code, ...(hint === undefined ? {} : { hint }) }));
    }
  });
  worker.on("error", reject);
  worker.on("exit", (exitCode) => {
    signal.removeEventListener("abort", stop);
    reject(
      new RaraError(
        `Expected the campaign of ${data.series.instrument} to answer, found that its thread ended (${exitCode})`,
        {
          category: "bug",
          code: "demo.worker-ended",
        },
      ),
    );
  });
  return promise;
}
