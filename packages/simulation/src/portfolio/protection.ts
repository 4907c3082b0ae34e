import type { OrderIntent } from "@rara-trading/domain";
import type { SleevePosition } from "../account/margin-account.ts";
import { restingLevel } from "../engine/protective-exit.ts";
import type { OrderGroup, WorkingOrder } from "../execution/order.ts";
import { type OrderTerms, stopLossOrder, takeProfitOrder } from "./order-style.ts";
import type { SleeveOptions } from "./portfolio-options.ts";
import type { MarketContext } from "./sleeve-context.ts";
import type { SleeveOrders } from "./sleeve-orders.ts";

/** What protective orders need from their sleeve. */
interface ProtectionSource {
  /** Numbers an intent that closes what is held. */
  intent(barOpenTimeMs: number, purpose: "stop-loss" | "take-profit", level: number): OrderIntent;
  orderId(): number;
  approved(intent: OrderIntent): void;
}

/** The stop-loss and take-profit of one sleeve's position: a group of which one takes what the other leaves. */
export class Protection {
  readonly #options: SleeveOptions;
  readonly #market: MarketContext;
  readonly #orders: SleeveOrders;
  readonly #source: ProtectionSource;
  #stopPrice = NaN;

  constructor(options: SleeveOptions, market: MarketContext, orders: SleeveOrders, source: ProtectionSource) {
    this.#options = options;
    this.#market = market;
    this.#orders = orders;
    this.#source = source;
  }

  /** Price of a plain stop-loss that rests, NaN for none and for stops that move or are limited. */
  get stopPrice(): number {
    return this.#stopPrice;
  }

  /**
   * Asks the strategy for the levels of what is held and rests orders there. Asking again (a larger position) replaces
   * them; a trailing stop then begins anew.
   * @throws StrategyFault `bad-target` for a level that is no price.
   */
  rest(barOpenTimeMs: number, { lots, entryPrice }: SleevePosition): void {
    const { session, orders } = this.#options;
    const { tickSize } = this.#market.model.rules;
    this.clear();
    const side = lots > 0 ? 1 : -1;
    session.askRiskLevels(side, entryPrice);
    const stopLoss = restingLevel("stop-loss", session.stopLoss, side === 1);
    const takeProfit = restingLevel("take-profit", session.takeProfit, side === -1);
    const group: OrderGroup = { id: this.#source.orderId(), kind: "one-updates-other" };
    const terms = (purpose: "stop-loss" | "take-profit"): OrderTerms => {
      const closes = { lots: Math.abs(lots), purpose, reduceOnly: true, group } as const;
      return { id: this.#source.orderId(), side: side === 1 ? "sell" : "buy", ...closes };
    };
    const stop = stopLossOrder(terms("stop-loss"), orders.stopLoss, stopLoss, entryPrice, tickSize);
    if (stop !== undefined) this.#attach(barOpenTimeMs, stop, stopLoss > 0 ? stopLoss : entryPrice);
    if (stop?.kind === "stop") this.#stopPrice = stop.stopPrice;
    if (takeProfit > 0) {
      const limit = takeProfitOrder(terms("take-profit"), takeProfit, tickSize);
      this.#attach(barOpenTimeMs, limit, takeProfit);
    }
  }

  /** Takes the orders back. */
  clear(): void {
    this.#orders.withdraw("protective");
    this.#stopPrice = NaN;
  }

  /** Notes that prices are 1 / `ratio` of what they were. */
  split(ratio: number): void {
    this.#stopPrice /= ratio;
  }

  #attach(barOpenTimeMs: number, order: WorkingOrder, level: number): void {
    const purpose = order.purpose === "stop-loss" ? "stop-loss" : "take-profit";
    const intent = this.#source.intent(barOpenTimeMs, purpose, level);
    this.#source.approved(intent);
    this.#orders.add({ intent, order, role: "protective", remainingLots: order.lots });
    this.#market.venue.attach(order);
  }
}
