import { type CandleColumns, HOLD_TARGET, type TradingStretch } from "@rara-trading/domain";
import type { EngineJournal, EngineOptions } from "./engine-options.ts";
import { slippedPrice } from "./fill-price.ts";

/** Returns a stretch of bars to be filled in and handed to a session; the journal hears of what it trades. */
export function newStretch(
  candles: CandleColumns,
  equity: Float64Array,
  { costs, sizing, guards }: EngineOptions,
  journal: EngineJournal,
): TradingStretch {
  return {
    candles,
    equity,
    rules: {
      buyFactor: slippedPrice("buy", 1, costs.slippageBps),
      sellFactor: slippedPrice("sell", 1, costs.slippageBps),
      feeRate: costs.feeBps / 10_000,
      equityFraction: sizing.equityFraction,
      lotsPerUnit: sizing.lotsPerUnit,
      guarded: guards.length > 0,
    },
    state: {
      cash: 0,
      lots: 0,
      position: 0,
      entryPrice: 0,
      peakEquity: 0,
      tradedNotional: 0,
      barsInPosition: 0,
      sequence: 0,
      lastTarget: 0,
      stopLoss: NaN,
      stopSequence: 0,
      takeProfit: NaN,
      takeProfitSequence: 0,
      exitLots: NaN,
      exitSequence: 0,
      entryLots: NaN,
      entrySequence: 0,
    },
    from: 0,
    to: 0,
    ruinEquity: 0,
    decideFromMs: 0,
    next: 0,
    target: HOLD_TARGET,
    refusedLevels: false,
    filled: (fills) => {
      if (journal.filledInStretch !== undefined) return journal.filledInStretch(fills);
      for (let i = 0; i < fills.count; i++) journal.filled(fills.fill(i));
    },
  };
}
