import { DAY_MS } from "@rara-trading/domain";

/** A year of interest: 365 days, as brokers quote stock loans on a money-market year of actual days / 365. */
const BORROW_YEAR_MS = 365 * DAY_MS;

/**
 * Returns what a position (signed base units) receives at a funding time: -position x mark x rate. Longs pay a positive
 * rate to shorts (linear perpetuals; Binance and Bybit contract specifications).
 */
export function fundingAmount(position: number, markPrice: number, rate: number): number {
  return -position * markPrice * rate;
}

/** Returns what a short (signed base units, 0 for a long) owes for `elapsedMs`, at most 0: notional x annual rate x time / 365 days. */
export function borrowAmount(position: number, price: number, annualRate: number, elapsedMs: number): number {
  if (position >= 0 || annualRate === 0 || elapsedMs === 0) return 0;
  return position * price * annualRate * (elapsedMs / BORROW_YEAR_MS);
}

/** Returns what a position (signed base units) receives on an ex date: longs are credited, shorts owe. */
export function dividendAmount(position: number, dividendPerUnit: number): number {
  return position * dividendPerUnit;
}
