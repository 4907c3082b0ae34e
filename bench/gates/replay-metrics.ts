import type { GateCampaignResult } from "./gate-campaign.ts";
import { atMost, figure, type GateMetric, share } from "./gate-metric.ts";
import { confirms, isTrue, POWER_TARGETS, promotes } from "./gate-metrics.ts";

function promoting(id: string, own: readonly GateCampaignResult[], limit?: number): GateMetric {
  return share(id, own.filter(promotes).length, own.length, limit === undefined ? null : atMost(limit));
}

function confirmed(id: string, own: readonly GateCampaignResult[]): GateMetric {
  return share(id, own.filter(confirms).length, own.length);
}

/** Returns the rows of campaigns that the null replay judged in place of the reality check. */
export function replayMetrics(campaigns: readonly GateCampaignResult[]): readonly GateMetric[] {
  const of = (kind: string, sharpe: number): readonly GateCampaignResult[] =>
    campaigns.filter(({ market }) => market.kind === kind && market.sharpe === sharpe);
  const garch = of("garch", 0);
  const bootstrap = of("bootstrap", 0);
  const rows = [
    // No bound is demanded of 60 markets: were the rate .05, its upper bound would be .14.
    promoting("replay-M1", [...garch, ...bootstrap], 0.05),
    confirmed("replay-M1-after-vault", [...garch, ...bootstrap]),
    promoting("replay-M1-garch", garch),
    promoting("replay-M1-bootstrap", bootstrap),
  ];
  for (const kind of ["momentum", "reversion"] as const) {
    const own = of(kind, 2);
    const found = own.filter((result) => result.promoted.some((one) => isTrue(result, one)));
    rows.push(share(`replay-M2-${kind}-2`, found.length, own.length, POWER_TARGETS[`${kind}-2`] ?? null));
    rows.push(promoting(`replay-M2-${kind}-2-promotes`, own));
    rows.push(confirmed(`replay-M2-${kind}-2-after-vault`, own));
  }
  const seconds = campaigns.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
  const copies = campaigns.reduce((sum, one) => sum + one.copies, 0);
  const count = campaigns.length;
  return [
    ...rows,
    figure("replay-cpu-seconds-per-campaign", count, count === 0 ? null : seconds / count),
    figure("replay-copies-per-campaign", count, count === 0 ? null : copies / count),
  ];
}
