import { type Candle, candleAt, type CandleColumns, RaraError, utcDay } from "@rara-trading/domain";
import { checkExecutionModel } from "./check-execution-model.ts";
import { ExecutionDesk } from "./execution-desk.ts";
import type { ExecutionModel } from "./execution-model.ts";
import { addsUp } from "./finer-bars.ts";
import { matchInside } from "./match-inside.ts";
import { matchOpen } from "./match-open.ts";
import { isImmediate, openOrder } from "./open-order.ts";
import { checkOrder, tickRejection } from "./order-check.ts";
import type { VenueClient } from "./order-outcome.ts";
import type { WorkingOrder } from "./order.ts";
import { slippageBars } from "./slippage.ts";
import type { VenueStatistics } from "./venue-statistics.ts";

/** Where in a bar the venue is: between bars, at a finest bar's open, inside it, after the last price. */
type Phase = "closed" | "open" | "inside" | "settling";

function misuse(expected: string, found: string): never {
  throw new RaraError(`Expected ${expected}, found ${found}`, {
    category: "bug",
    code: "simulation.venue-misuse",
    hint: "Call atOpen and during in turns; attach only from within a bar.",
  });
}

function checkBar(bar: Candle): void {
  if (Number.isFinite(bar.openTimeMs + bar.open + bar.high + bar.low + bar.close)) return;
  throw new RaraError(`Expected a bar of finite numbers, found ${JSON.stringify(bar)}`, {
    category: "bug",
    code: "simulation.bad-bar",
    hint: "Repair the series: a missing price is never guessed.",
  });
}

/**
 * The orders of one instrument against its bars. A bar takes two calls: `atOpen`, which executes what the open price
 * decides, then `during`, which walks the inside. Between and inside them the client may `attach` orders to what has
 * just executed. What is decided at a close goes through `submit` and `cancel` and meets the next bar at the earliest.
 */
export class SimulatedVenue {
  readonly #desk: ExecutionDesk;
  readonly #tradingDayOf: (openTimeMs: number) => number;
  #phase: Phase = "closed";
  #finer: CandleColumns | undefined;
  #finerIsChecked = false;

  /**
   * `tradingDayOf` numbers the trading day of a bar's open time, for orders good for the day.
   * @throws RaraError `simulation.bad-model`.
   */
  constructor(model: ExecutionModel, client: VenueClient, tradingDayOf: (openTimeMs: number) => number = utcDay) {
    checkExecutionModel(model);
    this.#desk = new ExecutionDesk(model, client);
    this.#tradingDayOf = tradingDayOf;
  }

  /** How orders become executions here. */
  get model(): ExecutionModel {
    return this.#desk.model;
  }

  /** Orders that work or are on their way, oldest first. */
  get working(): readonly WorkingOrder[] {
    return this.#desk.orders.filter(({ done }) => !done).map(({ order }) => order);
  }

  /** Counts and costs so far. */
  get statistics(): VenueStatistics {
    return this.#desk.tally.statistics(this.#desk.orders.filter(({ done }) => !done).length);
  }

  /**
   * Sends an order that was decided at the last close: it arrives at the next open plus latency. What the venue
   * refuses ends as rejected, now or when it arrives.
   * @throws RaraError `simulation.bad-order`, or `simulation.venue-misuse` when its id works already.
   */
  submit(order: WorkingOrder): void {
    this.#place(order, this.#desk.model.latencyBars + 1);
  }

