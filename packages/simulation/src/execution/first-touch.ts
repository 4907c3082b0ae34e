import type { Candle } from "@rara-trading/domain";
import type { ExecutionDesk } from "./execution-desk.ts";
import type { OpenOrder } from "./open-order.ts";
import { limitOf, stopLevel } from "./order-levels.ts";
import { adverseExtreme, favourableExtreme, reachesLimit, reachesStop } from "./price-reach.ts";

function touches(desk: ExecutionDesk, open: OpenOrder, bar: Candle): boolean {
  const { side } = open.order;
  if (open.form === "stop") return reachesStop(side, adverseExtreme(side, bar), stopLevel(open));
  return reachesLimit(side, favourableExtreme(side, bar, NaN), limitOf(open), desk.model.limitFill);
}

/**
 * Notes, before an order of a group executes, whether the bars tell that it came before the group's stop or limit on
 * the other side. `inside` is the finest bar whose inside executes it; without one it executes at an open, which comes
 * before everything that follows it.
 */
export function noteFirstTouch(desk: ExecutionDesk, open: OpenOrder, inside?: Candle): void {
  const { bar } = desk;
  const { group } = open.order;
  if (bar === undefined || group === undefined || (inside === undefined && desk.stepIndex === 0)) return;
  for (const other of desk.orders) {
    if (other.done || !other.live || other.order.group?.id !== group.id) continue;
    if (other.form === open.form || other.form === "market") continue;
    if (inside !== undefined && touches(desk, other, inside)) desk.tally.ambiguous();
    else if (touches(desk, other, bar)) desk.tally.resolved();
  }
}
