import { type Candle, type CandleColumns, type Timeframe, timeframeMs } from "@rara-trading/domain";
import type { MarginAccount } from "../account/margin-account.ts";
import type { EndedOrder, OrderExecution, VenueClient } from "../execution/order-outcome.ts";
import type { WorkingOrder } from "../execution/order.ts";
import { SimulatedVenue } from "../execution/simulated-venue.ts";
import { HoldingSchedule, type MarkRange } from "./holding-schedule.ts";
import type { InstrumentModel } from "./portfolio-options.ts";
import type { Sleeve } from "./sleeve.ts";

/** Whom a market tells that the account may be short of margin. */
export interface MarginWatch {
  /** Returns whether equity is down to the maintenance margin with this market at `markPrice`. */
  isShort(market: Market, markPrice: number): boolean;
  /** Closes what is margined if `isShort`; in this market at `tradePrice`. */
  check(market: Market, barOpenTimeMs: number, markPrice: number, tradePrice: number): void;
}

/** One instrument in one timeframe: its venue, the sleeves that trade it, and what falls due while they hold it. */
export class Market implements VenueClient {
  readonly model: InstrumentModel;
  readonly timeframe: Timeframe;
  readonly venue: SimulatedVenue;
  readonly #account: MarginAccount;
  readonly #watch: MarginWatch;
  readonly #sleeves: Sleeve[] = [];
  readonly #sleevesMax: number;
  #indices: readonly number[] = [];
  #schedule: HoldingSchedule | undefined;
  #lastCloseTimeMs = NaN;
  #lastClose = NaN;
  #lastOpenTimeMs = -Infinity;

  constructor(
    model: InstrumentModel,
    timeframe: Timeframe,
    account: MarginAccount,
    watch: MarginWatch,
    sleevesMax: number,
  ) {
    this.model = model;
    this.timeframe = timeframe;
    this.#account = account;
    this.#watch = watch;
    this.#sleevesMax = sleevesMax;
    this.venue = new SimulatedVenue(model.execution, this);
  }

  /** Indices of its sleeves in the account. */
  get indices(): readonly number[] {
    return this.#indices;
  }

  /** The sleeves that trade here. */
  get sleeves(): readonly Sleeve[] {
    return this.#sleeves;
  }

  /** Close of the last bar; NaN before the first. */
  get lastClose(): number {
    return this.#lastClose;
  }

  /** Open time of the last bar; minus infinity before the first. */
  get lastOpenTimeMs(): number {
    return this.#lastOpenTimeMs;
  }

  /** Adds a sleeve. */
  join(sleeve: Sleeve): void {
    this.#sleeves.push(sleeve);
    this.#indices = this.#sleeves.map(({ index }) => index);
  }

  heldLots(order: WorkingOrder): number {
    return this.#owner(order.id)?.held.lots ?? 0;
  }

  executed(execution: OrderExecution): void {
    this.#owner(execution.orderId)?.executed(execution);
  }

  ended(end: EndedOrder): void {
    this.#owner(end.order.id)?.ended(end);
  }

  /** Takes a bar up to its close: everything but the strategies' decisions. Positions are marked at the close. */
  trade(bar: Candle, finer?: CandleColumns): void {
    const { openTimeMs, open, high, low, close } = bar;
    const closeTimeMs = openTimeMs + timeframeMs(this.timeframe);
    this.#schedule ??= new HoldingSchedule(this.model, openTimeMs);
    const schedule = this.#schedule;
    this.#settleUntilOpen(schedule, openTimeMs);
    this.venue.atOpen(bar, finer);
    for (const sleeve of this.#sleeves) sleeve.restRescaled();
    // Of the funding inside the bar only what the open brought is known to have been held.
    this.#fundUntil(schedule, closeTimeMs - 1, open);
    const marks = schedule.marks(openTimeMs, closeTimeMs) ?? bar;
    if (this.model.margin === undefined) this.venue.during();
    else this.#duringOnMargin(openTimeMs, marks, high, low);
    this.#lastOpenTimeMs = openTimeMs;
    this.#lastCloseTimeMs = closeTimeMs;
    this.#lastClose = close;
    for (const sleeve of this.#sleeves) {
      sleeve.noteStop(high, low);
      sleeve.tellPosition();
      this.#account.mark(sleeve.index, marks.close);
      this.#account.accrueBorrow(sleeve.index, closeTimeMs, closeTimeMs - openTimeMs);
    }
  }

  /** Asks the strategies for their targets and acts on them. */
  decide({ openTimeMs, open, high, low, close, volume }: Candle): void {
    for (const sleeve of this.#sleeves) {
      sleeve.raiseFault();
      sleeve.close(openTimeMs, open, high, low, close, volume);
    }
  }

  /** What fell due since the last close, on what was held over that time; then splits and dividends. */
  #settleUntilOpen(schedule: HoldingSchedule, openTimeMs: number): void {
    const elapsedMs = openTimeMs - this.#lastCloseTimeMs;
    if (elapsedMs > 0) for (const index of this.#indices) this.#account.accrueBorrow(index, openTimeMs, elapsedMs);
    this.#fundUntil(schedule, openTimeMs, this.#lastClose);
    for (;;) {
      const action = schedule.takeAction(openTimeMs);
      if (action === undefined) return;
      const { dividendPerUnit, splitRatio } = action;
      for (const sleeve of this.#sleeves) {
        this.#account.payDividend(sleeve.index, openTimeMs, dividendPerUnit);
        if (splitRatio !== 1) sleeve.split(openTimeMs, splitRatio);
      }
    }
  }

  #fundUntil(schedule: HoldingSchedule, untilMs: number, fallbackPrice: number): void {
    for (;;) {
      const isHeld = this.#sleeves.some(({ held }) => held.lots !== 0);
      const due = schedule.takeFunding(untilMs, fallbackPrice, isHeld);
      if (due === undefined) return;
      if (!isHeld) continue;
      for (const index of this.#indices) this.#account.fund(index, due.atMs, due.markPrice, due.rate);
    }
  }

  /**
   * The inside of a bar with a margin to keep. The worst mark of the bar decides. Where equity falls short before the
   * price reaches a plain stop-loss, the venue closes the position before the stop could.
   */
  #duringOnMargin(openTimeMs: number, marks: MarkRange, high: number, low: number): void {
    const extremes = [
      { markPrice: marks.low, tradePrice: low },
      { markPrice: marks.high, tradePrice: high },
    ];
    for (const { markPrice, tradePrice } of extremes) {
      if (this.#watch.isShort(this, markPrice) && !this.#stopsComeFirst()) {
        this.#watch.check(this, openTimeMs, markPrice, tradePrice);
      }
    }
    this.venue.during();
    for (const { markPrice, tradePrice } of extremes) this.#watch.check(this, openTimeMs, markPrice, tradePrice);
  }

  /** Whether every sleeve that holds something has a stop whose price leaves the account its margin. */
  #stopsComeFirst(): boolean {
    return this.#sleeves.every(({ held, stopPrice }) => {
      if (held.lots === 0) return true;
      return stopPrice > 0 && !this.#watch.isShort(this, stopPrice);
    });
  }

  #owner(orderId: number): Sleeve | undefined {
    const index = orderId % this.#sleevesMax;
    return this.#sleeves.find((sleeve) => sleeve.index === index);
  }
}
