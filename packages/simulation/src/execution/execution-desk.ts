import { type Candle, lotsToUnits, RaraError, sideSign } from "@rara-trading/domain";
import type { ExecutionModel } from "./execution-model.ts";
import { type ExecutionQuote, isMarketable, makerQuote, takerQuote } from "./execution-quote.ts";
import { MarketHistory } from "./market-history.ts";
import { isImmediate, type OpenOrder } from "./open-order.ts";
import { limitOf } from "./order-levels.ts";
import type { OrderEnding, OrderExecution, VenueClient } from "./order-outcome.ts";
import { slippageBars, slippageFraction } from "./slippage.ts";
import { VenueTally } from "./venue-tally.ts";
import { VolumeBudget } from "./volume-budget.ts";

/** Most orders that may be placed from within one bar: a client that answers every execution with another never ends. */
const ATTACHED_PER_BAR_MAX = 1_000;

/**
 * The open orders and what executing one entails: how many lots, at what price and cost, what it does to its group, who
 * is told. When an order executes is decided elsewhere (`match-open.ts`, `match-inside.ts`).
 */
export class ExecutionDesk {
  readonly model: ExecutionModel;
  readonly client: VenueClient;
  readonly tally = new VenueTally();
  readonly history: MarketHistory;
  readonly budget: VolumeBudget;
  /** Oldest first; those that are done stay until `sweep`. */
  orders: OpenOrder[] = [];
  /** The bar, the finest bar inside it, that one's place in the bar and its number since the venue began. */
  bar: Candle | undefined;
  step: Candle | undefined;
  stepIndex = 0;
  stepNumber = 0;
  /** Where the market stands while an order is looked at. */
  market = NaN;
  /** Orders placed from within this bar. */
  attached = 0;

  constructor(model: ExecutionModel, client: VenueClient) {
    this.model = model;
    this.client = client;
    this.history = new MarketHistory(slippageBars(model.slippage));
    this.budget = new VolumeBudget(model.maxParticipation, model.rules.lotsPerUnit);
  }

  /** Adds an order. @throws RaraError when its id works already, or a bar has placed too many. */
  add(open: OpenOrder, isAttached: boolean): void {
    const { id } = open.order;
    if (this.find(id) !== undefined) this.#fault(`an id that does not work yet, found ${id}`);
    if (isAttached && ++this.attached > ATTACHED_PER_BAR_MAX) {
      this.#fault(`at most ${ATTACHED_PER_BAR_MAX} orders placed within a bar, found more`);
    }
    this.tally.submitted();
    this.orders.push(open);
  }

  /** Returns the open order with this id, if there is one. */
  find(id: number): OpenOrder | undefined {
    return this.orders.find((open) => !open.done && open.order.id === id);
  }

  /** Forgets the orders that are done. */
  sweep(): void {
    if (this.orders.some(({ done }) => done)) this.orders = this.orders.filter(({ done }) => !done);
  }

  /** Ends an order and tells the client; one that ended already stays as it ended. */
  end(open: OpenOrder, ending: OrderEnding): void {
    if (open.done) return;
    open.done = true;
    this.#tellEnd(open, ending);
  }

  /** Executes as a taker, the market standing at `reference`. */
  take(open: OpenOrder, reference: number): void {
    this.market = reference;
    const lots = this.#lotsNow(open);
    if (lots > 0) this.#execute(open, lots, this.#takerQuote(open, lots, reference, null), "taker");
  }

  /** Executes a limit order as a taker where the other side of the book is within its limit; returns whether it was. */
  takeWithin(open: OpenOrder, reference: number, limitPrice: number): boolean {
    this.market = reference;
    if (!isMarketable(this.model, open.order.side, reference, limitPrice)) return false;
    const lots = this.#lotsNow(open);
    if (lots > 0) this.#execute(open, lots, this.#takerQuote(open, lots, reference, limitPrice), "taker");
    return true;
  }

  /** Executes a resting limit order as a maker at `price`, no worse than its limit, the market standing at `market`. */
  make(open: OpenOrder, price: number, market: number): void {
    this.market = market;
    const lots = this.#lotsNow(open);
    if (lots > 0) {
      const quote = makerQuote(this.model, open.order.side, price, limitOf(open), market);
      this.#execute(open, lots, quote, "maker");
    }
  }

