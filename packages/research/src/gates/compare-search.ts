import { type MarketCalendar, RaraError, type RandomSource } from "@rara-trading/domain";
import type { LoggedReturns } from "../ledger/trial-ledger.ts";
import { modelPValue, type RealityCheckResult } from "../statistics/reality-check.ts";
import { type KeyedReturns, type RealityCheckControl, runRealityCheck } from "../statistics/run-reality-check.ts";
import { drawStationaryResamples } from "../statistics/stationary-bootstrap.ts";
import type { BenchmarkKind } from "./benchmark-kind.ts";
import { atNormalVolatility } from "./excess-returns.ts";
import type { Gate1Thresholds } from "./gate1-thresholds.ts";
import { weighedReturns } from "./weighed-returns.ts";

/** Trials on one instrument that one comparison may weigh: minutes of work; beyond it the search needs a holdout instead. */
const SEARCH_TRIALS_MAX = 500_000;

/** What the search-level test weighs against each other. */
export interface SearchRequest {
  /**
   * Reads the daily returns, as traded, of every trial logged on these bars; asked once a benchmark, any order. A vector of fewer
   * days is that of a trial which was evaluated on the first days only.
   */
  readonly loggedReturns: () => AsyncIterable<LoggedReturns>;
  readonly calendar: MarketCalendar;
  readonly benchmark: BenchmarkKind;
  /** Daily returns of holding the instrument over the same days, at any volatility; `null` for cash. */
  readonly holdReturns: Float64Array | null;
  /** Research days, which no vector has more of. */
  readonly days: number;
  readonly thresholds: Gate1Thresholds;
  readonly random: RandomSource;
}

/** A search weighed against what luck would have shown. */
export interface SearchComparison {
  readonly benchmark: BenchmarkKind;
  /** Logged trials that have returns, whatever run they belong to. */
  readonly trials: number;
  /** Over cash: the returns themselves. */
  readonly overCash: RealityCheckResult;
  /** Over holding the instrument; `null` where the benchmark is cash. */
  readonly overHolding: RealityCheckResult | null;
  /** p-value of the best trial: the p-value of the search. `null` when no trial ever traded. */
  readonly pValue: number | null;
}

/** A p-value with the two of which it is the larger. */
export interface TrialPValue {
  readonly pValue: number;
  readonly overCash: number;
  readonly overHolding: number | null;
}

/**
 * Returns the p-value of the trial whose returns have this hash: with buy-and-hold as benchmark the larger of its
 * p-values over holding and over cash, because a strategy has to beat both (an intersection-union test, Berger 1982);
 * otherwise a market that fell would make standing aside look like skill. `null` when it never traded or is unknown.
 */
export function trialPValue(search: SearchComparison, returnsHash: string): TrialPValue | null {
  const overCash = modelPValue(search.overCash, returnsHash);
  if (overCash === null) return null;
  if (search.overHolding === null) return { pValue: overCash, overCash, overHolding: null };
  const overHolding = modelPValue(search.overHolding, returnsHash);
  if (overHolding === null) return null;
  return { pValue: Math.max(overCash, overHolding), overCash, overHolding };
}

function tooManyTrials(trials: number): RaraError {
  return new RaraError(`Expected at most ${SEARCH_TRIALS_MAX} trials on one instrument, found ${trials}`, {
    category: "refused",
    code: "research.search-too-large",
    hint: "This history has been searched too often to prove anything on it: research another one.",
  });
}

/**
 * Refuses a search that could not be weighed when it is done, for all that was tried on the instrument before and `more`
 * hypotheses. @throws RaraError `research.search-too-large`.
 */
export function refuseTooManyTrials(before: number, more: number): void {
  if (before + more > SEARCH_TRIALS_MAX) throw tooManyTrials(before + more);
}

/** Yields every vector as it is weighed; one that is not weighed as zeros, which have no variance. */
async function* excessModels(request: SearchRequest, benchmark: Float64Array | null): AsyncGenerator<KeyedReturns> {
  let models = 0;
  for await (const logged of request.loggedReturns()) {
    models++;
    if (models > SEARCH_TRIALS_MAX) throw tooManyTrials(models);
    const key = logged.returnsHash;
    const returns = weighedReturns(logged.returns, benchmark, request) ?? new Float64Array(request.days);
    yield { key, returns };
  }
}

function holdingOf({ benchmark, holdReturns, calendar }: SearchRequest): Float64Array | null {
  if (benchmark === "cash") return null;
  const hold = holdReturns === null ? null : atNormalVolatility(holdReturns, calendar);
  if (hold !== null) return hold;
  throw new RaraError("Expected daily returns of holding the instrument that vary, found none", {
    category: "bug",
    code: "research.benchmark-missing",
    hint: "Compute them from the closes of the research span, or set the benchmark to cash.",
  });
}

function bestPValue(search: Omit<SearchComparison, "pValue">): number | null {
  let best: number | null = null;
  for (const key of search.overCash.statistics.keys()) {
    const p = trialPValue({ ...search, pValue: null }, key)?.pValue;
    if (p !== undefined && (best === null || p < best)) best = p;
  }
  return best;
}

/**
 * Weighs every trial logged on a history against the best that luck alone would have shown among them: White's reality
 * check, studentised (Hansen 2005), on daily returns at 10 % volatility, over cash and, where the benchmark is
 * buy-and-hold, over holding the instrument as well. The resamples depend on the random source and the number of days only.
 * @throws the signal's reason when it aborts.
 */
export async function compareSearch(request: SearchRequest, control: RealityCheckControl): Promise<SearchComparison> {
  const { days, thresholds, random, benchmark } = request;
  const { resamples: count, meanBlockDays } = thresholds;
  const resamples = drawStationaryResamples({ days, count, meanBlockDays, random });
  let trials = 0;
  const counting: SearchRequest = {
    ...request,
    async *loggedReturns() {
      trials = 0;
      for await (const logged of request.loggedReturns()) {
        trials += logged.trials;
        yield logged;
      }
    },
  };
  const overCash = await runRealityCheck(excessModels(counting, null), resamples, control);
  const hold = holdingOf(request);
  const again = { ...control, onProgress: (done: number) => control.onProgress?.(overCash.models + done) };
  const overHolding = hold === null ? null : await runRealityCheck(excessModels(counting, hold), resamples, again);
  const search = { benchmark, trials, overCash, overHolding };
  return { ...search, pValue: bestPValue(search) };
}
