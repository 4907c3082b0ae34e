import type { GateCheck } from "@rara-trading/domain";
import { meanOf } from "../statistics/variation.ts";
import type { CandidateLab } from "./candidate-lab.ts";
import type { Gate1Thresholds } from "./gate1-thresholds.ts";
import { thresholdCheck } from "./threshold-check.ts";

/** Days whose volume and volatility an order is measured against: those before it. */
const LIQUIDITY_DAYS = 21;

interface DayLiquidity {
  /** Standard deviation of the daily returns before. */
  readonly volatility: number;
  /** Mean traded value a day before, quote currency. */
  readonly value: number;
}

/** Returns what a day's orders are measured against, or `null` while too few days went before. */
function liquidityBefore(day: number, returns: Float64Array, values: Float64Array): DayLiquidity | null {
  if (day <= LIQUIDITY_DAYS) return null;
  const window = returns.subarray(day - LIQUIDITY_DAYS, day);
  const mean = meanOf(window);
  let squares = 0;
  for (const value of window) squares += (value - mean) ** 2;
  return {
    volatility: Math.sqrt(squares / LIQUIDITY_DAYS),
    value: meanOf(values.subarray(day - LIQUIDITY_DAYS, day)),
  };
}

/**
 * Returns the daily returns less what trading `capital` would move the market against itself: an order of value Q costs
 * coefficient x sigma x sqrt(Q / V) of its value, sigma the daily volatility and V the mean daily traded value of the 21
 * days before (square-root law: Almgren, Thum, Hauptmann, Li 2005; Tóth et al. 2011). `null` when no volume is recorded.
 */
export function returnsAfterImpact(lab: CandidateLab, capital: number, coefficient: number): Float64Array | null {
  const { candles, dayEnds } = lab;
  const days = dayEnds.length;
  const values = new Float64Array(days);
  const returns = new Float64Array(days);
  for (let day = 0, bar = 0; day < days; day++) {
    const end = dayEnds[day] ?? 0;
    for (; bar <= end; bar++) values[day] = (values[day] ?? 0) + (candles.volume[bar] ?? 0) * (candles.close[bar] ?? 0);
    const before = candles.close[dayEnds[day - 1] ?? 0] ?? Number.NaN;
    returns[day] = day === 0 ? 0 : (candles.close[end] ?? Number.NaN) / before - 1;
  }
  if (!values.some((value) => value > 0)) return null;
  const { fills, equity } = lab.base.result;
  const after = lab.base.dailyReturns.slice();
  let day = 0;
  for (const fill of fills) {
    while (day < days && (candles.openTimeMs[dayEnds[day] ?? 0] ?? Infinity) < fill.barOpenTimeMs) day++;
    const liquidity = liquidityBefore(day, returns, values);
    if (liquidity === null) continue;
    const held = equity[dayEnds[day - 1] ?? 0] ?? lab.capital;
    const fraction = (fill.quantity * fill.price) / held;
    if (!(liquidity.value > 0)) return null;
    const impact = coefficient * liquidity.volatility * Math.sqrt((fraction * capital) / liquidity.value);
    after[day] = (after[day] ?? 0) - fraction * impact;
  }
  return after;
}

/** G7: how much of its Sharpe ratio is left when the capital it is meant for moves the market. */
export function capacityGate(lab: CandidateLab, thresholds: Gate1Thresholds): GateCheck {
  const { capacityCapital, capacitySharpeShare, impactCoefficient } = thresholds;
  const own = lab.sharpeOf(lab.base.dailyReturns);
  const after = returnsAfterImpact(lab, capacityCapital, impactCoefficient);
  const gate = "capacity";
  if (after === null) {
    const reason = `No volume is recorded, so nobody knows what an order of ${capacityCapital} would do to the price; a share of ${capacitySharpeShare} of its Sharpe ratio must be left.`;
    return { gate, passed: false, threshold: capacitySharpeShare, actual: null, reason };
  }
  const left = lab.sharpeOf(after);
  return thresholdCheck({
    gate,
    actual: own === null || left === null || own <= 0 ? null : left / own,
    threshold: capacitySharpeShare,
    side: "least",
    says: `Trading ${capacityCapital} leaves this share of its Sharpe ratio of ${own?.toFixed(2) ?? "none"} after market impact:`,
    missing: "It has no Sharpe ratio to lose",
  });
}
