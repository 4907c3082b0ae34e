import type { CandleColumns, CandleStore, DataSpans, SeriesKey, TimeRange } from "@rara-trading/domain";
import { canonicalJson } from "../ledger/canonical-json.ts";
import { sha256Hex } from "../ledger/return-vector.ts";
import { ownedColumns, revokeColumns } from "./owned-columns.ts";
import type { CommitmentReceipt, LookCharge, SpanRegistry, VaultRefusal } from "./span-registry.ts";

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
}

/** What a lineage will look into the vault with. */
export interface CommittedStrategy {
  /** Tree hash or sha256 of the compiled module. */
  readonly strategy: string;
  readonly parameters: Readonly<Record<string, number>>;
}

/** The vault's one answer to a lineage, or why it stayed shut. */
export type VaultAnswer =
  | { readonly kind: "answered"; readonly passed: boolean }
  | { readonly kind: "refused"; readonly reason: VaultRefusal };

/** The vault: one look a lineage, with a strategy and parameters that were recorded before. */
export interface VaultData {
  /** Records what `lineageId` will look with. The first commitment of a lineage stands for ever. */
  commit(lineageId: string, strategy: CommittedStrategy): Promise<CommitmentReceipt>;
  /** Looks once; throws what `check` throws, and the look is spent. */
  look(lineageId: string, strategy: CommittedStrategy, check: SpanCheck): Promise<VaultAnswer>;
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

/** Loads first, so that a fault of the store costs no look, and charges before the check sees a bar. */
async function guardedLook(
  source: GuardedSource,
  warmupFromMs: number,
  span: TimeRange,
  charge: () => Promise<LookCharge>,
  check: SpanCheck,
): Promise<VaultAnswer> {
  const range = { fromMs: warmupFromMs, toMs: span.toMs };
  const candles = ownedColumns(await source.candles.load(source.series, range), range);
  try {
    const charged = await charge();
    if (charged.kind === "refused") return charged;
    const passed = await check({ candles, tradeFromMs: span.fromMs });
    await source.registry.answerLook(charged.lookId, passed);
    return { kind: "answered", passed };
  } finally {
    revokeColumns(candles);
  }
}

/** Returns the capability to ask about the validation span. */
export function validationData(source: GuardedSource): ValidationData {
  const { registry, series, spans } = source;
  return {
    async ask(subject, check) {
      const charge = (): Promise<LookCharge> => registry.chargeLook({ kind: "validation", series, subject });
      const answer = await guardedLook(source, spans.research.toMs, spans.validation, charge, check);
      return answer.kind === "answered" && answer.passed;
    },
  };
}

/** Returns the capability to look into the vault. */
export function vaultData(source: GuardedSource): VaultData {
  const { registry, series, spans } = source;
  return {
    commit: (lineageId, strategy) => registry.commit({ series, lineageId, commitmentHash: commitmentHash(strategy) }),
    look(lineageId, strategy, check) {
      const hash = commitmentHash(strategy);
      const charge = (): Promise<LookCharge> =>
        registry.chargeLook({ kind: "vault", series, lineageId, commitmentHash: hash });
      return guardedLook(source, spans.validation.toMs, spans.vault, charge, check);
    },
  };
}
