import { canonicalJson } from "../ledger/canonical-json.ts";
import { sha256Hex } from "../ledger/return-vector.ts";
import type { CampaignDependencies, CampaignOptions } from "./campaign-options.ts";
import { runFacts } from "./run-campaign.ts";

/** Hex digits of a run's id: enough for a home folder's lifetime of runs. */
const RUN_ID_DIGITS = 10;

/**
 * Returns the id of the first run of a campaign: `run-` and ten hex digits of a sha256 over everything that determines its
 * trials (seed, series, data, costs, settings), so that the same campaign has the same ids and hashes in every home folder.
 */
export function seededRunId(
  { data }: Pick<CampaignDependencies, "data">,
  options: Omit<CampaignOptions, "runId">,
): string {
  const {
    runId: _none,
    startedAtMs: _never,
    ...facts
  } = runFacts({ data, clock: NO_CLOCK }, { ...options, runId: "" });
  return `run-${sha256Hex(canonicalJson(facts)).slice(0, RUN_ID_DIGITS)}`;
}

const NO_CLOCK = { nowMs: (): number => 0 };
