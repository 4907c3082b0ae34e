import type { LoggedTrial } from "@rara-trading/research";

/** What a test says of a trial. */
export interface TrialSketch {
  readonly index: number;
  readonly sharpe: number | null;
  /** `accepted`, or the check that refused it; `null` while none has spoken. */
  readonly verdict: string | null;
  readonly family?: string;
  readonly turnover?: number;
}

/** Returns a trial as the ledger would hold it. */
export function loggedTrial({ index, sharpe, verdict, family = "trend", turnover = 10 }: TrialSketch): LoggedTrial {
  const state =
    verdict === "accepted"
      ? ({ kind: "accepted", strategyId: "trend-1", checks: [] } as const)
      : ({ kind: "rejected", gate: verdict ?? "", reason: "It was refused.", checks: [] } as const);
  return {
    trialId: `run-t${index + 1}`,
    runId: "run",
    index,
    hypothesis: {
      hypothesisId: `run-h${index + 1}`,
      english: "Long while it rises.",
      treeHash: "0",
      family,
      origin: "sample",
      parentIds: [],
    },
    tree: {},
    metrics: {
      totalReturn: 0.1,
      annualisedReturn: 0.1,
      annualisedVolatility: 0.1,
      sharpe,
      sortino: null,
      maxDrawdown: 0.1,
      calmar: null,
      winRate: null,
      profitFactor: null,
      trades: 10,
      exposure: 0.5,
      turnover,
    },
    evaluatedAtMs: 0,
    cpuMs: null,
    seq: index + 1,
    hash: "0",
    returnsHash: null,
    verdict: verdict === null ? null : { state, decidedAtMs: 0 },
  };
}
