import { type NewEvent, RaraError } from "@rara-trading/domain";
import { refuseTooManyTrials, type SearchComparison } from "../gates/compare-search.ts";
import { ADDED_THRESHOLDS, type Gate1Thresholds } from "../gates/gate1-thresholds.ts";
import { READ_ROWS_MAX, type RunFacts } from "../ledger/trial-ledger.ts";
import { CampaignEvents } from "./campaign-events.ts";
import type { CampaignDependencies, CampaignOptions } from "./campaign-options.ts";
import type { AcceptedStrategy, BestTrial, CampaignOutcome } from "./campaign-outcome.ts";
import { type ComparedSearch, type Judgement, judgeSurvivors } from "./judge-survivors.ts";
import { passedInWords } from "./guarded-answers.ts";
import { neighbourEntries } from "./neighbour-entries.ts";
import { runEvidence } from "./run-evidence.ts";
import { summaryOf } from "../replay/replay-survivors.ts";
import { replayCampaign } from "./replay-campaign.ts";
import { search, type SearchResult } from "./search.ts";
import type { SearchFigures } from "./search-figures.ts";
import { firstRefusal } from "./trial-record.ts";
import { verdictEntry } from "./verdicts.ts";
import { weighSearch } from "./weigh-search.ts";

/** Code of the error with which a run's signal aborts when the budget that a person gave the run is spent. */
export const RUN_BUDGET_SPENT = "research.run-budget";

/** Events one publication carries at most. */
const PUBLISH_EVENTS_MAX = 500;

/** Returns the thresholds as a run keeps them. */
function thresholdsKept(thresholds: Gate1Thresholds): Partial<Gate1Thresholds> {
  const added: Partial<Gate1Thresholds> = ADDED_THRESHOLDS;
  const names = Object.keys(thresholds) as (keyof Gate1Thresholds)[];
  return Object.fromEntries(
    names.filter((name) => added[name] !== thresholds[name]).map((name) => [name, thresholds[name]]),
  );
}

/** Returns what the ledger keeps of a run: everything that, with the code, determines its trials. */
export function runFacts(
  {
    data,
    clock,
  }: { readonly data: CampaignDependencies["data"]; readonly clock: Pick<CampaignDependencies["clock"], "nowMs"> },
  options: CampaignOptions,
): RunFacts {
  const {
    runId,
    seed,
    benchmark,
    costs,
    thresholds,
    hypothesesMax,
    capital,
    validation = "off",
    vault,
    around,
    memory = false,
    halving = false,
    replay = 0,
    generator = "offline",
  } = options;
  const { instrument, timeframe } = data.series;
  // What was no choice yet is left out as it was then: runs of that time can be resumed.
  const settings = {
    thresholds: thresholdsKept(thresholds),
    hypothesesMax,
    capital,
    ...(generator !== "offline" && { generator }),
    ...(validation !== "off" && { validation }),
    ...(vault !== "off" && { vault }),
    ...(replay > 0 && { replay }),
    ...(around !== undefined && { around: around.strategyId }),
    ...(memory && { memory }),
    ...(halving && { halving }),
  };
  return {
    runId,
    instrument,
    timeframe,
    seed,
    dataHash: data.dataHash,
    benchmark,
    costs,
    settings,
    startedAtMs: clock.nowMs(),
  };
}

function bestTrial({ best, survivors }: SearchResult, judgement: Judgement): BestTrial | null {
  if (best === null) return null;
  const verdict = judgement.verdicts.find(({ trial }) => trial === best);
  const checks = verdict?.checks ?? best.checks;
  const refusal = firstRefusal(checks);
  if (refusal !== undefined) return { trial: best, rejectedBy: refusal.gate, reason: refusal.reason };
  const judged = judgement.verdicts.length > 0 || survivors.length === 0;
  const reason = judged ? passedInWords(verdict ?? {}) : "The campaign was interrupted before the search-level gates.";
  return { trial: best, rejectedBy: judged ? null : "interrupted", reason };
}

