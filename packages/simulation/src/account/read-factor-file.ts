import { DAY_MS, RaraError } from "@rara-trading/domain";
import type { CorporateAction } from "./corporate-action.ts";

/** No exchange has traded more days than this file could have rows. */
const ROWS_MAX = 20_000;
/** Largest numerator and denominator of a split that is looked for: 50:1 and 1:50 happen, 20:19 does not. */
const SPLIT_TERM_MAX = 50;
/** Factors are written with seven decimals, so a small factor's quotient is off by this much. */
const SPLIT_TOLERANCE = 2e-5;

interface FactorRow {
  readonly line: number;
  /** 00:00 UTC of the last day to which the factors apply. */
  readonly dayMs: number;
  readonly priceFactor: number;
  readonly splitFactor: number;
  /** Raw close of that day; 0 where the file gives none. */
  readonly referencePrice: number;
}

function refuse(line: number, expected: string, found: string): never {
  throw new RaraError(`Expected ${expected} in line ${line} of the factor file, found ${JSON.stringify(found)}`, {
    category: "usage",
    code: "simulation.factor-file",
    hint: "A LEAN factor file has no header and rows of yyyymmdd,price factor,split factor,reference close, oldest first.",
    details: { line },
  });
}

function dayOf(text: string, line: number): number {
  const [, year = "", month = "", day = ""] =
    /^(\d{4})(\d{2})(\d{2})$/.exec(text) ?? refuse(line, "a date yyyymmdd", text);
  const dayMs = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const back = new Date(dayMs);
  if (back.getUTCMonth() !== Number(month) - 1 || back.getUTCDate() !== Number(day)) refuse(line, "a real date", text);
  return dayMs;
}

function rowOf(text: string, line: number): FactorRow {
  const cells = text.split(",").map((cell) => cell.trim());
  if (cells.length < 3 || cells.length > 4) refuse(line, "three or four cells", text);
  const [date = "", priceFactor = "", splitFactor = "", referencePrice = "0"] = cells;
  const positive = (cell: string, what: string): number => {
    const value = cell === "" ? NaN : Number(cell);
    return value > 0 && value < Infinity ? value : refuse(line, `a ${what} above 0`, cell);
  };
  return {
    line,
    dayMs: dayOf(date, line),
    priceFactor: positive(priceFactor, "price factor"),
    splitFactor: positive(splitFactor, "split factor"),
    referencePrice: referencePrice === "0" || referencePrice === "" ? 0 : positive(referencePrice, "reference price"),
  };
}

/** Returns the simple fraction that a quotient of rounded factors stands for (7 for 6.999997), else the quotient. */
function simpleRatio(quotient: number): number {
  for (let denominator = 1; denominator <= SPLIT_TERM_MAX; denominator++) {
    const numerator = Math.round(quotient * denominator);
    if (numerator < 1 || numerator > SPLIT_TERM_MAX) continue;
    const ratio = numerator / denominator;
    if (Math.abs(quotient / ratio - 1) <= SPLIT_TOLERANCE) return ratio;
  }
  return quotient;
}

function actionBetween(row: FactorRow, next: FactorRow): CorporateAction | undefined {
  const splitRatio = simpleRatio(next.splitFactor / row.splitFactor);
  const paid = 1 - row.priceFactor / next.priceFactor;
  if (splitRatio === 1 && paid === 0) return undefined;
  if (paid !== 0 && row.referencePrice === 0) refuse(row.line, "a reference price beside a dividend", "0");
  if (paid < 0) refuse(next.line, `a price factor of at least ${row.priceFactor}`, String(next.priceFactor));
  return { exTimeMs: row.dayMs + DAY_MS, dividendPerUnit: paid * row.referencePrice, splitRatio };
}

/**
 * Returns the splits and cash dividends of a LEAN factor file's text, oldest first. A row holds until its date and gives
 * that day's raw close, so an action follows from a row and the next one: split ratio = next split factor / split factor
 * (as a simple fraction, since factors are rounded), dividend = close x (1 - price factor / next price factor).
 * @throws RaraError `simulation.factor-file` naming the line.
 */
export function readFactorFile(text: string): readonly CorporateAction[] {
  const lines = text.split(/\r?\n/);
  if (lines.length > ROWS_MAX) refuse(ROWS_MAX, `at most ${ROWS_MAX} rows`, String(lines.length));
  const rows = lines.flatMap((line, i) => (line.trim() === "" ? [] : [rowOf(line, i + 1)]));
  if (rows.length === 0) refuse(1, "at least one row", "");
  return rows.flatMap((row, i) => {
    const next = rows[i + 1];
    if (next === undefined) return [];
    if (next.dayMs <= row.dayMs) refuse(next.line, "a later date than in the row before", String(next.dayMs));
    const action = actionBetween(row, next);
    return action === undefined ? [] : [action];
  });
}
