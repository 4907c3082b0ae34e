import { passedInWords } from "@rara-trading/research";
import type { CampaignResult } from "./campaign-message.ts";
import type { DemoMarketDefinition } from "./demo-markets.ts";
import type { DemoCurves, DemoMarket, DemoMarketReport, DemoPromotion } from "./demo-result.ts";
import type { PaperResult } from "./paper-results.ts";

function isoDate(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, "2000-01-01".length);
}

function verdictOf({ kind }: DemoMarketDefinition, promoted: readonly DemoPromotion[], interrupted: boolean): string {
  const proposals = promoted.filter(({ liveProposed }) => liveProposed).length;
  if (interrupted) return "Interrupted before a verdict.";
  if (promoted.length === 0) {
    const meaning = {
      real: "No hypothesis held up: on this history, with these tries, there is no edge to be sure of.",
      noise: "Nothing was promoted, and nothing was there: as it should be.",
      planted: "The planted edge was missed.",
    };
    return meaning[kind];
  }
  const outcome = `${promoted.length} passed Gate 1 and went to paper, ${proposals} of them proposed for live trading.`;
  const meaning = {
    real: "The gates let it through; only trading it on new bars can confirm it.",
    noise: "That is a false promotion: there was nothing to find.",
    planted: "The planted edge was found.",
  };
  return `${outcome} ${meaning[kind]}`;
}

function promotionsOf({ outcome }: CampaignResult, paper: ReadonlyMap<string, PaperResult>): readonly DemoPromotion[] {
  return outcome.accepted.map((accepted) => {
    const { strategyId, trial, artifactSha256, equityFraction, checks, metrics } = accepted;
    const result = paper.get(strategyId);
    return {
      strategyId,
      trialId: trial.trialId,
      hypothesis: trial.hypothesis.english,
      artifactSha256,
      equityFraction,
      checks,
      reason: passedInWords(accepted),
      research: metrics,
      paper: result?.metrics ?? null,
      paperFills: result?.fills ?? 0,
      paperRefusals: result?.refusals ?? 0,
      decision: result?.decision ?? null,
      liveProposed: result?.liveProposed ?? false,
    };
  });
}

function curvesOf(
  { curves }: CampaignResult,
  promoted: readonly DemoPromotion[],
  paper: ReadonlyMap<string, PaperResult>,
): DemoCurves {
  return {
    research: {
      fromDate: isoDate(curves.fromMs),
      toDate: isoDate(curves.toMs),
      best: [...curves.best],
      hold: [...curves.hold],
    },
    paper: promoted.flatMap(({ strategyId }) => {
      const result = paper.get(strategyId);
      if (result === undefined) return [];
      return [{ strategyId, fromDate: isoDate(result.fromMs), toDate: isoDate(result.toMs), equity: result.growth }];
    }),
  };
}

/** Returns what a market's walk came to, for the document and for the report. */
export function marketResult(
  definition: DemoMarketDefinition,
  bars: number,
  campaign: CampaignResult,
  paper: ReadonlyMap<string, PaperResult>,
): DemoMarketReport {
  const { outcome, benchmark, wallSeconds } = campaign;
  const promoted = promotionsOf(campaign, paper);
  const { best } = outcome;
  const market: DemoMarket = {
    kind: definition.kind,
    label: definition.label,
    instrument: definition.series.instrument,
    timeframe: definition.series.timeframe,
    bars,
    runId: outcome.runId,
    status: outcome.status,
    hypotheses: outcome.evaluated,
    rejections: outcome.rejections,
    benchmark,
    best: best && {
      trialId: best.trial.trialId,
      hypothesis: best.trial.hypothesis.english,
      sharpe: best.trial.metrics?.sharpe ?? null,
      rejectedBy: best.rejectedBy,
      reason: best.reason,
    },
    searchPValue: outcome.search.pValue,
    promoted,
    verdict: verdictOf(definition, promoted, outcome.status === "interrupted"),
    campaignSeconds: wallSeconds,
    searchCpuSeconds: outcome.searchCpuSeconds,
  };
  return { market, curves: curvesOf(campaign, promoted, paper) };
}
