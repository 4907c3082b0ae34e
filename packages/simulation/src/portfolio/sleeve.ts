import {
  HOLD_TARGET,
  lotsToUnits,
  type OrderIntent,
  type OrderPurpose,
  runGuards,
  type SizingRule,
  StrategyFault,
  targetLots,
} from "@rara-trading/domain";
import type { SleevePosition } from "../account/margin-account.ts";
import { splitLots } from "../account/corporate-action.ts";
import type { EndedOrder, OrderExecution } from "../execution/order-outcome.ts";
import { GOOD_TILL_CANCELLED, type WorkingOrder } from "../execution/order.ts";
import { PositionSizer } from "../sizing/position-sizer.ts";
import { type EntryStyle, type ExitStyle, type OrderTerms, signalOrder } from "./order-style.ts";
import type { SleeveOptions } from "./portfolio-options.ts";
import { Protection } from "./protection.ts";
import type { AccountContext, MarketContext } from "./sleeve-context.ts";
import { type SentOrder, SleeveOrders, splitOrder } from "./sleeve-orders.ts";

/**
 * One strategy at work in an account: turns its targets into orders, and what the venue executes into a position. Its
 * rules are those of `BarEngine`, where an order need not fill at once or in full: the target stays the goal until the
 * orders for it end.
 */
export class Sleeve {
  readonly index: number;
  readonly options: SleeveOptions;
  readonly #context: AccountContext;
  readonly #market: MarketContext;
  readonly #orders: SleeveOrders;
  readonly #protection: Protection;
  readonly #sizer: PositionSizer;
  #lastTarget = 0;
  /** The last target, while there is no size to give it. */
  #unsizedTarget: number | undefined;
  /** Weight by which the position was last sized. */
  #sizedWeight: number | null = null;
  /** Lots still wanted once the orders under way have ended. */
  #goalLots: number | undefined;
  /** Lots that an exit left unsold when it ended. */
  #unsoldLots = 0;
  /** Protective orders that a split rescaled, until the bar is open. */
  #rescaled: SentOrder[] = [];
  /** Whether a stop, take-profit or liquidation closes or has closed what it held: the target then waits for another. */
  #isStoodDown = false;
  #positionChanged = false;
  #fault: unknown;
  #barsProcessed = 0;
  #barsInPosition = 0;

