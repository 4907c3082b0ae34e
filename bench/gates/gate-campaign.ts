import { type Clock, type RandomSource, SeededRandom, type TradingCosts } from "@rara-trading/domain";
import {
  ColumnCache,
  compareSearch,
  DEFAULT_GATE1_THRESHOLDS,
  type Gate1Thresholds,
  hashReturns,
  type JudgedTrial,
  type JudgementContext,
  judgeTrials,
  type FoundBySearch,
  type ReplayedSearch,
  replayInTurn,
  replaySurvivors,
  SEARCH_GATES,
  type SearchComparison,
  searchTrials,
  summaryOf,
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
  /** Copies on which the search is run again to judge it; 0 or absent: the reality check judges. */
  readonly replay?: number;
}

/** What a campaign on one market came to. */
export interface GateCampaignResult {
  readonly market: GateMarket;
  readonly trials: number;
  /** Trials that the seed's gate (Sharpe > 1, drawdown < 15 % at 10 % volatility) would have promoted. */
  readonly seedPromotions: number;
  readonly searchPValue: number | null;
  /** p-value of the search among its copies; `null` where none was run. */
  readonly replayPValue: number | null;
  /** Whether the null replay judged it in place of the reality check. */
  readonly replayed: boolean;
  /** Copies that were run. */
  readonly copies: number;
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

/** The search again on copies of its bars, if that is asked for: nobody else searched these. */
async function replay(
  found: FoundBySearch,
  search: ReplayedSearch,
  copies: number,
): Promise<JudgementContext["replay"]> {
  if (copies === 0) return undefined;
  const { signal } = new AbortController();
  return { ...(await replaySurvivors(found, search, { copies, replayCopies: replayInTurn, signal })), alone: true };
}

const isPastG2 = ({ checks }: JudgedTrial): boolean =>
  checks.every(({ gate, passed }) => passed || !SEARCH_GATES.has(gate));

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
  const name = `${market.seed}/${market.kind}/${market.sharpe}`;
  const about = { capital: CAPITAL, costs: costsOf(market), calendar: CALENDAR, thresholds } as const;
  const settings = { ...about, runId: "bench", hypothesesMax: options.trials };
  const trials = [...searchTrials(cache, settings, new SeededRandom(`${name}/search`))];
  const random = new SeededRandom(`${name}/gates`);
  const search = await weighTrials(trials, cache, thresholds, random.fork("reality-check"));
  const survivors = trials.filter(({ failure, checks }) => failure === null && checks.every(({ passed }) => passed));
  const replayed = await replay(
    { survivors, returns: trials.flatMap(({ dailyReturns }) => dailyReturns ?? []) },
    { candles: cache.candles, settings: { ...settings, seed: `${name}/replay`, benchmark: "cash" } },
    options.replay ?? 0,
  );
  const context = { ...settings, cache, search, replay: replayed, book: [], random: random.fork("judgement") };
  const judged = judgeTrials(survivors, context);
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
    replayPValue: replayed === undefined ? null : (summaryOf(replayed)?.pValue ?? null),
    replayed: replayed !== undefined,
    copies: replayed?.standings.length ?? 0,
    pastG2: judged.filter(isPastG2).length,
    refusals: countFirst(
      judged.filter(isPastG2).flatMap(({ checks }) => checks.find(({ passed }) => !passed)?.gate ?? []),
    ),
    promoted: figures,
    cpuSeconds: (user + system) / 1e6,
  };
}
