import type { FunnelStage } from "./funnel.ts";
import type { RealCampaign } from "./real-campaign.ts";

const day = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);
const figure = (value: number | null): string => (value === null ? "" : value.toFixed(2));
const nameOf = ({ market }: RealCampaign): string => `${market.instrument} ${market.timeframe}`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const align = head.map((_, i) => (i === 0 ? "---" : "---:"));
  return [head, align, ...rows].map((row) => `| ${row.join(" | ")} |\n`).join("");
}

function stageCell({ members, traded, meanSharpe, positiveShare }: FunnelStage): string {
  if (members === 0) return "0";
  if (traded === 0) return `${members} (none traded)`;
  return `${members}: ${figure(meanSharpe)}, ${figure(positiveShare)}`;
}

/** Returns what was searched, what each gate refused, and how each stage does in the vault, as Markdown tables. */
export function realTables(campaigns: readonly RealCampaign[]): string {
  const gates = [...new Set(campaigns.flatMap(({ refusals }) => Object.keys(refusals)))];
  const stages = campaigns[0]?.stages.map(({ name }) => name) ?? [];
  const searched = table(
    ["market", "fee + slippage, bp", "research bars", "days", "vault", "vault bars", "p of the search", "p by replay"],
    campaigns.map((one) => [
      nameOf(one),
      `${one.market.costs.feeBps} + ${one.market.costs.slippageBps}`,
      String(one.researchBars),
      String(one.researchDays),
      `${day(one.vaultFromMs)} - ${day(one.vaultToMs)}`,
      String(one.vaultBars),
      one.searchPValue?.toFixed(3) ?? "",
      one.replayPValue === null ? "" : `${one.replayPValue.toFixed(3)} (${one.replayCopies})`,
    ]),
  );
  const refused = table(
    ["first refusal", ...campaigns.map(nameOf)],
    [
      ["trials", ...campaigns.map(({ trials }) => String(trials))],
      ...gates.map((gate) => [gate, ...campaigns.map(({ refusals }) => String(refusals[gate] ?? ""))]),
      ["**promoted**", ...campaigns.map(({ promoted }) => String(promoted))],
    ],
  );
  const rest = [...new Set(campaigns.flatMap(({ refusalsWithoutG2 }) => Object.keys(refusalsWithoutG2)))];
  const withoutG2 = table(
    ["without G2", ...campaigns.map(nameOf)],
    rest.map((gate) => [gate, ...campaigns.map(({ refusalsWithoutG2 }) => String(refusalsWithoutG2[gate] ?? ""))]),
  );
  const unseen = table(
    ["in the vault", ...stages, "holding"],
    campaigns.map((one) => [nameOf(one), ...one.stages.map(stageCell), figure(one.holdSharpe)]),
  );
  return `${searched}\n${refused}\n${withoutG2}\n${unseen}`;
}
