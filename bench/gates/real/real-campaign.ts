import { calendarOf } from "@rara-trading/domain";
import { type LoggedTrial, type SearchComparison, trialPValue, weighSearch } from "@rara-trading/research";
import type { HomeServices } from "../../../packages/cli/src/composition/home-services.ts";
import {
  benchmarkOf,
  researchInstrument,
  thresholdsOf,
} from "../../../packages/cli/src/composition/research-instrument.ts";
import { configSchema } from "../../../packages/cli/src/config/config-schema.ts";
import { askAgain } from "./ask-again.ts";
import { type FunnelStage, funnelOf, type FunnelTrial } from "./funnel.ts";
import { type RealMarket, storeRealMarket } from "./real-markets.ts";
import { holdSharpe, type UnseenSpan, unseenSharpe, unseenSpan } from "./unseen-sharpe.ts";

/** What one campaign on a real history came to. */
export interface RealCampaign {
  readonly market: RealMarket;
  readonly benchmark: string;
  readonly researchBars: number;
  readonly researchDays: number;
  readonly vaultBars: number;
  readonly vaultFromMs: number;
  readonly vaultToMs: number;
  readonly trials: number;
  readonly neighbours: number;
  /** First refusals by check. */
  readonly refusals: Readonly<Record<string, number>>;
  readonly promoted: number;
  /** p-value of the search. */
  readonly searchPValue: number | null;
  /** First refusals by G3 to G7 of the trials past G1, as if G2 had let them pass. */
  readonly refusalsWithoutG2: Readonly<Record<string, number>>;
  /** p-value of the best trial past G1 by the null replay, which nobody asked here; `null` without such a trial. */
  readonly replayPValue: number | null;
  readonly replayCopies: number;
  readonly stages: readonly FunnelStage[];
  /** Sharpe ratio of holding the instrument over the vault, for comparison. */
  readonly holdSharpe: number | null;
}

const TRIALS = 1_000;
const SANITY_GATES: ReadonlySet<string> = new Set(["trades", "sharpe", "drawdown", "exposure", "concentration"]);

/** A trial that was stopped by none of the checks that look at it alone. */
function isPastG1({ verdict }: LoggedTrial): boolean {
  const state = verdict?.state;
  if (state === undefined || state.kind === "failed") return false;
  return state.checks.every(({ gate, passed }) => passed || !SANITY_GATES.has(gate));
}

interface FunnelQuestion {
  readonly search: SearchComparison;
  readonly span: UnseenSpan;
  readonly pMax: number;
  /** Trials that G3 to G7 let pass. */
  readonly passed: ReadonlySet<string>;
}

function funnelTrials(trials: readonly LoggedTrial[], about: FunnelQuestion): readonly FunnelTrial[] {
  const { search, span, pMax, passed } = about;
  const unseen = new Map<string, number | null>();
  return trials.map((trial) => {
    const p = trialPValue(search, trial.returnsHash ?? "");
    const { treeHash } = trial.hypothesis;
    if (!unseen.has(treeHash)) unseen.set(treeHash, unseenSharpe(trial.tree, span));
    return {
      trial,
      weighed: p !== null,
      pastG1: isPastG1(trial),
      pastG2: p !== null && p.pValue <= pMax,
      pastTheRest: passed.has(trial.trialId),
      promoted: trial.verdict?.state.kind === "accepted",
      unseen: unseen.get(treeHash) ?? null,
    };
  });
}

/** Runs one campaign as `research run` does, and then looks at how what it tried does in the vault. */
export async function realCampaign(services: HomeServices, market: RealMarket, folder: string): Promise<RealCampaign> {
  const { store, ledger, spans, clock } = services;
  const series = await storeRealMarket(market, folder, store);
  const { signal } = new AbortController();
  const config = configSchema.parse({
    paper: market.costs,
    research: { hypotheses: TRIALS, validation: "off", vault: "off" },
  });
  const runId = `real-${market.instrument}-${market.timeframe}`;
  const { seed } = config.research;
  const run = await researchInstrument(services, { runId, series, seed, config, onProgress: () => {}, signal });
  const { outcome, data } = run;
  const logged = await ledger.trials({ runId, order: "index", limit: 2 * TRIALS });
  const trials = logged.filter(({ hypothesis }) => hypothesis.origin !== "neighbour");
  const thresholds = thresholdsOf(config);
  const calendar = calendarOf(series.instrument);
  const benchmark = benchmarkOf(series.instrument, "auto");
  const own = new Set(trials.flatMap(({ returnsHash }) => returnsHash ?? []));
  const about = { calendar, benchmark, thresholds, seed };
  const search = await weighSearch({ data, ledger, clock, signal }, about, () => {}, own);
  const cut = await spans.spansFor(series);
  if (cut === undefined) throw new Error(`Expected the campaign to have cut spans of ${runId}, found none`);
  const span = await unseenSpan(store, series, cut.vault, {
    calendar,
    costs: market.costs,
    capital: config.paper.capital,
  });
  const settings = { ...about, runId, hypothesesMax: TRIALS, costs: market.costs, capital: config.paper.capital };
  const again = await askAgain(trials, search, data, settings);
  const question = { search, span, pMax: thresholds.realityCheckPMax * thresholds.breadthFactor, passed: again.passed };
  return {
    market,
    benchmark,
    researchBars: data.candles.length,
    researchDays: search.overCash.days,
    vaultBars: span.cache.candles.length - span.first,
    vaultFromMs: cut.vault.fromMs,
    vaultToMs: cut.vault.toMs,
    trials: outcome.evaluated,
    neighbours: logged.length - trials.length,
    refusals: outcome.rejections,
    promoted: outcome.accepted.length,
    searchPValue: outcome.search.pValue,
    refusalsWithoutG2: again.refusals,
    replayPValue: again.replay?.pValue ?? null,
    replayCopies: again.replay?.standings.length ?? 0,
    stages: funnelOf(funnelTrials(trials, question)),
    holdSharpe: holdSharpe(span),
  };
}