  /**
   * Places an order with what has just executed, without latency, from within a bar only (after `atOpen` began, before
   * `during` returned): a bracket rests at the venue before its parent does. A limit placed so is a maker wherever it lies.
   * @throws RaraError `simulation.bad-order`, `simulation.venue-misuse`.
   */
  attach(order: WorkingOrder): void {
    if (this.#phase === "closed") misuse("to be within a bar when an order is attached", "no open bar");
    if (order.kind === "limit" && isImmediate(order)) misuse("an attached limit that can rest", order.timeInForce.kind);
    this.#place(order, 0);
  }

  /** Asks at a close that an order be cancelled; it may still execute until latency has passed. Unknown ids are ignored. */
  cancel(id: number): void {
    const open = this.#desk.find(id);
    if (open === undefined) return;
    if (this.#desk.model.latencyBars === 0) this.detach(id);
    else open.opensToCancel = Math.min(open.opensToCancel, this.#desk.model.latencyBars + 1);
  }

  /** Cancels an order at once, without latency. Unknown ids are ignored. */
  detach(id: number): void {
    const open = this.#desk.find(id);
    if (open !== undefined) this.#desk.end(open, { kind: "cancelled", by: "client" });
  }

  /**
   * Executes an order now at `price`, as a taker with the model's costs, whatever its latency, group or the cap: for a
   * forced liquidation, from within a bar or at its close.
   */
  force(order: WorkingOrder, price: number): void {
    checkOrder(order);
    const open = openOrder(order, 0);
    this.#desk.add(open, false);
    this.#desk.force(open, price);
  }

  /**
   * Begins a bar: orders arrive, then market orders, gapped stops and limits that the open reaches execute at the open.
   * `finer` are the finest stored bars inside it, in order; they are used where they add up to the bar.
   * @throws RaraError `simulation.bad-bar`, `simulation.no-volume`, `simulation.bad-price`.
   */
  atOpen(bar: Candle, finer?: CandleColumns): void {
    if (this.#phase !== "closed") misuse("the last bar to have ended", `phase ${this.#phase}`);
    checkBar(bar);
    this.#phase = "open";
    this.#finer = finer;
    this.#finerIsChecked = false;
    const desk = this.#desk;
    desk.bar = bar;
    desk.attached = 0;
    desk.tally.beginBar();
    desk.budget.beginBar(bar);
    const steps = desk.orders.length === 0 ? undefined : this.#finerOf(bar);
    this.#beginStep(steps === undefined ? bar : candleAt(steps, 0), 0);
    if (desk.orders.length === 0) return;
    this.#passOpen(bar.openTimeMs);
    matchOpen(desk, bar.open);
  }

  /** Ends the bar: everything that its inside triggers, a finest bar at a time, then expiries. */
  during(): void {
    if (this.#phase !== "open") misuse("a bar to be open", `phase ${this.#phase}`);
    const desk = this.#desk;
    const { bar } = desk;
    if (bar === undefined) return;
    if (desk.orders.length > 0) this.#walk(bar);
    this.#phase = "settling";
    desk.market = bar.close;
    this.#expireBars();
    desk.history.push(bar.close, bar.volume);
    desk.sweep();
    this.#phase = "closed";
  }

  #walk(bar: Candle): void {
    const desk = this.#desk;
    const finer = this.#finerOf(bar);
    const steps = finer?.length ?? 1;
    if (desk.step === bar && finer !== undefined) this.#beginStep(candleAt(finer, 0), 0);
    for (let i = 0; i < steps; i++) {
      const step = finer === undefined ? bar : candleAt(finer, i);
      this.#phase = "open";
      if (i > 0) this.#beginStep(step, i);
      // For the first one again: whoever was told of executions at the open may have placed orders since.
      matchOpen(desk, step.open);
      this.#phase = "inside";
      matchInside(desk, step);
    }
  }

  #place(order: WorkingOrder, opensToArrival: number): void {
    checkOrder(order);
    const desk = this.#desk;
    const open = openOrder(order, opensToArrival);
    desk.add(open, opensToArrival === 0);
    const needed = slippageBars(desk.model.slippage);
    const rejection =
      needed > 0 && desk.history.length <= needed
        ? ({ rule: "history", limit: needed + 1, actual: desk.history.length } as const)
        : tickRejection(order, desk.model);
    if (rejection !== undefined) {
      desk.end(open, { kind: "rejected", rejection });
      return;
    }
    if (opensToArrival > 0) return;
    open.day = this.#tradingDayOf(desk.bar?.openTimeMs ?? NaN);
    if (this.#phase === "inside") open.began = desk.market;
    open.best = desk.market;
  }

  /** What happens before the first price of a bar: cancellations and new days arrive, then orders. */
  #passOpen(openTimeMs: number): void {
    const desk = this.#desk;
    const day = this.#tradingDayOf(openTimeMs);
    for (const open of desk.orders) {
      open.began = NaN;
      if (--open.opensToCancel <= 0) desk.end(open, { kind: "cancelled", by: "client" });
      else if (!open.live && --open.opensToArrival === 0) open.day = day;
      else if (open.live && open.order.timeInForce.kind === "day" && open.day !== day) {
        desk.end(open, { kind: "expired", timeInForce: "day" });
      }
    }
  }

  #expireBars(): void {
    // What is attached while orders expire has not been here for this bar.
    for (const open of this.#desk.orders.slice()) {
      const { timeInForce } = open.order;
      if (open.done || !open.live) continue;
      open.bars++;
      if (timeInForce.kind === "good-for-bars" && open.bars >= timeInForce.bars) {
        this.#desk.end(open, { kind: "expired", timeInForce: timeInForce.kind });
      }
    }
  }

  /** Returns the finer bars where they are the whole inside of the bar; asked for only when orders work. */
  #finerOf(bar: Candle): CandleColumns | undefined {
    if (this.#finer === undefined || this.#finerIsChecked) return this.#finer;
    this.#finerIsChecked = true;
    if (addsUp(bar, this.#finer)) return this.#finer;
    if (this.#finer.length > 0) this.#desk.tally.mismatched();
    this.#finer = undefined;
    return undefined;
  }

  #beginStep(step: Candle, index: number): void {
    const desk = this.#desk;
    desk.step = step;
    desk.stepIndex = index;
    desk.stepNumber++;
    desk.market = step.open;
    desk.budget.beginStep(step);
    if (index > 0) for (const open of desk.orders) open.began = NaN;
  }
}
