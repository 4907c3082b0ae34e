// `npm run bench:gates`: how often the gates promote noise and find what is there. A table on stderr; with `--json` one
// document `rara.bench.gates/1` on stdout. `--size full` is the published table, `--seeds` names the block of seeds,
// `--only gates` or `--only replay` runs a part of it. `--real FOLDER` runs campaigns on the real histories there instead.
import { parseArgs } from "node:util";
import { campaignPlan, type PlanPart, type PlanSize } from "./campaign-plan.ts";
import type { GateCampaignResult } from "./gate-campaign.ts";
import type { GateMetric } from "./gate-metric.ts";
import { gateMetrics } from "./gate-metrics.ts";
import { replayMetrics } from "./replay-metrics.ts";
import { commitOf } from "./commit-of.ts";
import { runCampaigns } from "./run-campaigns.ts";

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    size: { type: "string", default: "smoke" },
    seeds: { type: "string", default: "tuning" },
    real: { type: "string" },
    only: { type: "string", multiple: true, default: [] },
  },
});

function writeDocument(schema: string, data: unknown): void {
  const indent = process.stdout.isTTY ? 2 : undefined;
  process.stdout.write(`${JSON.stringify({ schema, ok: true, data }, null, indent)}\n`);
}

function cell(value: number | null): string {
  return value === null ? "" : value >= 100 ? String(Math.round(value)) : value.toFixed(3);
}

function rowOf({ id, k, n, point, low, high, target, met }: GateMetric): string {
  const counted = k === null ? `n ${n}` : `${k} of ${n}`;
  const interval = low === null ? "" : `${cell(low)} - ${cell(high)}`;
  const verdict = met === null ? "" : met ? "met" : "NOT MET";
  return `${id.padEnd(42)}${counted.padStart(14)}${cell(point).padStart(9)}  ${interval.padEnd(16)}${(target ?? "").padEnd(38)}${verdict}\n`;
}

function refuse(expected: string, found: unknown): never {
  process.stderr.write(`Expected ${expected}, found ${JSON.stringify(found)}\n`);
  process.exit(2);
}

async function benchReal(folder: string): Promise<void> {
  const { runReal } = await import("./real/run-real.ts");
  const { realTables } = await import("./real/real-table.ts");
  const campaigns = await runReal(folder, (name) => process.stderr.write(`${name}\n`));
  process.stderr.write(`\n${realTables(campaigns)}`);
  if (values.json) writeDocument("rara.bench.gates.real/1", { campaigns });
}

function refusalsAfterG2(campaigns: readonly GateCampaignResult[]): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const { refusals } of campaigns) {
    for (const [gate, count] of Object.entries(refusals)) sums[gate] = (sums[gate] ?? 0) + count;
  }
  return sums;
}

async function benchPlan(size: PlanSize, seeds: string, parts: ReadonlySet<PlanPart>): Promise<void> {
  const plan = campaignPlan(size, seeds, parts);
  // Before the campaigns: their code is that of the files as they are now.
  const commit = await commitOf(import.meta.dirname);
  const started = performance.now();
  const campaigns = await runCampaigns(plan, (done) => {
    if (done % 10 === 0 || done === plan.campaigns.length) {
      process.stderr.write(`${done} of ${plan.campaigns.length} campaigns\r`);
    }
  });
  const seconds = (performance.now() - started) / 1000;
  const metrics = [
    ...(parts.has("gates") ? gateMetrics(campaigns.filter(({ replayed }) => !replayed)) : []),
    ...(parts.has("replay") ? replayMetrics(campaigns.filter(({ replayed }) => replayed)) : []),
  ];
  process.stderr.write("\n");
  for (const metric of metrics) process.stderr.write(rowOf(metric));
  if (!values.json) return;
  const about = { commit, size, seeds, trials: plan.trials, seconds };
  writeDocument("rara.bench.gates/1", { ...about, metrics, refusalsAfterG2: refusalsAfterG2(campaigns) });
}

const PARTS: readonly PlanPart[] = ["gates", "replay"];
const { size, only, real, seeds } = values;
const unknown = only.find((name) => !PARTS.some((part) => part === name));
if (unknown !== undefined) refuse(`--only ${PARTS.join(" or ")}`, unknown);
if (real !== undefined) await benchReal(real);
else if (size !== "smoke" && size !== "full") refuse("--size smoke or full", size);
else await benchPlan(size, seeds, new Set(PARTS.filter((part) => only.length === 0 || only.includes(part))));