/** Counts the verdicts of the later gates on top of the early rejections. */
function countRejections({ rejections }: SearchResult, { verdicts }: Judgement): Readonly<Record<string, number>> {
  const counts = new Map(rejections);
  for (const { checks } of verdicts) {
    const gate = firstRefusal(checks)?.gate;
    if (gate !== undefined) counts.set(gate, (counts.get(gate) ?? 0) + 1);
  }
  return Object.fromEntries(counts);
}

function alreadyCompleted(runId: string): RaraError {
  return new RaraError(`Expected a run that is new or unfinished, found that ${runId} is completed`, {
    category: "usage",
    code: "research.run-completed",
    hint: "`rara-trading research list --run` shows what it came to; start another run without --resume.",
  });
}

/** Returns the word for a run that its own budget ended; undefined when somebody stopped it. */
function reasonOfAbort({ reason }: AbortSignal): string | undefined {
  return reason instanceof RaraError && reason.code === RUN_BUDGET_SPENT ? "run-budget" : undefined;
}

/** A campaign under way. */
class Campaign {
  readonly #dependencies: CampaignDependencies;
  readonly #options: CampaignOptions;
  readonly #events: CampaignEvents;

  constructor(dependencies: CampaignDependencies, options: CampaignOptions) {
    this.#dependencies = dependencies;
    this.#options = options;
    this.#events = new CampaignEvents(dependencies, options);
  }

