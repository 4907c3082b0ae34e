import { type CandleColumns, HOLD_TARGET, type StrategySession } from "@rara-trading/domain";

const FEE = 0.001;

/**
 * Returns the equity at each close of trading a session with all of it, written plainly: fill at the next open with 0.1 %
 * fees, stop-loss before take-profit inside the bar, flat after either until the target changes. Strategies that say the
 * same give the same bits.
 */
export function plainEquity(session: StrategySession, market: CandleColumns): Float64Array {
  const { openTimeMs, open, high, low, close, volume } = market;
  const equity = new Float64Array(market.length);
  const { warmupBars } = session.meta;
  let cash = 100_000;
  let size = 0;
  let pending = 0;
  let target = 0;
  const trade = (newSize: number, price: number): void => {
    cash -= (newSize - size) * price + Math.abs(newSize - size) * price * FEE;
    size = newSize;
    session.setPosition(size, size === 0 ? 0 : price);
  };
  for (let i = 0; i < market.length; i++) {
    const [o = 0, h = 0, l = 0, c = 0] = [open[i], high[i], low[i], close[i]];
    if (pending !== target) {
      target = pending;
      if (size !== 0) trade(0, o);
      if (target !== 0) {
        trade((target * cash) / o, o);
        session.askRiskLevels(target > 0 ? 1 : -1, o);
      }
    }
    const { stopLoss, takeProfit } = session;
    if (size > 0 && l <= stopLoss) trade(0, Math.min(o, stopLoss));
    else if (size > 0 && h >= takeProfit) trade(0, Math.max(o, takeProfit));
    equity[i] = cash + size * c;
    const wanted = session.onCandle(openTimeMs[i] ?? 0, o, h, l, c, volume[i] ?? 0);
    if (wanted !== HOLD_TARGET && i >= warmupBars) pending = wanted;
  }
  return equity;
}
