import { type InstrumentId, instrumentParts } from "./instrument-id.ts";

/**
 * When a market trades: `continuous` every UTC day of the year (crypto pairs),
 * `sessions` about 252 days a year (equities, indices).
 */
export type MarketCalendar = "continuous" | "sessions";

/** Returns the number of daily returns in a year, by which daily figures are annualised. */
export function daysPerYear(calendar: MarketCalendar): number {
  return calendar === "continuous" ? 365 : 252;
}

/** Returns the calendar of an instrument: pairs and perpetuals trade continuously, tickers in sessions. */
export function calendarOf(instrument: InstrumentId): MarketCalendar {
  return instrumentParts(instrument)?.kind === "ticker" ? "sessions" : "continuous";
}
