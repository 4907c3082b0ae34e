import type { CandleColumns } from "@rara-trading/domain";
import type { EngineOptions } from "@rara-trading/simulation";
import { FAST, SLOW } from "./sma-market.ts";

/**
 * The least JavaScript that trades two crossing averages: running sums, fills at the next open with fee and slippage,
 * whole lots, equity at each close. What a sandbox, an engine and a session cost is measured against it.
 */
export function smaKernel(candles: CandleColumns, options: EngineOptions, equity: Float64Array): number {
  const { open, close, length } = candles;
  const { equityFraction, lotsPerUnit } = options.sizing;
  const feeRate = options.costs.feeBps / 10_000;
  const slip = options.costs.slippageBps / 10_000;
  let cash = options.capital;
  let lots = 0;
  let wanted = 0;
  let lastTarget = 0;
  let fast = 0;
  let slow = 0;
  for (let i = 0; i < length; i++) {
    if (wanted !== lots) {
      const price = (open[i] ?? NaN) * (wanted > lots ? 1 + slip : 1 - slip);
      const notional = (Math.abs(wanted - lots) / lotsPerUnit) * price;
      cash = (wanted > lots ? cash - notional : cash + notional) - notional * feeRate;
      lots = wanted;
    }
    const last = close[i] ?? NaN;
    const now = cash + (lots / lotsPerUnit) * last;
    equity[i] = now;
    if (i >= FAST) fast -= close[i - FAST] ?? NaN;
    if (i >= SLOW) slow -= close[i - SLOW] ?? NaN;
    fast += last;
    slow += last;
    if (i < SLOW - 1) continue;
    const target = fast / FAST > slow / SLOW ? 1 : 0;
    if (target !== lastTarget) {
      lastTarget = target;
      wanted = Math.trunc(((target * equityFraction * now) / last) * lotsPerUnit);
    }
  }
  return equity[length - 1] ?? NaN;
}