  async run(): Promise<CampaignOutcome> {
    const { cpuMs } = this.#dependencies;
    await this.#begin();
    const cpuBefore = cpuMs();
    const found = await search(this.#dependencies, this.#options);
    const searchCpuSeconds = (cpuMs() - cpuBefore) / 1000;
    const compared = found.status === "completed" ? await this.#compare(found) : undefined;
    const judgement =
      compared === undefined ? { verdicts: [], accepted: [], neighbours: [] } : await this.#judge(found, compared);
    const outcome: CampaignOutcome = {
      runId: this.#options.runId,
      status: compared === undefined ? "interrupted" : "completed",
      evaluated: found.evaluated,
      rejections: countRejections(found, judgement),
      accepted: judgement.accepted,
      best: bestTrial(found, judgement),
      search: await this.#figures(compared?.search),
      replay: compared?.replay === undefined ? null : summaryOf(compared.replay),
      searchCpuSeconds,
      model: found.model,
      memory: found.memory,
    };
    await this.#end(outcome);
    return outcome;
  }

  async #begin(): Promise<void> {
    const { ledger, bus, data, spans } = this.#dependencies;
    const { runId, seed, hypothesesMax } = this.#options;
    const { instrument, timeframe } = data.series;
    const runs = await ledger.runs({ limit: READ_ROWS_MAX });
    const known = runs.find((run) => run.runId === runId);
    if (known?.status === "completed") throw alreadyCompleted(runId);
    const others = runs.filter((run) => run !== known && run.instrument === instrument);
    const before = others.reduce((sum, { trials }) => sum + trials, 0);
    refuseTooManyTrials(before, hypothesesMax);
    await ledger.append([{ kind: "run", run: runFacts(this.#dependencies, this.#options) }]);
    const payload = { runId, instrument, timeframe, seed, hypothesesMax, spans, dataHash: data.dataHash };
    await bus.publish([this.#events.ofRun("research.run.started", "started", payload)]);
  }

  /** Returns undefined when the campaign was interrupted meanwhile. */
  async #compare({ evaluated, best, rejections, survivors }: SearchResult): Promise<ComparedSearch | undefined> {
    const { signal, onProgress } = this.#dependencies;
    const progress = {
      evaluated,
      bestSharpe: best?.metrics?.sharpe ?? null,
      rejections: Object.fromEntries(rejections),
    };
    try {
      const { runId, hypothesesMax } = this.#options;
      const asking = { ...this.#options, hypothesesOf: { runId, hypothesesMax } };
      const weighed = await weighSearch(this.#dependencies, asking, () =>
        onProgress({ phase: "reality-check", ...progress }),
      );
      const of = this.#options.replay ?? 0;
      const replay = await replayCampaign(survivors, this.#dependencies, this.#options, (done) =>
        onProgress({ phase: "null-replay", ...progress, replayed: { done, of } }),
      );
      return { search: weighed, replay };
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  }

  async #figures(weighed: SearchComparison | undefined): Promise<SearchFigures> {
    const nothing = { effectiveTrials: null, deflatedSharpe: null, probabilityOfOverfitting: null };
    if (weighed === undefined) return { pValue: null, trialsCounted: 0, ...nothing };
    const { ledger, data } = this.#dependencies;
    const evidence = await runEvidence(ledger, { ...data.series, runId: this.#options.runId });
    const { effectiveTrials, deflatedSharpe, probabilityOfOverfitting } = evidence;
    const { pValue, trials } = weighed;
    return { pValue, trialsCounted: trials, effectiveTrials, deflatedSharpe, probabilityOfOverfitting };
  }

  async #judge(found: SearchResult, compared: ComparedSearch): Promise<Judgement> {
    const { ledger, bus, clock } = this.#dependencies;
    const judgement = await judgeSurvivors(found, compared, this.#dependencies, this.#options);
    const byTrial = new Map<string, AcceptedStrategy>(judgement.accepted.map((one) => [one.trial.trialId, one]));
    const { runId, hypothesesMax: firstIndex } = this.#options;
    const entries = [...neighbourEntries(judgement.neighbours, { runId, firstIndex, nowMs: clock.nowMs() })];
    const events: NewEvent[] = [];
    for (const verdict of judgement.verdicts) {
      entries.push(verdictEntry(this.#options.runId, verdict, clock.nowMs()));
      events.push(...this.#events.ofWalk(verdict, byTrial.get(verdict.trial.trialId)));
    }
    if (entries.length > 0) await ledger.append(entries);
    for (let i = 0; i < events.length; i += PUBLISH_EVENTS_MAX) {
      await bus.publish(events.slice(i, i + PUBLISH_EVENTS_MAX));
    }
    return judgement;
  }

  /** An interrupted run may end again, so the name of its end counts what it had evaluated. */
  async #end({
    runId,
    status,
    evaluated,
    accepted,
    rejections,
    model,
    replay,
    search: weighed,
  }: CampaignOutcome): Promise<void> {
    const { ledger, bus, clock, signal } = this.#dependencies;
    const stopped = signal.aborted ? reasonOfAbort(signal) : model?.stop?.reason;
    const reason = status === "interrupted" ? stopped : undefined;
    const said = {
      ...(reason !== undefined && { reason }),
      ...(status === "completed" && { search: weighed }),
      ...(replay !== null && { replay }),
    };
    const end = { runId, status, evaluated, ...said, finishedAtMs: clock.nowMs() };
    const { last } = await ledger.append([{ kind: "run-end", end }]);
    const acceptedStrategyIds = accepted.map(({ strategyId }) => strategyId);
    const payload = { runId, status, evaluated, acceptedStrategyIds, rejections, ...(last && { ledger: last }) };
    await bus.publish([this.#events.ofRun("research.run.completed", `${status}:${evaluated}`, payload)]);
  }
}

/**
 * Runs a campaign: propose, evaluate and log until the budget is spent; weigh the whole search; compile what is left
 * and let it prove itself. Running the same options again repeats the same work and stores nothing twice, which is how
 * an interrupted or killed campaign is resumed.
 */
export function runCampaign(dependencies: CampaignDependencies, options: CampaignOptions): Promise<CampaignOutcome> {
  return new Campaign(dependencies, options).run();
}
