import type { GateMarket } from "./gate-market.ts";

/** How much is run: `smoke` for CI, `full` for the table. */
export type PlanSize = "smoke" | "full";

/** Which rows: those of the gates as they are by default, those with the null replay in the reality check's place. */
export type PlanPart = "gates" | "replay";

/** A campaign to run. */
export interface PlannedCampaign {
  readonly market: GateMarket;
  /** Copies of the null replay that judges it; 0: the reality check does. */
  readonly replay: number;
}

/** Campaigns to run, in the order of the table. */
export interface CampaignPlan {
  readonly campaigns: readonly PlannedCampaign[];
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

/** The first markets of some blocks again, judged by the null replay. */
const REPLAY_BLOCKS: readonly Block[] = [
  { kind: "garch", sharpe: 0, campaigns: { smoke: 1, full: 30 } },
  { kind: "bootstrap", sharpe: 0, campaigns: { smoke: 0, full: 30 } },
  { kind: "momentum", sharpe: 2, campaigns: { smoke: 1, full: 24 } },
  { kind: "reversion", sharpe: 2, campaigns: { smoke: 0, full: 24 } },
];
const REPLAY_COPIES = 39;

/** Returns the campaigns of a size on a block of seeds: the same block is the same markets for ever. */
export function campaignPlan(size: PlanSize, seedBlock: string, parts: ReadonlySet<PlanPart>): CampaignPlan {
  const planned = (blocks: readonly Block[], replay: number): readonly PlannedCampaign[] =>
    blocks.flatMap(({ kind, sharpe, campaigns }) =>
      Array.from({ length: campaigns[size] }, (_, i) => ({
        market: { kind, sharpe, seed: `${seedBlock}-${i}` },
        replay,
      })),
    );
  return {
    campaigns: [
      ...(parts.has("gates") ? planned(BLOCKS, 0) : []),
      ...(parts.has("replay") ? planned(REPLAY_BLOCKS, REPLAY_COPIES) : []),
    ],
    trials: 1_000,
  };
}
