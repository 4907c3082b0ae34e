import { SeededRandom } from "@rara-trading/domain";
import {
  ColumnCache,
  DEFAULT_GATE1_THRESHOLDS,
  earlyRejection,
  judgeTrials,
  MemoryTally,
  regionOf,
  type SearchMemory,
  searchTrials,
  type TrialRecord,
} from "@rara-trading/research";
import { CALENDAR, CAPITAL, costsOf, weighTrials } from "./gate-campaign.ts";
import { type GateMarket, MARKET_BARS, marketBars, RESEARCH_BARS, sliceOf } from "./gate-market.ts";
import { promotedFigures } from "./promoted-figures.ts";

const thresholds = DEFAULT_GATE1_THRESHOLDS;

/** What one campaign of several on a market came to. */
export interface OneCampaign {
  readonly trials: number;
  readonly pastG1: number;
  readonly pastG2: number;
  /** Sharpe ratios on twenty fresh years of what it promoted. */
  readonly truths: readonly number[];
}

/** A last campaign that begins blank, and one that remembers the earlier ones. */
export interface CampaignPair {
  readonly market: GateMarket;
  readonly earlier: readonly OneCampaign[];
  readonly blank: OneCampaign;
  readonly remembering: OneCampaign;
  /** Dead zones that the memory knew. */
  readonly deadZones: number;
}

const passesG1 = (trial: TrialRecord): boolean => earlyRejection(trial) === undefined;

function memoryOf(trials: readonly TrialRecord[]): SearchMemory {
  const tally = new MemoryTally();
  tally.addRun();
  for (const trial of trials) {
    tally.add({ region: regionOf(trial.tree), gate: earlyRejection(trial) ?? null });
    tally.tried(trial.hypothesis.treeHash);
  }
  return tally.memory();
}

/** Campaigns on one market as in one home: each is weighed against every trial so far, beside what was promoted. */
class Home {
  readonly #market: GateMarket;
  readonly #trials: number;
  readonly logged: TrialRecord[];
  readonly #promoted: TrialRecord[];

  constructor(market: GateMarket, trials: number, before?: Home) {
    this.#market = market;
    this.#trials = trials;
    this.logged = before === undefined ? [] : [...before.logged];
    this.#promoted = before === undefined ? [] : [...before.#promoted];
  }

  /** Runs one more campaign. */
  async campaign(runId: string, memory?: SearchMemory): Promise<OneCampaign> {
    const market = this.#market;
    const whole = await marketBars(market, MARKET_BARS, "market");
    const cache = new ColumnCache(sliceOf(whole, 0, RESEARCH_BARS));
    const name = `${market.seed}/${market.kind}/${market.sharpe}`;
    const desk = { capital: CAPITAL, costs: costsOf(market), calendar: CALENDAR, thresholds } as const;
    const settings = { ...desk, runId, hypothesesMax: this.#trials, ...(memory !== undefined && { memory }) };
    const own = [...searchTrials(cache, settings, new SeededRandom(`${name}/${runId}`))];
    this.logged.push(...own);
    const random = new SeededRandom(`${name}/gates`);
    const search = await weighTrials(this.logged, cache, thresholds, random.fork("reality-check"));
    const survivors = own.filter(passesG1);
    const book = this.#promoted.map(({ trialId, dailyReturns }) => ({
      strategyId: trialId,
      dailyReturns: Float64Array.from(dailyReturns ?? []),
      days: { from: 0, to: dailyReturns?.length ?? 0 },
      retired: false,
    }));
    const judged = judgeTrials(survivors, { ...settings, cache, search, book, random: random.fork("judgement") });
    const promoted = judged.filter(({ checks }) => checks.every(({ passed }) => passed)).map(({ trial }) => trial);
    this.#promoted.push(...promoted);
    const truths: number[] = [];
    for (const trial of promoted) truths.push((await promotedFigures(trial, market, whole, desk)).truth);
    const pastG2 = judged.filter(({ checks }) => checks[0]?.passed).length;
    return { trials: own.length, pastG1: survivors.length, pastG2, truths };
  }
}

/** Runs `before` campaigns on a market, then one more from another seed, twice: blank, and remembering the others. */
export async function secondCampaigns(market: GateMarket, trials: number, before: number): Promise<CampaignPair> {
  const home = new Home(market, trials);
  const earlier: OneCampaign[] = [];
  for (let i = 0; i < before; i++) earlier.push(await home.campaign(`earlier-${i}`));
  const memory = memoryOf(home.logged);
  return {
    market,
    earlier,
    blank: await new Home(market, trials, home).campaign("last"),
    remembering: await new Home(market, trials, home).campaign("last", memory),
    deadZones: memory.regions.filter(({ isDead }) => isDead).length,
  };
}
