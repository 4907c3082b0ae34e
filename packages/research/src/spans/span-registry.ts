import type { DataSpans, InstrumentId, SeriesKey } from "@rara-trading/domain";
import type { SpanCuts } from "./cut-spans.ts";

/** A wish to look at data that must not be looked at freely. */
export type LookRequest =
  | {
      readonly kind: "validation";
      readonly series: SeriesKey;
      /** What is being judged, such as a trial id. */
      readonly subject: string;
      /** Of a question that may come again (a run is resumed): a subject that was asked about is not charged a second time. */
      readonly once?: boolean;
    }
  | {
      readonly kind: "vault";
      readonly series: SeriesKey;
      /** The line of descent that gets one look in its life. */
      readonly lineageId: string;
      /** Must equal the one that was recorded before. */
      readonly commitmentHash: string;
    };

/**
 * Share of false ones among what the vault confirms in the life of a home folder. Not configurable: an error budget that
 * can be raised once it is spent is none.
 */
export const VAULT_FALSE_DISCOVERY_RATE = 0.1;

/** Why the vault stays shut; `already-looked` is also why a question that is asked once is not charged again. */
export type VaultRefusal = "no-commitment" | "commitment-differs" | "already-looked";

/** A p-value from the vault with the verdict of the online test over the life of the home folder. */
export interface VaultTest {
  readonly pValue: number;
  /** What the p-value had to be at most. */
  readonly level: number;
  /** Number of the test, from 1: every p-value that the vault of any instrument of this home ever answered counts. */
  readonly test: number;
  readonly passed: boolean;
}

/** Whether a look was granted; then it is already charged. */
export type LookCharge =
  | { readonly kind: "granted"; readonly lookId: string }
  | {
      readonly kind: "refused";
      readonly reason: VaultRefusal;
      /** What the look answered, when it was this very commitment's and answered with a p-value. */
      readonly test?: VaultTest;
      /** What the look answered, when it was this very commitment's or question's and answered with yes or no. */
      readonly passed?: boolean;
    };

/** What is recorded of a look: yes or no, or (of the vault) a p-value, which the online test then judges. */
export type LookAnswer =
  | { readonly kind: "verdict"; readonly passed: boolean }
  | { readonly kind: "p-value"; readonly pValue: number };

/** A promise, recorded before the look, of exactly what will be looked at the vault with. */
export interface VaultCommitment {
  readonly series: SeriesKey;
  readonly lineageId: string;
  readonly commitmentHash: string;
}

/** Whether a commitment stands. A lineage commits once; the same again is no second one. */
export type CommitmentReceipt =
  | { readonly kind: "committed" }
  | { readonly kind: "refused"; readonly reason: "commitment-differs" };

/** Looks that were charged, and how many of them were answered with yes. */
interface LookCount {
  readonly asked: number;
  readonly passed: number;
}

/** Every look at an instrument's guarded spans so far, on any timeframe. */
export interface LookCounts {
  readonly validation: LookCount;
  readonly vault: LookCount;
}

/** One look at a guarded span, as it was charged and answered. */
export interface RecordedLook {
  readonly span: LookRequest["kind"];
  /** `null` when the process died before it was answered: a look that was charged and told nothing. */
  readonly passed: boolean | null;
}

/** Looks that one question about a subject returns at most, the first ones. */
export const RECORDED_LOOKS_MAX = 1_000;

/**
 * Where an instrument's spans and every look at the guarded ones are written down, durably and for ever.
 * Several processes may use one registry at once.
 */
export interface SpanRegistry extends AsyncDisposable {
  /** Returns the spans of a series, or undefined before its first campaign. */
  spansFor(series: SeriesKey): Promise<DataSpans | undefined>;
  /**
   * Returns the spans of a series, asking `cut` for them and fixing them for ever if there are none. Spans that are
   * stored are returned whatever `cut` would say. `cut` is given the instrument's cuts if another timeframe of it has spans.
   */
  fixSpans(series: SeriesKey, cut: (cuts: SpanCuts | undefined) => DataSpans): Promise<DataSpans>;
  /**
   * Charges a look; durable, also against a power cut, before it resolves. In the vault a look with the same commitment
   * on the same series is the lineage's own, whatever name it was made under: who asks second is told what it answered.
   */
  chargeLook(request: LookRequest): Promise<LookCharge>;
  /**
   * Records the answer of a granted look. A look without one (the process died) counts as asked and not passed. A
   * p-value is judged in the same transaction by SAFFRON at `VAULT_FALSE_DISCOVERY_RATE`, after every earlier one.
   * Returns the test; `null` for a verdict.
   */
  answerLook(lookId: string, answer: LookAnswer): Promise<VaultTest | null>;
  /** Records a commitment. */
  commit(commitment: VaultCommitment): Promise<CommitmentReceipt>;
  /** Returns how often an instrument's guarded spans were looked at. */
  looks(instrument: InstrumentId): Promise<LookCounts>;
  /** Returns the looks about one subject of validation or lineage of the vault, in order, at most `RECORDED_LOOKS_MAX`. */
  looksAbout(instrument: InstrumentId, subject: string): Promise<readonly RecordedLook[]>;
}
