import type { CandleColumns } from "@rara-trading/domain";
import type { CorporateAction } from "@rara-trading/simulation";

/**
 * Returns what one unit bought at the beginning is worth at each close, with splits followed and dividends put back in at
 * the open of the first bar without them. The closes themselves where there are no actions.
 */
export function heldCloses(
  { openTimeMs, open, close }: CandleColumns,
  actions: readonly CorporateAction[],
): Float64Array {
  if (actions.length === 0) return close;
  let units = 1;
  // What happened before the first bar is in its price.
  let next = actions.findIndex(({ exTimeMs }) => exTimeMs > (openTimeMs[0] ?? 0));
  if (next < 0) next = actions.length;
  return close.map((price, i) => {
    for (let action = actions[next]; action !== undefined && action.exTimeMs <= (openTimeMs[i] ?? NaN);) {
      const paid = units * action.dividendPerUnit;
      units = units * action.splitRatio + paid / (open[i] ?? NaN);
      action = actions[++next];
    }
    return units * price;
  });
}
