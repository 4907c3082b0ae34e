import { RaraError } from "@rara-trading/domain";
import type { FundingRates } from "@rara-trading/simulation";

/** Funding every eight hours for two centuries. */
const ROWS_MAX = 250_000;
/** No venue has charged more at one time. */
const RATE_MAX = 0.5;
const HEADER = /^[a-z_ ]+,[a-z_ ]+$/i;

function refuse(line: number, expected: string, found: string): never {
  throw new RaraError(`Expected ${expected} in line ${line} of the funding file, found ${JSON.stringify(found)}`, {
    category: "usage",
    code: "simulation.funding-file",
    hint: "A funding file has rows of time,rate, oldest first: epoch milliseconds or an ISO time in UTC, and a fraction (0.0001 is 0.01 %).",
    details: { line },
  });
}

function timeOf(text: string, line: number): number {
  const value = /^\d{12,14}$/.test(text) ? Number(text) : Date.parse(text.endsWith("Z") ? text : "");
  return Number.isFinite(value) ? value : refuse(line, "a time", text);
}

function rateOf(text: string, line: number): number {
  const value = /^-?\d*\.?\d+(e-?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  return Math.abs(value) <= RATE_MAX ? value : refuse(line, `a rate from -${RATE_MAX} to ${RATE_MAX}`, text);
}

/** Returns the funding rates of a CSV text, oldest first; a first line of names is left out. @throws RaraError `simulation.funding-file` naming the line. */
export function readFundingFile(text: string): FundingRates {
  const lines = text.split(/\r?\n/);
  if (lines.length > ROWS_MAX) refuse(ROWS_MAX, `at most ${ROWS_MAX} rows`, String(lines.length));
  const timeMs: number[] = [];
  const rates: number[] = [];
  for (const [i, row] of lines.entries()) {
    const line = i + 1;
    if (row.trim() === "" || (i === 0 && HEADER.test(row.trim()))) continue;
    const [time = "", rate = "", ...more] = row.split(",").map((cell) => cell.trim());
    if (more.length > 0) refuse(line, "two columns", row);
    const atMs = timeOf(time, line);
    if (atMs <= (timeMs.at(-1) ?? -Infinity)) refuse(line, "a later time than the row before", time);
    timeMs.push(atMs);
    rates.push(rateOf(rate, line));
  }
  if (timeMs.length === 0) refuse(1, "at least one row", text.slice(0, 40));
  return { timeMs: Float64Array.from(timeMs), rate: Float64Array.from(rates) };
}
