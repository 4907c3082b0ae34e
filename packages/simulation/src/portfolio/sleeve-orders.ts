import { assertNever, type OrderIntent } from "@rara-trading/domain";
import type { WorkingOrder } from "../execution/order.ts";
import { roundToTick } from "../execution/tick.ts";
import type { SimulatedVenue } from "../execution/simulated-venue.ts";

/** An order of a sleeve and the intent that its fills refer to. */
export interface SentOrder {
  readonly intent: OrderIntent;
  readonly order: WorkingOrder;
  /** `signal`: entry or exit. `protective`: stop-loss or take-profit. `forced`: liquidation. */
  readonly role: "signal" | "protective" | "forced";
  remainingLots: number;
}

/** Returns an order with its prices (on the tick) and lots after a split of `ratio` new units for one. */
export function splitOrder(
  order: WorkingOrder,
  ratio: number,
  id: number,
  lots: number,
  tickSize: number | null,
): WorkingOrder {
  const moved = { id, lots };
  const { side } = order;
  const limit = (price: number): number => roundToTick(price / ratio, tickSize, side === "sell" ? "up" : "down");
  const stop = (price: number): number => roundToTick(price / ratio, tickSize, side === "buy" ? "up" : "down");
  switch (order.kind) {
    case "market":
      return { ...order, ...moved };
    case "limit":
      return { ...order, ...moved, limitPrice: limit(order.limitPrice) };
    case "stop":
      return { ...order, ...moved, stopPrice: stop(order.stopPrice) };
    case "stop-limit":
      return { ...order, ...moved, stopPrice: stop(order.stopPrice), limitPrice: limit(order.limitPrice) };
    case "trailing-stop": {
      const { trail } = order;
      const scaled = trail.kind === "bps" ? trail : { ...trail, distance: trail.distance / ratio };
      return { ...order, ...moved, trail: scaled };
    }
    default:
      return assertNever(order);
  }
}

/** The orders of one sleeve that work or are on their way. */
export class SleeveOrders {
  readonly #venue: SimulatedVenue;
  readonly #sent = new Map<number, SentOrder>();

  constructor(venue: SimulatedVenue) {
    this.#venue = venue;
  }

  /** The order with this id, `undefined` when it ended or was withdrawn. */
  find(id: number): SentOrder | undefined {
    return this.#sent.get(id);
  }

  /** Remembers an order before it is sent. */
  add(sent: SentOrder): void {
    this.#sent.set(sent.order.id, sent);
  }

  /** Forgets an order that ended. */
  remove(id: number): void {
    this.#sent.delete(id);
  }

  /** Orders of one role, oldest first. */
  of(role: SentOrder["role"]): readonly SentOrder[] {
    const found: SentOrder[] = [];
    for (const sent of this.#sent.values()) if (sent.role === role) found.push(sent);
    return found;
  }

  /** Whether an entry or exit works or is on its way. */
  get hasSignalOrders(): boolean {
    for (const { role } of this.#sent.values()) if (role === "signal") return true;
    return false;
  }

  /** Takes every order of a role out of the venue at once; nothing is heard of them any more. */
  withdraw(role: SentOrder["role"]): readonly SentOrder[] {
    const withdrawn = this.of(role);
    for (const { order } of withdrawn) {
      this.#sent.delete(order.id);
      this.#venue.detach(order.id);
    }
    return withdrawn;
  }

  /** Asks the venue to cancel entries and exits, which takes its latency. */
  cancelSignalOrders(): void {
    for (const { order } of this.of("signal")) this.#venue.cancel(order.id);
  }
}
