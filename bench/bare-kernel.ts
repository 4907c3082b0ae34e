import type { CandleColumns } from "@rara-trading/domain";
import type { EngineOptions } from "@rara-trading/simulation";

/**
 * The least code that trades targets: fills at the next open with fee and slippage, whole lots, equity at each close.
 * No protective orders, guards, journal or session. What the engine costs is measured against it.
 */
export function bareKernel(
  candles: CandleColumns,
  targets: Float64Array,
  options: EngineOptions,
  hold: number,
  equity: Float64Array,
): number {
  const { open, close, length } = candles;
  const { equityFraction, lotsPerUnit } = options.sizing;
  const feeRate = options.costs.feeBps / 10_000;
  const slip = options.costs.slippageBps / 10_000;
  let cash = options.capital;
  let lots = 0;
  let wanted = 0;
  let lastTarget = 0;
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
    const target = targets[i] ?? NaN;
    if (target !== hold && target !== lastTarget) {
      lastTarget = target;
      wanted = Math.trunc(((target * equityFraction * now) / last) * lotsPerUnit);
    }
  }
  return equity[length - 1] ?? NaN;
}
