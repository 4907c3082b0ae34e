import type { Candle } from "@rara-trading/domain";
import type { ExecutionDesk } from "./execution-desk.ts";
import { noteFirstTouch } from "./first-touch.ts";
import { triggerStop } from "./match-open.ts";
import type { OpenOrder } from "./open-order.ts";
import { limitOf, stopLevel } from "./order-levels.ts";
import { adverseExtreme, favourableExtreme, reachesLimit, reachesStop } from "./price-reach.ts";
import { betterPrice, trailingLevel } from "./trailing-level.ts";

/**
 * Returns where the market stands when the inside of a finest bar triggers a stop, `undefined` when it does not.
 *
 * A trailing stop meets the worst price at the level that it had before the bar. If that holds, its level follows the
 * bar's best price. When the worst price is beyond the level that results, the stop may have triggered anywhere between
 * the two, since the price may have turned at any height on its way: the worst price counts.
 */
function insideTrigger(desk: ExecutionDesk, open: OpenOrder, step: Candle): number | undefined {
  const { side } = open.order;
  const extreme = adverseExtreme(side, step);
  const level = stopLevel(open);
  // A stop placed beyond the market inside the bar triggers where the market is, not at its level.
  if (reachesStop(side, open.began, level)) return open.began;
  if (reachesStop(side, extreme, level)) return level;
  if (open.order.kind !== "trailing-stop") return undefined;
  const followed = trailingLevel(
    side,
    open.order.trail,
    betterPrice(side, open.best, favourableExtreme(side, step, NaN)),
  );
  // Whether it triggers is judged by all that it may have seen, the level it goes on with by what it surely has.
  open.best = betterPrice(side, open.best, favourableExtreme(side, step, open.began));
  if (!reachesStop(side, extreme, followed)) return undefined;
  desk.tally.ambiguous();
  return extreme;
}

function insideStop(desk: ExecutionDesk, open: OpenOrder, step: Candle): void {
  const reference = insideTrigger(desk, open, step);
  if (reference === undefined) return;
  noteFirstTouch(desk, open, step);
  triggerStop(desk, open, reference, reference);
}

function insideLimit(desk: ExecutionDesk, open: OpenOrder, step: Candle): void {
  const limitPrice = limitOf(open);
  const best = favourableExtreme(open.order.side, step, open.began);
  if (!reachesLimit(open.order.side, best, limitPrice, desk.model.limitFill)) return;
  noteFirstTouch(desk, open, step);
  // A limit that arrived within the spread lies beyond every price of the bar; what it gives up of the spread is a cost.
  desk.make(open, limitPrice, Math.min(step.high, Math.max(step.low, limitPrice)));
}

/**
 * Executes what the inside of a finest bar decides, whose path between its four prices is unknown: stops first, then
 * limits, so that of a stop and a limit that were both touched the stop counts. Again while executions place further
 * orders, which then see only what they are sure to have seen.
 */
export function matchInside(desk: ExecutionDesk, step: Candle): void {
  let attached: number;
  do {
    ({ attached } = desk);
    for (const open of desk.orders) if (!open.done && open.live && open.form === "stop") insideStop(desk, open, step);
    for (const open of desk.orders) {
      // What an execution has placed takes its turn from the beginning: its stop comes before its limit as well.
      if (attached !== desk.attached) break;
      if (!open.done && open.live && open.form === "limit") insideLimit(desk, open, step);
    }
  } while (attached !== desk.attached);
}
