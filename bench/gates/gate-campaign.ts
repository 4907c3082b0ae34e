import { type Clock, type RandomSource, SeededRandom, type TradingCosts } from "@rara-trading/domain";
import {
  beginRound,
  ColumnCache,
  compareSearch,
  DEFAULT_GATE1_THRESHOLDS,
  type Gate1Thresholds,
  hashReturns,
  InlineTrialEvaluator,
  judgeTrials,
  MapElitesGenerator,
  ProposalEvaluator,
  reportRound,
  ROUND_TRIALS,
  type SearchComparison,
  type SearchMemory,
  type TrialRecord,
} from "@rara-trading/research";
import { type GateMarket, marketBars, MARKET_BARS, RESEARCH_BARS, sliceOf } from "./gate-market.ts";
import { type PromotedFigures, promotedFigures } from "./promoted-figures.ts";

/** 5 bp per unit of turnover; the cost-killed market charges 40, which turns its planted Sharpe ratio of 2 into -.5. */
const COSTS: TradingCosts = { feeBps: 2.5, slippageBps: 2.5 };
const KILLING_COSTS: TradingCosts = { feeBps: 20, slippageBps: 20 };
export const CAPITAL = 100_000;
export const CALENDAR = "sessions";

/** How a campaign of the benchmark is run. */
export interface GateCampaignOptions {
  readonly trials: number;
  readonly thresholds?: Partial<Gate1Thresholds>;
}

/** What a campaign on one market came to. */
export interface GateCampaignResult {
  readonly market: GateMarket;
  readonly trials: number;
  /** Trials that the seed's gate (Sharpe > 1, drawdown < 15 % at 10 % volatility) would have promoted. */
  readonly seedPromotions: number;
  readonly searchPValue: number | null;
  /** Trials past G1 and past G2. */
  readonly pastG1: number;
  readonly pastG2: number;
  /** First refusals after G2 by gate. */
  readonly refusals: Readonly<Record<string, number>>;
  readonly promoted: readonly PromotedFigures[];
  readonly cpuSeconds: number;
}

/** The benchmark never waits for anything. */
const INSTANT_CLOCK: Clock = { nowMs: () => 0, sleep: async () => {} };

/** Returns what a market charges. */
export function costsOf({ kind }: GateMarket): TradingCosts {
  return kind === "cost-killed" ? KILLING_COSTS : COSTS;
}

/** What a search of the benchmark is besides its market. */
export interface SearchAbout {
  readonly runId: string;
  readonly trials: number;
  readonly thresholds: Gate1Thresholds;
  /** Tells the streams of two searches on one market apart. */
  readonly stream: string;
  readonly memory?: SearchMemory;
}

/** The search round by round, as a campaign's; the ledger left out. */
export async function searchTrials(
  cache: ColumnCache,
  market: GateMarket,
  { runId, trials, thresholds, stream, memory }: SearchAbout,
): Promise<readonly TrialRecord[]> {
  const about = { runId, calendar: CALENDAR, costs: costsOf(market), capital: CAPITAL, thresholds } as const;
  const random = new SeededRandom(`${market.seed}/${market.kind}/${market.sharpe}/${stream}`);
  const remembered = memory === undefined ? {} : { memory };
  const generator = new MapElitesGenerator({ random, runId, hypothesesMax: trials, calendar: CALENDAR, ...remembered });
  const evaluator = new InlineTrialEvaluator(new ProposalEvaluator(cache, about), () => 0);
  const { signal } = new AbortController();
  const found: TrialRecord[] = [];
  while (found.length < trials) {
    const size = Math.min(ROUND_TRIALS, trials - found.length);
    const round = await beginRound(generator, evaluator, size, signal);
    found.push(...reportRound(generator, round, cache.candles.length).map(({ trial }) => trial));
  }
  return found;
}

/** Weighs trials against the best that luck would have shown among them. */
export function weighTrials(
  trials: readonly TrialRecord[],
  cache: ColumnCache,
  thresholds: Gate1Thresholds,
  random: RandomSource,
): Promise<SearchComparison> {
  return compareSearch(
    {
      async *loggedReturns() {
        for (const { dailyReturns } of trials) {
          if (dailyReturns === null) continue;
          yield { returnsHash: hashReturns(dailyReturns), returns: dailyReturns, trials: 1 };
        }
      },
      calendar: CALENDAR,
      benchmark: "cash",
      holdReturns: null,
      days: cache.dayEnds.length,
      thresholds,
      random,
    },
    { clock: INSTANT_CLOCK, signal: new AbortController().signal, onProgress: () => {} },
  );
}

function countFirst(names: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** Runs one campaign in memory, by the very search and gates that `research run` uses. */
export async function gateCampaign(market: GateMarket, options: GateCampaignOptions): Promise<GateCampaignResult> {
  const thresholds = { ...DEFAULT_GATE1_THRESHOLDS, ...options.thresholds };
  const whole = await marketBars(market, MARKET_BARS, "market");
  const before = process.threadCpuUsage();
  const cache = new ColumnCache(sliceOf(whole, 0, RESEARCH_BARS));
  const about = { runId: "bench", trials: options.trials, thresholds, stream: "search" };
  const trials = await searchTrials(cache, market, about);
  const random = new SeededRandom(`${market.seed}/${market.kind}/${market.sharpe}/gates`);
  const search = await weighTrials(trials, cache, thresholds, random.fork("reality-check"));
  const survivors = trials.filter(({ failure, checks }) => failure === null && checks.every(({ passed }) => passed));
  const costs = costsOf(market);
  const desk = { capital: CAPITAL, costs, calendar: CALENDAR, thresholds } as const;
  const judged = judgeTrials(survivors, { ...desk, cache, search, book: [], random: random.fork("judgement") });
  const { user, system } = process.threadCpuUsage(before);
  const promoted = judged.filter(({ checks }) => checks.every(({ passed }) => passed));
  const figures: PromotedFigures[] = [];
  for (const { trial } of promoted)
    figures.push(await promotedFigures(trial, market, whole, { costs, capital: CAPITAL }));
  return {
    market,
    trials: trials.length,
    seedPromotions: trials.filter(({ metrics }) => (metrics?.sharpe ?? 0) > 1 && (metrics?.maxDrawdown ?? 1) < 0.15)
      .length,
    searchPValue: search.pValue,
    pastG1: survivors.length,
    pastG2: judged.filter(({ checks }) => checks[0]?.passed).length,
    refusals: countFirst(
      judged
        .filter(({ checks }) => checks[0]?.passed)
        .flatMap(({ checks }) => checks.find(({ passed }) => !passed)?.gate ?? []),
    ),
    promoted: figures,
    cpuSeconds: (user + system) / 1e6,
  };
}
