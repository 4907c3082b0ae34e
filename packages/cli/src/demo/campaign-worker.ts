import { parentPort, workerData } from "node:worker_threads";
import { RaraError } from "@rara-trading/domain";
import { buyAndHoldReturns } from "@rara-trading/research";
import { compound, scaleReturns, volatilityFactor } from "@rara-trading/simulation";
import { calendarOf } from "@rara-trading/domain";
import { SystemClock } from "../adapters/system-clock.ts";
import { openHomeServices } from "../composition/home-services.ts";
import { researchInstrument, type ResearchRun } from "../composition/research-instrument.ts";
import {
  type CampaignMessage,
  type CampaignResult,
  type CampaignWorkerData,
  type ResearchCurves,
  STOP_MESSAGE,
} from "./campaign-message.ts";

function curvesOf({ outcome, data }: ResearchRun, { series }: CampaignWorkerData): ResearchCurves {
  const calendar = calendarOf(series.instrument);
  const growth = (returns: Float64Array): Float64Array =>
    compound(scaleReturns(returns, volatilityFactor(returns, calendar)));
  return {
    fromMs: data.candles.openTimeMs[0] ?? 0,
    toMs: data.candles.openTimeMs.at(-1) ?? 0,
    best: growth(Float64Array.from(outcome.best?.trial.dailyReturns ?? [])),
    hold: growth(buyAndHoldReturns(data.candles)),
  };
}

async function campaign(send: (message: CampaignMessage) => void, signal: AbortSignal): Promise<CampaignResult> {
  // Set by `runCampaignWorker`, which is the only one to start this file.
  const task = workerData as CampaignWorkerData;
  const clock = new SystemClock();
  const startedAtMs = clock.nowMs();
  await using services = await openHomeServices(task.homePath, clock);
  const { series, runId, seed, config } = task;
  const onProgress = (progress: Extract<CampaignMessage, { kind: "progress" }>["progress"]): void =>
    send({ kind: "progress", progress });
  const run = await researchInstrument(services, { runId, series, seed, config, onProgress, signal });
  const wallSeconds = (clock.nowMs() - startedAtMs) / 1000;
  return { outcome: run.outcome, benchmark: run.benchmark, curves: curvesOf(run, task), wallSeconds };
}

async function main(): Promise<void> {
  const port = parentPort;
  if (port === null) throw new TypeError("Expected to run in a worker thread, found the main thread");
  const stop = new AbortController();
  port.on("message", (message) => {
    if (message === STOP_MESSAGE) stop.abort();
  });
  const send = (message: CampaignMessage): void => port.postMessage(message);
  try {
    send({ kind: "result", result: await campaign(send, stop.signal) });
  } catch (error) {
    const { category, code, message, hint } = RaraError.from(error);
    send({ kind: "failed", category, code, message, hint });
  }
  port.close();
}

await main();
