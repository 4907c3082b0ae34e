import { toFloat64 } from "../trading/exact-decimal.ts";
import type { Fill } from "../trading/order.ts";
import type { OrderFilled } from "./trading-events.ts";

/** Returns the fill that a `trading.order.filled` event wrote down: every number reads back as the same float64 (-0 as 0). */
export function fillOf(filled: OrderFilled): Fill {
  return {
    sequence: filled.sequence,
    barOpenTimeMs: filled.barOpenTimeMs,
    side: filled.side,
    purpose: filled.purpose,
    quantity: toFloat64(filled.quantity),
    price: toFloat64(filled.price),
    feeQuote: toFloat64(filled.feeQuote),
    realizedPnlQuote: toFloat64(filled.realizedPnlQuote),
    positionAfter: toFloat64(filled.positionAfter),
  };
}