  /** Executes as a taker without regard to the cap: what is forced is not asked. */
  force(open: OpenOrder, reference: number): void {
    this.market = reference;
    const lots = Math.min(open.remaining, this.#reducible(open));
    if (lots > 0) this.#execute(open, lots, this.#takerQuote(open, lots, reference, null), "taker");
    this.end(open, { kind: "cancelled", by: "nothing-to-reduce" });
  }

  /** Ends an immediate order that had its chance. */
  expireImmediate(open: OpenOrder): void {
    if (isImmediate(open.order)) this.end(open, { kind: "expired", timeInForce: open.order.timeInForce.kind });
  }

  #reducible(open: OpenOrder): number {
    if (!open.order.reduceOnly) return Infinity;
    return Math.max(0, -sideSign(open.order.side) * this.client.heldLots(open.order));
  }

  #lotsNow(open: OpenOrder): number {
    const wanted = Math.min(open.remaining, this.#reducible(open));
    if (wanted === 0) {
      this.end(open, { kind: "cancelled", by: "nothing-to-reduce" });
      return 0;
    }
    const available = this.budget.available();
    const lots = open.order.timeInForce.kind === "fill-or-kill" && available < wanted ? 0 : Math.min(wanted, available);
    if (lots === 0) this.expireImmediate(open);
    return lots;
  }

  #takerQuote(open: OpenOrder, lots: number, reference: number, limitPrice: number | null): ExecutionQuote {
    const { side } = open.order;
    // The last part of an order, or of several on one side of a bar, meets the market that one order of the sum would.
    const pressing = Math.max(open.filled, this.budget.taken(side)) + lots;
    const fraction = slippageFraction(this.model.slippage, this.history, this.#units(pressing));
    return takerQuote(this.model, side, reference, fraction, limitPrice);
  }

  #execute(open: OpenOrder, lots: number, quote: ExecutionQuote, liquidity: OrderExecution["liquidity"]): void {
    const { order } = open;
    const nothingLeftToReduce = lots < open.remaining && lots === this.#reducible(open);
    open.remaining -= lots;
    open.filled += lots;
    if (open.remaining === 0) open.done = true;
    this.budget.take(order.side, lots);
    const excluded = this.#reduceGroup(open, lots);
    const execution = this.#execution(open, lots, quote, liquidity);
    this.tally.executed(execution);
    this.client.executed(execution);
    if (open.remaining === 0) this.#tellEnd(open, { kind: "filled" });
    else if (nothingLeftToReduce) this.end(open, { kind: "cancelled", by: "nothing-to-reduce" });
    else this.expireImmediate(open);
    for (const other of excluded) this.#tellEnd(other, { kind: "cancelled", by: "group" });
  }

  /** Takes what one order of a group executed off the others; returns those that it ended. */
  #reduceGroup(open: OpenOrder, lots: number): readonly OpenOrder[] {
    const { group } = open.order;
    if (group === undefined) return [];
    const excluded: OpenOrder[] = [];
    for (const other of this.orders) {
      if (other === open || other.done || other.order.group?.id !== group.id) continue;
      if (group.kind === "one-updates-other") other.remaining -= lots;
      if (group.kind === "one-updates-other" && other.remaining > 0) continue;
      other.done = true;
      excluded.push(other);
    }
    return excluded;
  }

  #execution(
    open: OpenOrder,
    lots: number,
    quote: ExecutionQuote,
    liquidity: OrderExecution["liquidity"],
  ): OrderExecution {
    const { model, bar, step } = this;
    if (bar === undefined || step === undefined) this.#fault("a bar to execute in, found none");
    const { id, side, purpose } = open.order;
    const quantity = this.#units(lots);
    const feeBps = liquidity === "maker" ? model.fees.makerBps : model.fees.takerBps;
    const slippageQuote = quote.slippage * quantity;
    const isImpact = model.slippage.kind === "square-root-impact";
    return {
      orderId: id,
      side,
      purpose,
      barOpenTimeMs: bar.openTimeMs,
      finestOpenTimeMs: step.openTimeMs,
      lots,
      quantity,
      price: quote.price,
      liquidity,
      costs: {
        feeQuote: quantity * quote.price * (feeBps / 10_000),
        spreadQuote: quote.spread * quantity,
        slippageQuote: isImpact ? 0 : slippageQuote,
        impactQuote: isImpact ? slippageQuote : 0,
        roundingQuote: quote.rounding * quantity,
      },
      remainingLots: open.remaining,
    };
  }

  #tellEnd(open: OpenOrder, ending: OrderEnding): void {
    const end = { order: open.order, filledLots: open.filled, ending };
    this.tally.ended(end);
    this.client.ended(end);
  }

  #units(lots: number): number {
    return lotsToUnits({ equityFraction: 1, lotsPerUnit: this.model.rules.lotsPerUnit }, lots);
  }

  #fault(expectedAndFound: string): never {
    throw new RaraError(`Expected ${expectedAndFound}`, {
      category: "bug",
      code: "simulation.venue-misuse",
      hint: "Call atOpen and during in turns, and give every order an id of its own.",
    });
  }
}
