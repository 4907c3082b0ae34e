import type { StretchRules, StretchState } from "@rara-trading/domain";
import { slotCell } from "./stretch-layout.ts";

const CASH = slotCell("cash");
const LOTS = slotCell("lots");
const POSITION = slotCell("position");
const ENTRY_PRICE = slotCell("entryPrice");
const PEAK_EQUITY = slotCell("peakEquity");
const TRADED_NOTIONAL = slotCell("tradedNotional");
const BARS_IN_POSITION = slotCell("barsInPosition");
const SEQUENCE = slotCell("sequence");
const LAST_TARGET = slotCell("lastTarget");
const STOP_LOSS = slotCell("stopLoss");
const STOP_SEQUENCE = slotCell("stopSequence");
const TAKE_PROFIT = slotCell("takeProfit");
const TAKE_PROFIT_SEQUENCE = slotCell("takeProfitSequence");
const EXIT_LOTS = slotCell("exitLots");
const EXIT_SEQUENCE = slotCell("exitSequence");
const ENTRY_LOTS = slotCell("entryLots");
const ENTRY_SEQUENCE = slotCell("entrySequence");
const BUY_FACTOR = slotCell("buyFactor");
const SELL_FACTOR = slotCell("sellFactor");
const FEE_RATE = slotCell("feeRate");
const EQUITY_FRACTION = slotCell("equityFraction");
const LOTS_PER_UNIT = slotCell("lotsPerUnit");
const GUARDED = slotCell("guarded");

/** Writes an account and its orders into a window's cells. Field by field: by name, it costs as much as a hundred bars. */
export function writeState(cells: Float64Array, state: StretchState): void {
  cells[CASH] = state.cash;
  cells[LOTS] = state.lots;
  cells[POSITION] = state.position;
  cells[ENTRY_PRICE] = state.entryPrice;
  cells[PEAK_EQUITY] = state.peakEquity;
  cells[TRADED_NOTIONAL] = state.tradedNotional;
  cells[BARS_IN_POSITION] = state.barsInPosition;
  cells[SEQUENCE] = state.sequence;
  cells[LAST_TARGET] = state.lastTarget;
  cells[STOP_LOSS] = state.stopLoss;
  cells[STOP_SEQUENCE] = state.stopSequence;
  cells[TAKE_PROFIT] = state.takeProfit;
  cells[TAKE_PROFIT_SEQUENCE] = state.takeProfitSequence;
  cells[EXIT_LOTS] = state.exitLots;
  cells[EXIT_SEQUENCE] = state.exitSequence;
  cells[ENTRY_LOTS] = state.entryLots;
  cells[ENTRY_SEQUENCE] = state.entrySequence;
}

/** Reads the account and its orders back. */
export function readState(cells: Float64Array, state: StretchState): void {
  state.cash = cells[CASH] ?? NaN;
  state.lots = cells[LOTS] ?? NaN;
  state.position = cells[POSITION] ?? NaN;
  state.entryPrice = cells[ENTRY_PRICE] ?? NaN;
  state.peakEquity = cells[PEAK_EQUITY] ?? NaN;
  state.tradedNotional = cells[TRADED_NOTIONAL] ?? NaN;
  state.barsInPosition = cells[BARS_IN_POSITION] ?? NaN;
  state.sequence = cells[SEQUENCE] ?? NaN;
  state.lastTarget = cells[LAST_TARGET] ?? NaN;
  state.stopLoss = cells[STOP_LOSS] ?? NaN;
  state.stopSequence = cells[STOP_SEQUENCE] ?? NaN;
  state.takeProfit = cells[TAKE_PROFIT] ?? NaN;
  state.takeProfitSequence = cells[TAKE_PROFIT_SEQUENCE] ?? NaN;
  state.exitLots = cells[EXIT_LOTS] ?? NaN;
  state.exitSequence = cells[EXIT_SEQUENCE] ?? NaN;
  state.entryLots = cells[ENTRY_LOTS] ?? NaN;
  state.entrySequence = cells[ENTRY_SEQUENCE] ?? NaN;
}

/** Writes what is the same on every bar. */
export function writeRules(cells: Float64Array, rules: StretchRules): void {
  cells[BUY_FACTOR] = rules.buyFactor;
  cells[SELL_FACTOR] = rules.sellFactor;
  cells[FEE_RATE] = rules.feeRate;
  cells[EQUITY_FRACTION] = rules.equityFraction;
  cells[LOTS_PER_UNIT] = rules.lotsPerUnit;
  cells[GUARDED] = rules.guarded ? 1 : 0;
}
