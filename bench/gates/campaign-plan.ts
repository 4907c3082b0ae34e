import type { GateMarket } from "./gate-market.ts";

/** How much is run: `smoke` for CI, `full` for the table. */
export type PlanSize = "smoke" | "full";

/** Campaigns to run, in the order of the table. */
export interface CampaignPlan {
  readonly markets: readonly GateMarket[];
  readonly trials: number;
}

interface Block {
  readonly kind: GateMarket["kind"];
  readonly sharpe: number;
  readonly campaigns: Readonly<Record<PlanSize, number>>;
}

const BLOCKS: readonly Block[] = [
  { kind: "garch", sharpe: 0, campaigns: { smoke: 4, full: 200 } },
  { kind: "bootstrap", sharpe: 0, campaigns: { smoke: 4, full: 200 } },
  { kind: "gaussian", sharpe: 0, campaigns: { smoke: 0, full: 40 } },
  { kind: "sign-flip", sharpe: 0, campaigns: { smoke: 0, full: 40 } },
  { kind: "two-state", sharpe: 0, campaigns: { smoke: 0, full: 40 } },
  { kind: "momentum", sharpe: 1, campaigns: { smoke: 0, full: 100 } },
  { kind: "momentum", sharpe: 1.5, campaigns: { smoke: 0, full: 100 } },
  { kind: "momentum", sharpe: 2, campaigns: { smoke: 2, full: 100 } },
  { kind: "momentum", sharpe: 3, campaigns: { smoke: 2, full: 100 } },
  { kind: "reversion", sharpe: 1, campaigns: { smoke: 0, full: 100 } },
  { kind: "reversion", sharpe: 1.5, campaigns: { smoke: 0, full: 100 } },
  { kind: "reversion", sharpe: 2, campaigns: { smoke: 2, full: 100 } },
  { kind: "reversion", sharpe: 3, campaigns: { smoke: 2, full: 100 } },
  { kind: "decaying", sharpe: 2, campaigns: { smoke: 0, full: 40 } },
  { kind: "cost-killed", sharpe: 2, campaigns: { smoke: 0, full: 40 } },
];

/** Returns the campaigns of a size on a block of seeds: the same block is the same markets for ever. */
export function campaignPlan(size: PlanSize, seedBlock: string): CampaignPlan {
  const markets = BLOCKS.flatMap(({ kind, sharpe, campaigns }) =>
    Array.from({ length: campaigns[size] }, (_, i) => ({ kind, sharpe, seed: `${seedBlock}-${i}` })),
  );
  return { markets, trials: 1_000 };
}
