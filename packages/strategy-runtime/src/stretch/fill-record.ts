import type { Fill, FillBatch } from "@rara-trading/domain";
import { CELL_BYTES, FILL_FIELDS, FILL_PURPOSES, FILLS_ADDRESS } from "./stretch-layout.ts";

type Field = (typeof FILL_FIELDS)[number];

function place(field: Field): number {
  return FILL_FIELDS.indexOf(field);
}

const SEQUENCE = place("sequence");
const BAR_OPEN_TIME = place("barOpenTimeMs");
const PURPOSE = place("purpose");
const IS_BUY = place("isBuy");
const QUANTITY = place("quantity");
const PRICE = place("price");
const FEE = place("feeQuote");
const PROFIT = place("realizedPnlQuote");
const POSITION = place("positionAfter");

/** Cell of the first record. */
const FIRST = FILLS_ADDRESS / CELL_BYTES;
const RECORD_CELLS = FILL_FIELDS.length;

/** The fills that a stretch has recorded in a window's cells. */
export class RecordedFills implements FillBatch {
  count = 0;
  readonly #cells: Float64Array;

  constructor(cells: Float64Array) {
    this.#cells = cells;
  }

  fill(index: number): Fill {
    const record = FIRST + index * RECORD_CELLS;
    return {
      sequence: this.#cell(record + SEQUENCE),
      barOpenTimeMs: this.#cell(record + BAR_OPEN_TIME),
      side: this.#cell(record + IS_BUY) === 1 ? "buy" : "sell",
      purpose: FILL_PURPOSES[this.#cell(record + PURPOSE)] ?? "entry",
      quantity: this.#cell(record + QUANTITY),
      price: this.#cell(record + PRICE),
      feeQuote: this.#cell(record + FEE),
      realizedPnlQuote: this.#cell(record + PROFIT),
      positionAfter: this.#cell(record + POSITION),
    };
  }

  profitQuote(index: number): number {
    const record = FIRST + index * RECORD_CELLS;
    return this.#cell(record + PROFIT) - this.#cell(record + FEE);
  }

  positionAfter(index: number): number {
    return this.#cell(FIRST + index * RECORD_CELLS + POSITION);
  }

  #cell(index: number): number {
    return this.#cells[index] ?? Number.NaN;
  }
}