  constructor(index: number, options: SleeveOptions, context: AccountContext, market: MarketContext) {
    this.index = index;
    this.options = options;
    this.#context = context;
    this.#market = market;
    this.#orders = new SleeveOrders(market.venue);
    this.#protection = new Protection(options, market, this.#orders, {
      intent: (barOpenTimeMs, purpose, level) => this.#intent(barOpenTimeMs, purpose, 0, level),
      orderId: () => this.#context.nextOrderId(this.index),
      approved: (intent) => this.#context.journal.approved(intent, options.name),
    });
    this.#sizer = new PositionSizer(options.sizing);
  }

  /** What it holds. */
  get held(): SleevePosition {
    return this.#context.account.position(this.index);
  }

  /** Bars taken so far. */
  get barsProcessed(): number {
    return this.#barsProcessed;
  }

  /** Bars that ended with a position. */
  get barsInPosition(): number {
    return this.#barsInPosition;
  }

  /** Price of a plain stop-loss that rests, NaN for none. */
  get stopPrice(): number {
    return this.#protection.stopPrice;
  }

  /** Notional that its entries under way may still add. */
  get reservedNotional(): number {
    let notional = 0;
    for (const { intent, remainingLots } of this.#orders.of("signal")) {
      if (intent.purpose === "entry") notional += lotsToUnits(this.#rule, remainingLots) * intent.referencePrice;
    }
    return notional;
  }

  /** Books what the venue executed and follows it with protective orders. */
  executed(execution: OrderExecution): void {
    const sent = this.#orders.find(execution.orderId);
    if (sent === undefined) return;
    sent.remainingLots = execution.remainingLots;
    const { account, journal } = this.#context;
    const { fees } = this.#market.model;
    const { barOpenTimeMs, purpose, price } = execution;
    const lotsAfter = this.held.lots + (execution.side === "buy" ? execution.lots : -execution.lots);
    const feeRate = (execution.liquidity === "maker" ? fees.makerBps : fees.takerBps) / 10_000;
    const { sequence } = sent.intent;
    const fill = account.execute(this.index, { sequence, barOpenTimeMs, purpose, lotsAfter, price, feeRate });
    this.#positionChanged = true;
    journal.filled(fill, this.options.name);
    if (purpose === "entry") this.#protect(barOpenTimeMs);
    else {
      if (lotsAfter === 0) this.#protection.clear();
      if (purpose !== "exit") this.#standDown();
    }
  }

  /** A strategy that faults over its risk levels does so when the bar is through: the venue is never left halfway. */
  #protect(barOpenTimeMs: number): void {
    try {
      this.#protection.rest(barOpenTimeMs, this.held);
    } catch (error) {
      this.#fault ??= error;
    }
  }

  /** Throws what the strategy faulted over inside this bar, if anything. */
  raiseFault(): void {
    const fault = this.#fault;
    this.#fault = undefined;
    if (fault !== undefined) throw fault;
  }

  /** Takes note that an order works no more. */
  ended(end: EndedOrder): void {
    const sent = this.#orders.find(end.order.id);
    if (sent === undefined) return;
    this.#orders.remove(end.order.id);
    if (end.ending.kind === "filled" || sent.role !== "signal") return;
    this.#context.journal.ended(end, this.options.name);
    const isLost = end.ending.kind === "expired" || end.ending.kind === "rejected";
    if (isLost && sent.intent.purpose === "exit") this.#unsoldLots += end.order.lots - end.filledLots;
  }

  /** Applies a split to what it holds, wants and has sent. Before the bar's open, which then meets the new orders. */
  split(atMs: number, ratio: number): void {
    const before = this.held.lots;
    this.#context.account.split(this.index, atMs, ratio);
    this.#sizer.rescale(1 / ratio);
    if (this.#goalLots !== undefined) this.#goalLots = splitLots(this.#goalLots, ratio);
    this.#unsoldLots = splitLots(this.#unsoldLots, ratio);
    if (before !== 0) this.#positionChanged = true;
    for (const sent of this.#orders.withdraw("signal")) {
      const order = this.#splitOrder(sent, ratio, splitLots(sent.remainingLots, ratio));
      if (order === undefined) continue;
      this.#orders.add({ ...sent, order, remainingLots: order.lots });
      this.#market.venue.submit(order);
    }
    const held = Math.abs(this.held.lots);
    for (const sent of this.#orders.withdraw("protective")) {
      const order = this.#splitOrder(sent, ratio, held);
      if (order !== undefined) this.#rescaled.push({ ...sent, order, remainingLots: held });
    }
    this.#protection.split(ratio);
  }

  /** Rests what a split rescaled, once the bar is open: an entry at the open may have replaced it, an exit ended it. */
  restRescaled(): void {
    if (this.#rescaled.length === 0) return;
    const orders = this.#rescaled;
    this.#rescaled = [];
    if (this.held.lots === 0 || this.#orders.of("protective").length > 0) return;
    for (const sent of orders) {
      this.#orders.add(sent);
      this.#market.venue.attach(sent.order);
    }
  }

  /** Takes entries back when the bar reached the stop, even where a cap left the stop nothing to trade yet. */
  noteStop(high: number, low: number): void {
    const { lots } = this.held;
    if (lots === 0) return;
    if (lots > 0 ? low <= this.stopPrice : high >= this.stopPrice) this.#standDown();
  }

  /** Tells the session what it holds, if that changed in this bar. */
  tellPosition(): void {
    if (!this.#positionChanged) return;
    this.#positionChanged = false;
    this.options.session.setPosition(this.held.position, this.held.entryPrice);
  }

  /** Closes everything at `price` as a taker, whatever the orders say. */
  liquidate(barOpenTimeMs: number, price: number): void {
    const { lots, position } = this.held;
    if (lots === 0) return;
    this.#standDown();
    const intent = this.#intent(barOpenTimeMs, "liquidation", 0, price);
    this.#context.journal.approved(intent, this.options.name);
    const order: WorkingOrder = {
      ...this.#terms(intent, Math.abs(lots)),
      kind: "market",
      timeInForce: GOOD_TILL_CANCELLED,
    };
    this.#orders.add({ intent, order, role: "forced", remainingLots: order.lots });
    this.#market.venue.force(order, price);
    this.#context.account.chargeLiquidation(this.index, barOpenTimeMs, Math.abs(position) * price);
    this.tellPosition();
  }

  /** Ends the bar: asks the strategy for its target and acts on it. The account is marked at this close. */
  close(openTimeMs: number, open: number, high: number, low: number, close: number, volume: number): void {
    this.#barsProcessed++;
    if (this.held.lots !== 0) this.#barsInPosition++;
    const { equity, peakEquity } = this.#context.account;
    this.#sizer.update(close, equity, peakEquity);
    const target = this.options.session.onCandle(openTimeMs, open, high, low, close, volume);
    if (target !== HOLD_TARGET && target !== this.#lastTarget) this.decide(openTimeMs, close, target);
    else this.#followUp(openTimeMs, close);
  }

  /** Acts on a new target. @throws StrategyFault `bad-target`. */
  decide(openTimeMs: number, close: number, target: number): void {
    if (!this.#mayTrade(openTimeMs)) return;
    if (!(target >= -1 && target <= 1)) {
      throw new StrategyFault("bad-target", `Expected a target in [-1, 1] or ${HOLD_TARGET}, found ${target}`, {
        barIndex: this.#barsProcessed - 1,
      });
    }
    this.#lastTarget = target;
    this.#isStoodDown = false;
    this.#act(openTimeMs, close, target);
  }

  #mayTrade(openTimeMs: number): boolean {
    const { meta } = this.options.session;
    const isWarm = this.#barsProcessed > meta.warmupBars && openTimeMs >= this.#context.tradeFromMs;
    return isWarm && !this.#context.isRuined();
  }

  get #rule(): SizingRule {
    return { equityFraction: this.#sizer.weight ?? 0, lotsPerUnit: this.#market.model.rules.lotsPerUnit };
  }

  #act(openTimeMs: number, close: number, target: number): void {
    const weight = this.#sizer.weight;
    // Without an estimate, or throttled to nothing: the target waits until it has a size.
    this.#unsizedTarget = target !== 0 && !(weight !== null && weight > 0) ? target : undefined;
    this.#sizedWeight = weight;
    this.#pursue(openTimeMs, close, targetLots(this.#rule, target, this.#context.account.equity, close));
  }

  /** Goes on with what the last target still wants. */
  #followUp(openTimeMs: number, close: number): void {
    if (this.#isStoodDown || !this.#mayTrade(openTimeMs)) return;
    const { weight } = this.#sizer;
    if (this.#unsizedTarget !== undefined) {
      if (weight !== null && weight > 0) this.#act(openTimeMs, close, this.#unsizedTarget);
      return;
    }
    const { lots } = this.held;
    const unsold = Math.min(this.#unsoldLots, Math.abs(lots));
    this.#unsoldLots = 0;
    if (unsold > 0) this.#propose(openTimeMs, close, "exit", lots, lots - Math.sign(lots) * unsold, { kind: "market" });
    else if (this.#orders.hasSignalOrders) return;
    else if (this.#goalLots !== undefined) this.#proposeTowards(openTimeMs, close, this.#goalLots);
    else if (this.#sizer.resizes && lots !== 0 && weight !== this.#sizedWeight) {
      this.#act(openTimeMs, close, this.#lastTarget);
    }
  }

  #pursue(openTimeMs: number, close: number, wanted: number): void {
    this.#unsoldLots = 0;
    this.#goalLots = undefined;
    if (this.#orders.hasSignalOrders) {
      if (this.#market.model.latencyBars > 0) {
        // What is on its way may still fill: the next step is taken once it is known what did.
        this.#orders.cancelSignalOrders();
        this.#goalLots = wanted;
        return;
      }
      this.#orders.withdraw("signal");
    }
    this.#proposeTowards(openTimeMs, close, wanted);
  }

  #proposeTowards(openTimeMs: number, close: number, wanted: number): void {
    this.#goalLots = undefined;
    const { lots } = this.held;
    const { entry, exit } = this.options.orders;
    if (lots !== 0 && wanted * lots <= 0) {
      this.#propose(openTimeMs, close, "exit", lots, 0, exit);
      if (wanted === 0) return;
      // An exit that may take longer goes first; the entry follows once it is through.
      const isCertain = exit.kind === "market" && this.#market.model.maxParticipation === null;
      if (isCertain) this.#propose(openTimeMs, close, "entry", 0, wanted, entry);
      else this.#goalLots = wanted;
    } else if (Math.abs(wanted) > Math.abs(lots)) this.#propose(openTimeMs, close, "entry", lots, wanted, entry);
    else if (wanted !== lots) this.#propose(openTimeMs, close, "exit", lots, wanted, exit);
  }

  #propose(
    openTimeMs: number,
    close: number,
    purpose: "entry" | "exit",
    lotsBefore: number,
    lotsAfter: number,
    style: EntryStyle | ExitStyle,
  ): void {
    const { journal, account } = this.#context;
    const { name, guards } = this.options;
    const intent = this.#intent(openTimeMs, purpose, lotsAfter, close, lotsBefore);
    let verdict = runGuards(guards, intent, account);
    if (verdict.kind === "approved" && purpose === "entry") verdict = this.#context.checkEntry(this.index, intent);
    if (verdict.kind === "refused") {
      journal.refused({ intent, guard: verdict.guard, limit: verdict.limit, actual: verdict.actual }, name);
      return;
    }
    journal.approved(intent, name);
    const terms = this.#terms(intent, Math.abs(lotsAfter - lotsBefore));
    const order = signalOrder(terms, style, close, this.#market.model.rules.tickSize);
    this.#orders.add({ intent, order, role: "signal", remainingLots: order.lots });
    this.#market.venue.submit(order);
  }

  #terms({ side, purpose }: OrderIntent, lots: number): OrderTerms {
    return { id: this.#context.nextOrderId(this.index), side, lots, purpose, reduceOnly: purpose !== "entry" };
  }

  #splitOrder({ order }: SentOrder, ratio: number, lots: number): WorkingOrder | undefined {
    if (lots === 0) return undefined;
    return splitOrder(order, ratio, this.#context.nextOrderId(this.index), lots, this.#market.model.rules.tickSize);
  }

  /** After a stop, a take-profit or a liquidation nothing is wanted until the target changes. */
  #standDown(): void {
    this.#isStoodDown = true;
    this.#orders.withdraw("signal");
    this.#goalLots = undefined;
    this.#unsoldLots = 0;
  }

  #intent(
    barOpenTimeMs: number,
    purpose: OrderPurpose,
    lotsAfter: number,
    referencePrice: number,
    lotsBefore: number = this.held.lots,
  ): OrderIntent {
    const rule = this.#rule;
    return {
      sequence: this.#context.nextSequence(),
      barOpenTimeMs,
      side: lotsAfter > lotsBefore ? "buy" : "sell",
      purpose,
      quantity: lotsToUnits(rule, Math.abs(lotsAfter - lotsBefore)),
      referencePrice,
      positionBefore: lotsToUnits(rule, lotsBefore),
      positionAfter: lotsToUnits(rule, lotsAfter),
    };
  }
}
