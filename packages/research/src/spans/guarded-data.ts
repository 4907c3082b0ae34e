import {
  type CandleColumns,
  type CandleStore,
  type DataSpans,
  RaraError,
  type SeriesKey,
  type TimeRange,
} from "@rara-trading/domain";
import { canonicalJson } from "../ledger/canonical-json.ts";
import { sha256Hex } from "../ledger/return-vector.ts";
import { ownedColumns, revokeColumns } from "./owned-columns.ts";
import type { CommitmentReceipt, LookAnswer, LookCharge, SpanRegistry, VaultTest } from "./span-registry.ts";

/** The part of a candle store that reads. */
export type CandleLoader = Pick<CandleStore, "load">;

/** Bars of a guarded span, preceded by those of the purge gap, on which a strategy may warm up and not trade. */
export interface GuardedBars {
  readonly candles: CandleColumns;
  /** Open time of the span's first bar: targets of bars before it must be ignored. */
  readonly tradeFromMs: number;
}

/** A question about guarded bars. The bars are gone once it has answered. */
export type SpanCheck = (bars: GuardedBars) => boolean | Promise<boolean>;

/** The validation span. It answers yes or no; every question is charged before its answer is given. */
export interface ValidationData {
  /** Asks about `subject` (a trial id); throws what `check` throws, and the look stays charged. */
  ask(subject: string, check: SpanCheck): Promise<boolean>;
  /**
   * Asks about `subject` unless it was asked about before: then nothing is charged, and the first answer is told again;
   * `null` when that question was charged and never answered. Throws what `check` throws, and the look stays charged.
   */
  askOnce(subject: string, check: SpanCheck): Promise<boolean | null>;
}

/** What a lineage will look into the vault with. */
export interface CommittedStrategy {
  /** Tree hash or sha256 of the compiled module. */
  readonly strategy: string;
  readonly parameters: Readonly<Record<string, number>>;
}

/** Why the vault stayed shut, with what an earlier look answered. */
type VaultShut = Extract<LookCharge, { readonly kind: "refused" }>;

/** The vault's one answer to a lineage, or why it stayed shut. */
export type VaultAnswer = { readonly kind: "answered"; readonly passed: boolean } | VaultShut;

/** Measures a p-value on guarded bars. The bars are gone once it has answered. */
type SpanMeasure = (bars: GuardedBars) => number | Promise<number>;

/** How the online test judged a lineage's one look, or why the vault stayed shut. */
type VaultTestAnswer = { readonly kind: "tested"; readonly test: VaultTest } | VaultShut;

/** The vault: one look a lineage, with a strategy and parameters that were recorded before. */
export interface VaultData {
  /** Records what `lineageId` will look with. The first commitment of a lineage stands for ever. */
  commit(lineageId: string, strategy: CommittedStrategy): Promise<CommitmentReceipt>;
  /** Looks once; throws what `check` throws, and the look is spent. */
  look(lineageId: string, strategy: CommittedStrategy, check: SpanCheck): Promise<VaultAnswer>;
  /** Looks once and lets the online test of the home folder judge the p-value; throws what `measure` throws, and the look is spent. */
  test(lineageId: string, strategy: CommittedStrategy, measure: SpanMeasure): Promise<VaultTestAnswer>;
}

/** What the guarded spans of a series are made of. */
export interface GuardedSource {
  readonly candles: CandleLoader;
  readonly registry: SpanRegistry;
  readonly series: SeriesKey;
  readonly spans: DataSpans;
}

/** Returns the hash by which a strategy with its parameters is committed. */
function commitmentHash({ strategy, parameters }: CommittedStrategy): string {
  return sha256Hex(canonicalJson({ strategy, parameters }));
}

/** A look that was answered, with the test when it was answered with a p-value. */
interface Answered {
  readonly kind: "answered";
  readonly answer: LookAnswer;
  readonly test: VaultTest | null;
}

/** Loads first, so that a fault of the store costs no look, and charges before the check sees a bar. */
async function guardedLook(
  source: GuardedSource,
  warmupFromMs: number,
  span: TimeRange,
  charge: () => Promise<LookCharge>,
  ask: (bars: GuardedBars) => Promise<LookAnswer>,
): Promise<Answered | VaultShut> {
  const range = { fromMs: warmupFromMs, toMs: span.toMs };
  const candles = ownedColumns(await source.candles.load(source.series, range), range);
  try {
    const charged = await charge();
    if (charged.kind === "refused") return charged;
    const answer = await ask({ candles, tradeFromMs: span.fromMs });
    return { kind: "answered", answer, test: await source.registry.answerLook(charged.lookId, answer) };
  } finally {
    revokeColumns(candles);
  }
}

function asked(check: SpanCheck): (bars: GuardedBars) => Promise<LookAnswer> {
  return async (bars) => ({ kind: "verdict", passed: await check(bars) });
}

function said({ answer }: Answered): boolean {
  return answer.kind === "verdict" && answer.passed;
}

/** Returns the capability to ask about the validation span. */
export function validationData(source: GuardedSource): ValidationData {
  const { registry, series, spans } = source;
  const ask = (subject: string, once: boolean, check: SpanCheck): ReturnType<typeof guardedLook> => {
    const charge = (): Promise<LookCharge> => registry.chargeLook({ kind: "validation", series, subject, once });
    return guardedLook(source, spans.research.toMs, spans.validation, charge, asked(check));
  };
  return {
    async ask(subject, check) {
      const answer = await ask(subject, false, check);
      return answer.kind === "answered" && said(answer);
    },
    async askOnce(subject, check) {
      const answer = await ask(subject, true, check);
      return answer.kind === "answered" ? said(answer) : (answer.passed ?? null);
    },
  };
}

/** Returns the capability to look into the vault. */
export function vaultData(source: GuardedSource): VaultData {
  const { registry, series, spans } = source;
  const look = (
    lineageId: string,
    strategy: CommittedStrategy,
    ask: (bars: GuardedBars) => Promise<LookAnswer>,
  ): ReturnType<typeof guardedLook> => {
    const hash = commitmentHash(strategy);
    const charge = (): Promise<LookCharge> =>
      registry.chargeLook({ kind: "vault", series, lineageId, commitmentHash: hash });
    return guardedLook(source, spans.validation.toMs, spans.vault, charge, ask);
  };
  return {
    commit: (lineageId, strategy) => registry.commit({ series, lineageId, commitmentHash: commitmentHash(strategy) }),
    async look(lineageId, strategy, check) {
      const answer = await look(lineageId, strategy, asked(check));
      return answer.kind === "refused" ? answer : { kind: "answered", passed: said(answer) };
    },
    async test(lineageId, strategy, measure) {
      const answer = await look(lineageId, strategy, async (bars) => ({
        kind: "p-value",
        pValue: await measure(bars),
      }));
      if (answer.kind === "refused") return answer;
      if (answer.test !== null) return { kind: "tested", test: answer.test };
      throw new RaraError("Expected a test of the p-value that was recorded, found none", {
        category: "bug",
        code: "research.vault-untested",
      });
    },
  };
}
