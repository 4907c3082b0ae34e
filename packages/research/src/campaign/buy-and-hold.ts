import type { CandleColumns } from "@rara-trading/domain";
import { dailyReturns } from "@rara-trading/simulation";

/** Returns the daily returns of holding the instrument from the first close on, before costs; 0 on the first day. */
export function buyAndHoldReturns(candles: CandleColumns): Float64Array {
  return dailyReturns(candles.close, candles.openTimeMs, candles.close[0] ?? 1);
}
