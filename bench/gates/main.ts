// `npm run bench:gates`: how often the gates promote noise and find what is there. A table on stderr; with `--json` one
// document `rara.bench.gates/1` on stdout. `--size full` is the published table, `--seeds` names the block of seeds,
// `--only gates` or `--only replay` runs a part of it.
import { parseArgs } from "node:util";
import { campaignPlan, type PlanPart } from "./campaign-plan.ts";
import type { GateMetric } from "./gate-metric.ts";
import { gateMetrics } from "./gate-metrics.ts";
import { replayMetrics } from "./replay-metrics.ts";
import { runCampaigns } from "./run-campaigns.ts";

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    size: { type: "string", default: "smoke" },
    seeds: { type: "string", default: "tuning" },
    only: { type: "string", multiple: true, default: [] },
  },
});

function cell(value: number | null): string {
  return value === null ? "" : value >= 100 ? String(Math.round(value)) : value.toFixed(3);
}

function rowOf({ id, k, n, point, low, high, target, met }: GateMetric): string {
  const counted = k === null ? `n ${n}` : `${k} of ${n}`;
  const interval = low === null ? "" : `${cell(low)} - ${cell(high)}`;
  const verdict = met === null ? "" : met ? "met" : "NOT MET";
  return `${id.padEnd(42)}${counted.padStart(14)}${cell(point).padStart(9)}  ${interval.padEnd(16)}${(target ?? "").padEnd(38)}${verdict}\n`;
}

if (values.size !== "smoke" && values.size !== "full") {
  process.stderr.write(`Expected --size smoke or full, found ${JSON.stringify(values.size)}\n`);
  process.exit(2);
}
const PARTS: readonly PlanPart[] = ["gates", "replay"];
const parts = new Set(PARTS.filter((part) => values.only.length === 0 || values.only.includes(part)));
const unknown = values.only.find((name) => !PARTS.some((part) => part === name));
if (unknown !== undefined) {
  process.stderr.write(`Expected --only ${PARTS.join(" or ")}, found ${JSON.stringify(unknown)}\n`);
  process.exit(2);
}
const { size } = values;
const plan = campaignPlan(size, values.seeds, parts);
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
if (values.json) {
  const refusals: Record<string, number> = {};
  for (const { refusals: own } of campaigns) {
    for (const [gate, count] of Object.entries(own)) refusals[gate] = (refusals[gate] ?? 0) + count;
  }
  const data = { size, seeds: values.seeds, trials: plan.trials, seconds, metrics, refusalsAfterG2: refusals };
  const indent = process.stdout.isTTY ? 2 : undefined;
  process.stdout.write(`${JSON.stringify({ schema: "rara.bench.gates/1", ok: true, data }, null, indent)}\n`);
}
