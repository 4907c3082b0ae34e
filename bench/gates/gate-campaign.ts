import { type Clock, SeededRandom, type TradingCosts } from "@rara-trading/domain";
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
  type TrialRecord,
} from "@rara-trading/research";
import { type GateMarket, marketBars, MARKET_BARS, RESEARCH_BARS, sliceOf } from "./gate-market.ts";
import { type PromotedFigures, promotedFigures } from "./promoted-figures.ts";

/** 5 bp per unit of turnover; the cost-killed market charges 40, which turns its planted Sharpe ratio of 2 into -.5. */
const COSTS: TradingCosts = { feeBps: 2.5, slippageBps: 2.5 };
const KILLING_COSTS: TradingCosts = { feeBps: 20, slippageBps: 20 };
const CAPITAL = 100_000;
const CALENDAR = "sessions";

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

function costsOf({ kind }: GateMarket): TradingCosts {
  return kind === "cost-killed" ? KILLING_COSTS : COSTS;
}

/** The search round by round, as a campaign's; the ledger left out. */
async function searchTrials(
  cache: ColumnCache,
  market: GateMarket,
  trials: number,
  thresholds: Gate1Thresholds,
): Promise<readonly TrialRecord[]> {
  const about = { runId: "bench", calendar: CALENDAR, costs: costsOf(market), capital: CAPITAL, thresholds } as const;
  const random = new SeededRandom(`${market.seed}/${market.kind}/${market.sharpe}/search`);
  const generator = new MapElitesGenerator({ random, runId: about.runId, hypothesesMax: trials, calendar: CALENDAR });
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
  const trials = await searchTrials(cache, market, options.trials, thresholds);
  const random = new SeededRandom(`${market.seed}/${market.kind}/${market.sharpe}/gates`);
  const search = await compareSearch(
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
      random: random.fork("reality-check"),
    },
    { clock: INSTANT_CLOCK, signal: new AbortController().signal, onProgress: () => {} },
  );
  const survivors = trials.filter(({ failure, checks }) => failure === null && checks.every(({ passed }) => passed));
  const about = { capital: CAPITAL, costs: costsOf(market), calendar: CALENDAR, thresholds } as const;
  const judged = judgeTrials(survivors, { ...about, cache, search, book: [], random: random.fork("judgement") });
  const { user, system } = process.threadCpuUsage(before);
  const promoted = judged.filter(({ checks }) => checks.every(({ passed }) => passed));
  const figures: PromotedFigures[] = [];
  for (const { trial } of promoted)
    figures.push(await promotedFigures(trial, market, whole, { costs: about.costs, capital: CAPITAL }));
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
