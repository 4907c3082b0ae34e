import type { Fill } from "@rara-trading/domain";
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

/** Returns the fill that stands in record `i` of a window's cells. */
export function readFill(cells: Float64Array, i: number): Fill {
  const first = FILLS_ADDRESS / CELL_BYTES + i * FILL_FIELDS.length;
  return {
    sequence: cells[first + SEQUENCE] ?? Number.NaN,
    barOpenTimeMs: cells[first + BAR_OPEN_TIME] ?? Number.NaN,
    side: cells[first + IS_BUY] === 1 ? "buy" : "sell",
    purpose: FILL_PURPOSES[cells[first + PURPOSE] ?? -1] ?? "entry",
    quantity: cells[first + QUANTITY] ?? Number.NaN,
    price: cells[first + PRICE] ?? Number.NaN,
    feeQuote: cells[first + FEE] ?? Number.NaN,
    realizedPnlQuote: cells[first + PROFIT] ?? Number.NaN,
    positionAfter: cells[first + POSITION] ?? Number.NaN,
  };
}
