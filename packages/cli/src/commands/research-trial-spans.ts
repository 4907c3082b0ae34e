import { type PerformanceMetrics, storedEvents, type VaultVerdict } from "@rara-trading/domain";
import { EVIDENCE_EVENT_TYPES, EvidenceLedger, feedbackEvidence, readFeedbackReport } from "@rara-trading/feedback";
import type { LoggedTrial, RecordedLook } from "@rara-trading/research";
import type { ParameterValues } from "@rara-trading/strategy-runtime";
import { acceptedStrategies } from "../composition/accepted-strategies.ts";
import type { HomeServices } from "../composition/home-services.ts";
import { lineageOfModule } from "./strategy-guarded-span.ts";

/** How often a guarded span was asked about a strategy, and how often it said yes: it tells nothing else. */
interface GuardedSpan {
  readonly asked: number;
  readonly passed: number;
}

/** One paper session as its events tell it. */
interface PaperSpan {
  readonly sessionId: string;
  readonly ended: boolean;
  /** At the size that was traded; `null` before the first bar. */
  readonly metrics: PerformanceMetrics | null;
  readonly days: number;
  readonly fills: number;
  readonly refusals: number;
  /** The latest judgement; `null` before one. */
  readonly decision: string | null;
  readonly reason: string | null;
}

/** What each span of the data says of a trial; `null` where nobody looked. */
interface TrialSpans {
  /** At 10 % volatility. */
  readonly research: PerformanceMetrics | null;
  readonly validation: GuardedSpan | null;
  /** The vault's answer to the lineage's one look: of research with a p-value, of a person a yes or no. */
  readonly vault: VaultVerdict | GuardedSpan | null;
  /** `null` when it was never traded on paper. */
  readonly paper: readonly PaperSpan[] | null;
}

/** A person's trial names a module and its parameters. */
function personsLineage(tree: unknown): readonly string[] {
  if (typeof tree !== "object" || tree === null || !("artifactSha256" in tree) || !("parameters" in tree)) return [];
  const { artifactSha256, parameters } = tree;
  if (typeof artifactSha256 !== "string" || typeof parameters !== "object" || parameters === null) return [];
  // Written by the command that logged the trial: numbers by name.
  return [lineageOfModule(artifactSha256, parameters as ParameterValues)];
}

function counted(looks: readonly RecordedLook[], span: RecordedLook["span"]): GuardedSpan | null {
  const asked = looks.filter((look) => look.span === span);
  return asked.length === 0 ? null : { asked: asked.length, passed: asked.filter(({ passed }) => passed).length };
}

async function paperOf({ bus }: HomeServices, strategyId: string): Promise<TrialSpans["paper"]> {
  const evidence = new EvidenceLedger();
  for await (const event of storedEvents(bus, EVIDENCE_EVENT_TYPES, 1)) evidence.apply(event);
  const { evaluations } = await readFeedbackReport(bus);
  const records = evidence.records().filter((record) => record.strategyId === strategyId);
  if (records.length === 0) return null;
  return records.map((record) => {
    const { metrics, days, fills, refusals } = feedbackEvidence(record);
    const judged = evaluations.find(({ sessionId }) => sessionId === record.sessionId);
    return {
      sessionId: record.sessionId,
      ended: record.end !== undefined,
      metrics: days === 0 ? null : metrics,
      days,
      fills,
      refusals,
      decision: judged?.decision ?? null,
      reason: judged?.reason ?? null,
    };
  });
}

/** Returns what is on record of a trial in each span: reads looks and events that there are, and looks at no bar. */
export async function trialSpans(services: HomeServices, trial: LoggedTrial): Promise<TrialSpans> {
  const { ledger, spans, bus } = services;
  const state = trial.verdict?.state;
  const [run] = await ledger.runs({ runId: trial.runId, limit: 1 });
  const strategyId = state?.kind === "accepted" ? state.strategyId : null;
  const accepted = strategyId === null ? [] : await acceptedStrategies(bus, { retired: true });
  const artifacts = accepted.flatMap((one) => (one.strategyId === strategyId ? [one.artifactSha256] : []));
  // Research asks by rule and timeframe, where code is its module; a person asks by module and parameters.
  const subjects = [
    trial.trialId,
    ...(run === undefined ? [] : [trial.hypothesis.treeHash, ...artifacts].map((rule) => `${rule}@${run.timeframe}`)),
    ...artifacts.map((sha256) => lineageOfModule(sha256, {})),
    ...personsLineage(trial.tree),
  ];
  const looks =
    run === undefined
      ? []
      : (await Promise.all(subjects.map((subject) => spans.looksAbout(run.instrument, subject)))).flat();
  return {
    research: trial.metrics,
    validation: counted(looks, "validation"),
    vault: (state?.kind === "accepted" ? state.vault : undefined) ?? counted(looks, "vault"),
    paper: strategyId === null ? null : await paperOf(services, strategyId),
  };
}
