import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SystemClock } from "../../../packages/cli/src/adapters/system-clock.ts";
import { openHomeServices } from "../../../packages/cli/src/composition/home-services.ts";
import { type RealCampaign, realCampaign } from "./real-campaign.ts";
import { REAL_MARKETS } from "./real-markets.ts";

/** Runs one campaign on each real history whose file is in the folder, in one temporary home. */
export async function runReal(folder: string, onProgress: (name: string) => void): Promise<readonly RealCampaign[]> {
  const homePath = await mkdtemp(join(tmpdir(), "rara-bench-real-"));
  try {
    await using services = await openHomeServices(homePath, new SystemClock());
    const campaigns: RealCampaign[] = [];
    for (const market of REAL_MARKETS) {
      onProgress(`${market.instrument} ${market.timeframe}`);
      campaigns.push(await realCampaign(services, market, folder));
    }
    return campaigns;
  } finally {
    await rm(homePath, { recursive: true, force: true });
  }
}
