import type { Candle, CandleColumns } from "@rara-trading/domain";
import type { ExecutionModel } from "./execution-model.ts";
import type { VenueClient } from "./order-outcome.ts";
import type { WorkingOrder } from "./order.ts";
import type { VenueStatistics } from "./venue-statistics.ts";

/**
 * The orders of one instrument against its bars. A bar takes two calls: `atOpen`, which executes what the open price
 * decides, then `during`, which walks the inside. Between and inside them the client may `attach` orders to what has
 * just executed. What is decided at a close goes through `submit` and `cancel` and meets the next bar at the earliest.
 */
export declare class SimulatedVenue {
  readonly model: ExecutionModel;

  /** `tradingDayOf` numbers the trading day of a bar's open time, for orders good for the day. */
  constructor(model: ExecutionModel, client: VenueClient, tradingDayOf?: (openTimeMs: number) => number);

  /** Sends an order that was decided at the last close: it arrives at the next open plus latency. Refusals come through `ended`. */
  submit(order: WorkingOrder): void;

  /**
   * Places an order with what has just executed, without latency: for protective orders, from within a bar only
   * (after `atOpen` began, before `during` returned).
   */
  attach(order: WorkingOrder): void;

  /** Asks at a close that an order be cancelled; it may still execute until latency has passed. Unknown ids are ignored. */
  cancel(id: number): void;

  /** Cancels an order at once, without latency. Unknown ids are ignored. */
  detach(id: number): void;

  /**
   * Begins a bar: orders arrive, then market orders, gapped stops and limits that the open reaches execute at the open.
   * `finer` are the finest stored bars inside it, in order; used where they add up to the bar.
   */
  atOpen(bar: Candle, finer?: CandleColumns): void;

  /** Ends the bar: everything that its inside triggers, a finest bar at a time, then expiries. */
  during(): void;

  /**
   * Executes an order now at `price`, as a taker with the model's costs, whatever its latency, group or the cap: for a
   * forced liquidation. From within a bar, or at its close.
   */
  force(order: WorkingOrder, price: number): void;

  /** Orders that work or are on their way, oldest first. */
  readonly working: readonly WorkingOrder[];

  /** Counts and costs so far. */
  readonly statistics: VenueStatistics;
}
