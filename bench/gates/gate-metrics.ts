import { SeededRandom } from "@rara-trading/domain";
import { powerSpending, saffron } from "@rara-trading/research";
import type { GateCampaignResult } from "./gate-campaign.ts";
import { type GateMarket, RESEARCH_BARS } from "./gate-market.ts";
import { atLeast, atMost, figure, type GateMetric, share, type ShareTarget } from "./gate-metric.ts";
import { type PromotedFigures, SESSIONS } from "./promoted-figures.ts";
import { calibrationSlope } from "./shrunk-sharpe.ts";

/** A promotion is true when what was promoted earns at least .4 of the planted Sharpe ratio on fresh years. */
const TRUE_SHARE = 0.4;

/** Level of the vault's p-value when a single campaign is looked at. */
const VAULT_LEVEL = 0.1;
const LIFETIME_ALPHA = 0.1;
/** Markets with an edge among the 200 campaigns of M5's lifetime. */
const LIFETIME_EDGES = 40;

/** Share of markets with an edge of which M3 speaks. */
const EDGE_SHARE = 0.2;

const isNull = ({ sharpe }: GateMarket): boolean => sharpe === 0;

/** Whether a promotion is of something that is there. */
export function isTrue({ market }: GateCampaignResult, { truth }: PromotedFigures): boolean {
  return !isNull(market) && truth > TRUE_SHARE * market.sharpe;
}

class Results {
  readonly #all: readonly GateCampaignResult[];

  constructor(all: readonly GateCampaignResult[]) {
    this.#all = all;
  }

  of(kind: GateMarket["kind"], sharpe: number): readonly GateCampaignResult[] {
    return this.#all.filter(({ market }) => market.kind === kind && market.sharpe === sharpe);
  }

  /** Campaigns on the markets without an edge that M1 is about. */
  get noise(): readonly GateCampaignResult[] {
    return [...this.of("garch", 0), ...this.of("bootstrap", 0)];
  }

  /** Campaigns on the markets with an edge of S = 2. */
  get edges(): readonly GateCampaignResult[] {
    return [...this.of("momentum", 2), ...this.of("reversion", 2)];
  }

  /**
   * A stream of campaigns, one in five on a market with an edge, in an order drawn from a fixed seed: of at most `unitsMax`
   * with an edge, fewer where there is not enough noise for them.
   */
  mixture(unitsMax: number): readonly GateCampaignResult[] {
    const { edges, noise } = this;
    const random = new SeededRandom("mixture");
    const draw = (from: readonly GateCampaignResult[], count: number): readonly GateCampaignResult[] =>
      from
        .map((result) => ({ result, key: random.next() }))
        .sort((a, b) => a.key - b.key)
        .slice(0, count)
        .map(({ result }) => result);
    const units = Math.min(Math.floor(noise.length / 4), edges.length, unitsMax);
    return draw([...draw(noise, 4 * units), ...draw(edges, units)], 5 * units);
  }
}

/** Whether a campaign promoted anything. */
export const promotes = ({ promoted }: GateCampaignResult): boolean => promoted.length > 0;
/** Whether the vault agrees with a promotion of a campaign. */
export const confirms = ({ promoted }: GateCampaignResult): boolean =>
  promoted.some(({ vaultPValue }) => vaultPValue <= VAULT_LEVEL);

const M1_TARGET: ShareTarget = {
  words: "at most .05, upper bound at most .08",
  met: (point, high) => point <= 0.05 && high <= 0.08,
};

function falsePromotions(results: Results): readonly GateMetric[] {
  const kinds = ["garch", "bootstrap", "gaussian", "sign-flip", "two-state"] as const;
  const pooled = results.noise;
  return [
    share("M1", pooled.filter(promotes).length, pooled.length, M1_TARGET),
    share("M1-seed-gate", pooled.filter(({ seedPromotions }) => seedPromotions > 0).length, pooled.length),
    share("M1-after-vault", pooled.filter(confirms).length, pooled.length),
    ...kinds.map((kind) =>
      share(`M1-${kind}`, results.of(kind, 0).filter(promotes).length, results.of(kind, 0).length),
    ),
  ];
}

/** What is demanded of the power, by market. */
export const POWER_TARGETS: Readonly<Record<string, ShareTarget>> = {
  "momentum-2": atLeast(0.85),
  "reversion-2": atLeast(0.65),
  "momentum-3": atLeast(0.97),
  "reversion-3": atLeast(0.97),
};

