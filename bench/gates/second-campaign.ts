import { SeededRandom } from "@rara-trading/domain";
import {
  ColumnCache,
  DEFAULT_GATE1_THRESHOLDS,
  earlyRejection,
  judgeTrials,
  MemoryTally,
  regionOf,
  type SearchMemory,
  type TrialRecord,
} from "@rara-trading/research";
import { CALENDAR, CAPITAL, costsOf, searchTrials, weighTrials } from "./gate-campaign.ts";
import { type GateMarket, MARKET_BARS, marketBars, RESEARCH_BARS, sliceOf } from "./gate-market.ts";
import { promotedFigures } from "./promoted-figures.ts";

/** What a second campaign on a market came to. */
export interface SecondCampaign {
  readonly trials: number;
  readonly pastG1: number;
  readonly pastG2: number;
  /** Sharpe ratios on twenty fresh years of what it promoted. */
  readonly truths: readonly number[];
}

/** A second campaign that begins blank, and one that remembers the first. */
export interface CampaignPair {
  readonly market: GateMarket;
  readonly blank: SecondCampaign;
  readonly remembering: SecondCampaign;
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

/**
 * Runs `before` campaigns on a market, then one more from another seed, twice: as if there had been none, and remembering
 * them. Both are weighed against every trial, those of the earlier campaigns included.
 */
export async function secondCampaigns(market: GateMarket, trials: number, before: number): Promise<CampaignPair> {
  const thresholds = DEFAULT_GATE1_THRESHOLDS;
  const whole = await marketBars(market, MARKET_BARS, "market");
  const cache = new ColumnCache(sliceOf(whole, 0, RESEARCH_BARS));
  const earlier: TrialRecord[] = [];
  for (let i = 0; i < before; i++) {
    const about = { runId: `earlier-${i}`, trials, thresholds, stream: `earlier-${i}` };
    earlier.push(...(await searchTrials(cache, market, about)));
  }
  const memory = memoryOf(earlier);
  const costs = costsOf(market);
  const outcomeOf = async (remembered?: SearchMemory): Promise<SecondCampaign> => {
    const about = { runId: "second", trials, thresholds, stream: "second" };
    const own = await searchTrials(cache, market, remembered === undefined ? about : { ...about, memory: remembered });
    const random = new SeededRandom(`${market.seed}/${market.kind}/${market.sharpe}/gates`);
    const search = await weighTrials([...earlier, ...own], cache, thresholds, random.fork("reality-check"));
    const survivors = own.filter(passesG1);
    const desk = { capital: CAPITAL, costs, calendar: CALENDAR, thresholds } as const;
    const judged = judgeTrials(survivors, { ...desk, cache, search, book: [], random: random.fork("judgement") });
    const truths: number[] = [];
    for (const { trial, checks } of judged) {
      if (!checks.every(({ passed }) => passed)) continue;
      truths.push((await promotedFigures(trial, market, whole, { costs, capital: CAPITAL })).truth);
    }
    return {
      trials: own.length,
      pastG1: survivors.length,
      pastG2: judged.filter(({ checks }) => checks[0]?.passed).length,
      truths,
    };
  };
  const deadZones = memory.regions.filter(({ isDead }) => isDead).length;
  return { market, blank: await outcomeOf(), remembering: await outcomeOf(memory), deadZones };
}
