import { type CandleColumns, type InstrumentId, parseInstrumentId, type Timeframe } from "@rara-trading/domain";
import { plainExecution } from "../execution/execution-model.ts";
import { MARKET_ORDERS } from "../portfolio/order-style.ts";
import type { InstrumentModel, PortfolioOptions, SleeveOptions } from "../portfolio/portfolio-options.ts";
import { dailyColumns } from "./scripted-run.ts";
import { type RiskRule, TargetArraySession } from "./target-array-session.ts";

/** The instrument of scripted accounts. */
export const PERPETUAL: InstrumentId = parseInstrumentId("binance:BTC/USDT:USDT");

/** Bars of which each says open, high, low and close. */
export type PriceBar = readonly [open: number, high: number, low: number, close: number];

/** A day that stays at one price. */
export function still(price: number): PriceBar {
  return [price, price, price, price];
}

/** Daily bars with a volume of 100. */
export function daily(bars: readonly PriceBar[]): CandleColumns {
  const columns = dailyColumns(bars);
  columns.volume.fill(100);
  return columns;
}

/** Free of costs, in whole units. */
export function freeModel(changes: Partial<InstrumentModel> = {}): InstrumentModel {
  return { instrument: PERPETUAL, execution: plainExecution({ feeBps: 0, slippageBps: 0 }, 1), ...changes };
}

/** A sleeve with market orders that invests all equity at full strength. */
export function scriptedSleeve(
  targets: readonly number[],
  changes: Partial<SleeveOptions> = {},
  risk?: RiskRule,
): SleeveOptions {
  return {
    name: "one",
    session: new TargetArraySession(targets, risk),
    instrument: PERPETUAL,
    timeframe: "1d" satisfies Timeframe,
    sizing: { kind: "fixed-fraction", equityFraction: 1 },
    orders: MARKET_ORDERS,
    guards: [],
    ...changes,
  };
}

/** An account of 1,000. */
export function scriptedPortfolio(
  sleeves: readonly SleeveOptions[],
  instruments: readonly InstrumentModel[] = [freeModel()],
  changes: Partial<PortfolioOptions> = {},
): PortfolioOptions {
  return { capital: 1_000, tradeFromMs: 0, instruments, sleeves, ...changes };
}
