import { RaraError } from "@rara-trading/domain";
import { hasVariance, meanOf } from "./variation.ts";
import { resampledSums, type StationaryResamples } from "./stationary-bootstrap.ts";

/** What a model brought to the test. A model without variance never traded: it is counted, but there is nothing to test. */
export type ModelStatistic =
  | { readonly kind: "tested"; /** sqrt(days) x mean of the returns. */ readonly statistic: number }
  | { readonly kind: "no-variance" };

/** How the models of a search compare with the best that luck alone would have shown. */
export interface RealityCheckResult {
  readonly days: number;
  readonly resamples: number;
  readonly meanBlockDays: number;
  /** Models added, those with equal returns and those without variance included. */
  readonly models: number;
  /** Different return series among them that have variance. */
  readonly distinctModels: number;
  /** Models without variance. */
  readonly idleModels: number;
  /** Key of the best model; `null` when none has variance. */
  readonly bestKey: string | null;
  /** p-value of the best model: the p-value of the search. */
  readonly pValue: number | null;
  /** What each key brought to the test. */
  readonly statistics: ReadonlyMap<string, ModelStatistic>;
  /** The resampled maxima, ascending: the distribution that every statistic is compared with. */
  readonly nullMaxima: Float64Array;
}

function checkReturns(key: string, returns: ArrayLike<number>, days: number): void {
  let sum = 0;
  for (let i = 0; i < returns.length; i++) sum += returns[i] ?? Number.NaN;
  if (returns.length === days && Number.isFinite(sum)) return;
  throw new RaraError(
    `Expected ${days} finite daily returns of model ${key}, found ${returns.length} that sum to ${sum}`,
    {
      category: "bug",
      code: "research.reality-check-returns",
      hint: "Compare models over the same days only, and log a trial that failed without returns.",
    },
  );
}

/**
 * White's reality check (2000) over as many models as are added, one at a time, so that a caller can show progress,
 * stop, or read the models from disk. Statistic of model k: sqrt(n) mean(f_k). Its p-value is single-step: compared
 * with V* = max over all models of sqrt(n) (mean(f*_k) - mean(f_k)), p = (1 + #{V* >= statistic}) / (B + 1).
 */
export class RealityCheck {
  readonly #resamples: StationaryResamples;
  readonly #maxima: Float64Array;
  readonly #sums: Float64Array;
  readonly #totals: Float64Array;
  readonly #statistics = new Map<string, ModelStatistic>();
  #models = 0;
  #idle = 0;

  constructor(resamples: StationaryResamples) {
    this.#resamples = resamples;
    this.#maxima = new Float64Array(resamples.count).fill(-Infinity);
    this.#sums = new Float64Array(resamples.count);
    this.#totals = new Float64Array(resamples.days + 1);
  }

  /**
   * Adds a model: one finite excess return a day, all models over the same days and on one scale of volatility.
   * Models with equal returns must share a key (a hash of the returns); the second is counted and costs nothing.
   * @throws RaraError `research.reality-check-returns` for another number of days or a return that is not finite.
   */
  add(key: string, returns: ArrayLike<number>): ModelStatistic {
    this.#models++;
    const known = this.#statistics.get(key);
    if (known?.kind === "no-variance") this.#idle++;
    if (known !== undefined) return known;
    checkReturns(key, returns, this.#resamples.days);
    const statistic = this.#measure(returns);
    this.#statistics.set(key, statistic);
    if (statistic.kind === "no-variance") this.#idle++;
    return statistic;
  }

  #measure(returns: ArrayLike<number>): ModelStatistic {
    if (!hasVariance(returns)) return { kind: "no-variance" };
    const days = this.#resamples.days;
    const mean = meanOf(returns);
    const totals = this.#totals;
    let total = 0;
    for (let i = 0; i < days; i++) {
      total += (returns[i] ?? Number.NaN) - mean;
      totals[i + 1] = total;
    }
    resampledSums(this.#resamples, totals, this.#sums);
    for (let b = 0; b < this.#sums.length; b++) {
      const sum = this.#sums[b] as number;
      if (sum > (this.#maxima[b] as number)) this.#maxima[b] = sum;
    }
    return { kind: "tested", statistic: Math.sqrt(days) * mean };
  }

  /** Returns the result over the models added so far. */
  result(): RealityCheckResult {
    const { days, count, meanBlockDays } = this.#resamples;
    const nullMaxima = this.#maxima.map((sum) => sum / Math.sqrt(days)).sort();
    let best: { key: string; statistic: number } | undefined;
    let distinctModels = 0;
    for (const [key, model] of this.#statistics) {
      if (model.kind !== "tested") continue;
      distinctModels++;
      const { statistic } = model;
      const better =
        best === undefined || statistic > best.statistic || (statistic === best.statistic && key < best.key);
      if (better) best = { key, statistic };
    }
    return {
      days,
      resamples: count,
      meanBlockDays,
      models: this.#models,
      distinctModels,
      idleModels: this.#idle,
      bestKey: best?.key ?? null,
      pValue: best === undefined ? null : singleStepPValue(best.statistic, nullMaxima),
      statistics: new Map(this.#statistics),
      nullMaxima,
    };
  }
}

/** Returns (1 + #{V* >= statistic}) / (B + 1), where `nullMaxima` holds the B values V* in ascending order. */
export function singleStepPValue(statistic: number, nullMaxima: Float64Array): number {
  let low = 0;
  let high = nullMaxima.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((nullMaxima[middle] as number) < statistic) low = middle + 1;
    else high = middle;
  }
  return (1 + nullMaxima.length - low) / (nullMaxima.length + 1);
}

/** Returns the single-step p-value of one model of the search; `null` when it is unknown or has no variance. */
export function modelPValue(result: RealityCheckResult, key: string): number | null {
  const model = result.statistics.get(key);
  return model?.kind === "tested" ? singleStepPValue(model.statistic, result.nullMaxima) : null;
}
