// Runs the campaigns that it is sent, one after the other, and answers each with its result.
import { parentPort } from "node:worker_threads";
import { RaraError } from "@rara-trading/domain";
import { gateCampaign } from "./gate-campaign.ts";
import type { PlannedCampaign } from "./campaign-plan.ts";

/** One campaign to run. */
export interface CampaignTask extends PlannedCampaign {
  readonly place: number;
  readonly trials: number;
}

const port = parentPort;
if (port === null) {
  throw new RaraError("Expected to run as a worker thread, found a process of its own", {
    category: "bug",
    code: "bench.no-port",
  });
}
port.on("message", ({ place, market, replay, trials }: CampaignTask) => {
  void gateCampaign(market, { trials, replay }).then((result) => port.postMessage({ place, result }));
});
