import type { CandleColumns } from "@rara-trading/domain";
import type { CorporateAction } from "@rara-trading/simulation";

function scaled(values: Float64Array, by: Float64Array): Float64Array {
  return values.map((value, i) => value * (by[i] ?? NaN));
}

/**
 * Returns a raw history as if every split and dividend had always been in the prices: bars before an action are divided
 * by the split ratio and multiplied by 1 - dividend / last raw close before; volumes by the split ratio. The last bars stay.
 */
export function adjustedCandles(raw: CandleColumns, actions: readonly CorporateAction[]): CandleColumns {
  const prices = new Float64Array(raw.length);
  const volumes = new Float64Array(raw.length);
  let price = 1;
  let volume = 1;
  let next = actions.length - 1;
  for (let i = raw.length - 1; i >= 0; i--) {
    for (; next >= 0; next--) {
      const action = actions[next];
      if (action === undefined || action.exTimeMs <= (raw.openTimeMs[i] ?? NaN)) break;
      // An action after the last bar has happened in none of them.
      if (i === raw.length - 1) continue;
      price *= (1 - action.dividendPerUnit / (raw.close[i] ?? NaN)) / action.splitRatio;
      volume *= action.splitRatio;
    }
    prices[i] = price;
    volumes[i] = volume;
  }
  return {
    ...raw,
    open: scaled(raw.open, prices),
    high: scaled(raw.high, prices),
    low: scaled(raw.low, prices),
    close: scaled(raw.close, prices),
    volume: scaled(raw.volume, volumes),
  };
}
