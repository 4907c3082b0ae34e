import type { CandleFaultKind } from "../candles/candle-fault.ts";
import { EVIDENCE_ROWS_MAX, QUOTED_LETTERS_MAX } from "./limits.ts";

/** Why a row was refused. */
export type BadRowReason = CandleFaultKind | "field-count" | "not-closed" | "not-a-rate";

/** A row that is no valid bar. */
export interface BadRow {
  /** In the file, the header being line 1. */
  readonly line: number;
  readonly reason: BadRowReason;
  /** What stands there, cut to 200 letters. */
  readonly text: string;
}

/** The rows of a file that were refused: all counted, the first 100 told one by one. */
export interface BadRowReport {
  readonly total: number;
  readonly byReason: Readonly<Partial<Record<BadRowReason, number>>>;
  readonly first: readonly BadRow[];
}

/** Collects bad rows into a report of bounded size. */
export class BadRows {
  readonly #first: BadRow[] = [];
  readonly #byReason: Partial<Record<BadRowReason, number>> = {};
  #total = 0;

  add(line: number, reason: BadRowReason, text: string): void {
    this.#total++;
    this.#byReason[reason] = (this.#byReason[reason] ?? 0) + 1;
    if (this.#first.length < EVIDENCE_ROWS_MAX) {
      this.#first.push({ line, reason, text: text.slice(0, QUOTED_LETTERS_MAX) });
    }
  }

  report(): BadRowReport {
    return { total: this.#total, byReason: { ...this.#byReason }, first: [...this.#first] };
  }
}