function power(results: Results): readonly GateMetric[] {
  const rows: GateMetric[] = [];
  for (const kind of ["momentum", "reversion"] as const) {
    for (const sharpe of [1, 1.5, 2, 3]) {
      const own = results.of(kind, sharpe);
      const found = own.filter((result) => result.promoted.some((one) => isTrue(result, one)));
      const name = `${kind}-${sharpe}`;
      rows.push(share(`M2-${name}`, found.length, own.length, POWER_TARGETS[name] ?? null));
      rows.push(share(`M2-${name}-promotes`, own.filter(promotes).length, own.length));
      rows.push(share(`M2-${name}-after-vault`, own.filter(confirms).length, own.length));
    }
  }
  for (const kind of ["decaying", "cost-killed"] as const) {
    rows.push(share(`promotes-${kind}`, results.of(kind, 2).filter(promotes).length, results.of(kind, 2).length));
  }
  return rows;
}

function promotionsPerCampaign(
  of: readonly GateCampaignResult[],
  counts: (one: PromotedFigures) => boolean = () => true,
): number {
  return of.length === 0 ? 0 : of.reduce((sum, { promoted }) => sum + promoted.filter(counts).length, 0) / of.length;
}

/**
 * Returns the same precision from every campaign instead of the few that a stream draws: promotions a campaign on edges and on noise,
 * weighted as one market in five. It varies less; `null` without a promotion.
 */
function weightedPrecision(edges: readonly GateCampaignResult[], noise: readonly GateCampaignResult[]): number | null {
  const real = EDGE_SHARE * promotionsPerCampaign(edges, ({ truth }) => truth > 0);
  const all = EDGE_SHARE * promotionsPerCampaign(edges) + (1 - EDGE_SHARE) * promotionsPerCampaign(noise);
  return all > 0 ? real / all : null;
}

/** What a stream promoted: whether it earns something on fresh years, and what the vault says. */
function promotedIn(
  stream: readonly GateCampaignResult[],
): readonly { readonly real: boolean; readonly pValue: number }[] {
  return stream.flatMap(({ market, promoted }) =>
    promoted.map((one) => ({ real: !isNull(market) && one.truth > 0, pValue: one.vaultPValue })),
  );
}

function precision(results: Results): readonly GateMetric[] {
  const { edges, noise } = results;
  // All the noise there is: what two hundred campaigns promote is too little for a share.
  const everything = promotedIn(results.mixture(Infinity));
  const promoted = promotedIn(results.mixture(LIFETIME_EDGES));
  const { rejected } = saffron(
    promoted.map(({ pValue }) => pValue),
    { alpha: LIFETIME_ALPHA, spending: powerSpending },
  );
  const discoveries = promoted.filter((_, i) => rejected[i] === true);
  return [
    share("M3", everything.filter(({ real }) => real).length, everything.length, atLeast(0.9)),
    figure("M3-from-every-campaign", edges.length + noise.length, weightedPrecision(edges, noise)),
    share("M5", discoveries.filter(({ real }) => !real).length, discoveries.length, atMost(0.1)),
  ];
}

/** Whether a shrunk Sharpe ratio promises neither a tenth too much nor a tenth too little. */
const CALIBRATED: ShareTarget = { words: "0.9 to 1.1", met: (slope) => slope >= 0.9 && slope <= 1.1 };

function economics(results: Results): readonly GateMetric[] {
  const strong = results.edges.flatMap(({ promoted }) => promoted);
  const sum = (of: (one: PromotedFigures) => number): number => strong.reduce((total, one) => total + of(one), 0);
  const inSample = sum((one) => one.inSample);
  const momentum = results.of("momentum", 2);
  const found = momentum.filter((result) => result.promoted.some((one) => isTrue(result, one))).length;
  const cpu = momentum.reduce((total, { cpuSeconds }) => total + cpuSeconds, 0);
  const all = [...momentum, ...results.of("garch", 0)];
  const trials = all.reduce((total, one) => total + one.trials, 0);
  const minutes = all.reduce((total, one) => total + one.cpuSeconds, 0) / 60;
  return [
    figure("M4", strong.length, inSample > 0 ? sum((one) => one.truth) / inSample : null, atLeast(0.65)),
    figure(
      "M4-shrunk-sharpe-slope",
      strong.length,
      calibrationSlope(strong, { days: RESEARCH_BARS, daysAYear: SESSIONS }),
      CALIBRATED,
    ),
    figure("M6-gates-in-memory-trials-per-cpu-minute", trials, minutes > 0 ? Math.round(trials / minutes) : null),
    figure("M7-cpu-seconds-per-true-promotion", found, found > 0 ? cpu / found : null, atMost(10)),
  ];
}

/** Returns the scoreboard of a set of campaigns. */
export function gateMetrics(campaigns: readonly GateCampaignResult[]): readonly GateMetric[] {
  const results = new Results(campaigns);
  return [...falsePromotions(results), ...power(results), ...precision(results), ...economics(results)];
}
