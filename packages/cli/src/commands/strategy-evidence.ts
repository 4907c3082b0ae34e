import { daysPerYear } from "@rara-trading/domain";
import {
  deflatedSharpeRatio,
  type LoggedTrial,
  luckySharpe,
  type OverfittingEstimate,
  overfittingOfChoice,
  returnsByHash,
  type SearchComparison,
  trialPValue,
  weighSearch,
} from "@rara-trading/research";
import { type SharpeSample, sharpeSampleOf } from "@rara-trading/simulation";
import type { CommandContext } from "../command-context.ts";
import type { HomeServices } from "../composition/home-services.ts";
import { benchmarkOf, thresholdsOf } from "../composition/research-instrument.ts";
import type { OpenedSeries } from "./strategy-research-bars.ts";

/** The p-value of one trial among some. */
interface LuckFigures {
  /** Trials weighed. */
  readonly trials: number;
  /** White's reality check of the best set; `null` when it never traded. */
  readonly pValue: number | null;
  readonly overCash: number | null;
  readonly overHolding: number | null;
}

/** What a search by hand proves of its best set. */
export interface SearchEvidence {
  readonly benchmark: string;
  /** Against every trial ever logged on this history: the figure that counts. */
  readonly everyTrial: LuckFigures;
  /** Against the sets of this search alone. */
  readonly theseSets: LuckFigures;
  readonly deflatedSharpe: {
    /** Probability that the true Sharpe ratio exceeds what the best of as many worthless sets shows by luck. */
    readonly probability: number | null;
    /** That lucky Sharpe ratio, annualised. */
    readonly luckySharpe: number | null;
    readonly trials: number;
  };
  /** Cross-validation of the choice; `null` with fewer than two sets that move in most blocks, or too few days. */
  readonly overfitting: (OverfittingEstimate & { readonly sets: number; readonly blocks: number }) | null;
}

function overfittingOf(vectors: readonly Float64Array[]): SearchEvidence["overfitting"] {
  const found = overfittingOfChoice(vectors);
  if (found === null) return null;
  const { strategies, ...estimate } = found;
  return { ...estimate, sets: strategies };
}

function varianceOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1);
}

function deflatedOf(
  best: Float64Array | undefined,
  vectors: readonly Float64Array[],
  daysAYear: number,
): SearchEvidence["deflatedSharpe"] {
  const samples = vectors.flatMap((returns): SharpeSample[] => {
    const sample = sharpeSampleOf(returns);
    return sample === null ? [] : [sample];
  });
  const own = best === undefined ? null : sharpeSampleOf(best);
  const trials = vectors.length;
  if (own === null || samples.length < 2) return { probability: null, luckySharpe: null, trials };
  const variance = varianceOf(samples.map(({ sharpe }) => sharpe));
  return {
    probability: deflatedSharpeRatio(own, variance, trials),
    luckySharpe: luckySharpe(variance, trials) * Math.sqrt(daysAYear),
    trials,
  };
}

function luckOf(search: SearchComparison, best: LoggedTrial): LuckFigures {
  const p = best.returnsHash === null ? null : trialPValue(search, best.returnsHash);
  return {
    trials: search.trials,
    pValue: p?.pValue ?? null,
    overCash: p?.overCash ?? null,
    overHolding: p?.overHolding ?? null,
  };
}

/**
 * Weighs the best of a person's trials against what luck would have shown. `null` when it was interrupted meanwhile, or
 * when no trial has returns.
 */
export async function weighTrials(
  context: CommandContext,
  services: HomeServices,
  opened: OpenedSeries,
  trials: readonly LoggedTrial[],
  best: LoggedTrial,
): Promise<SearchEvidence | null> {
  const { research } = context.config;
  const { calendar, room, series } = opened;
  const wanted = new Set(trials.flatMap(({ returnsHash }) => returnsHash ?? []));
  const vectors = await returnsByHash(services.ledger, opened.series, wanted);
  if (vectors.size === 0) return null;
  const each = trials.flatMap(({ returnsHash }) => vectors.get(returnsHash ?? "") ?? []);
  const benchmark = benchmarkOf(series.instrument, research.benchmark);
  const options = { calendar, benchmark, thresholds: thresholdsOf(context.config), seed: research.seed };
  const dependencies = {
    data: room.research,
    ledger: services.ledger,
    clock: context.clock,
    signal: context.signal,
  };
  using progress = context.progress.begin({ label: "reality check", unit: "models" });
  const weigh = (only?: ReadonlySet<string>): Promise<SearchComparison> =>
    weighSearch(dependencies, options, (models) => progress.update(models), only);
  try {
    const every = luckOf(await weigh(), best);
    const own = luckOf(await weigh(new Set(vectors.keys())), best);
    return {
      benchmark,
      everyTrial: every,
      theseSets: { ...own, trials: each.length },
      deflatedSharpe: deflatedOf(vectors.get(best.returnsHash ?? ""), each, daysPerYear(calendar)),
      overfitting: overfittingOf(each),
    };
  } catch (error) {
    if (context.signal.aborted) return null;
    throw error;
  }
}
