import type { ExecutionCosts } from "./order-outcome.ts";

/** What became of a venue's orders, for a report. */
export interface VenueStatistics {
  readonly submitted: number;
  readonly filled: number;
  readonly cancelled: number;
  readonly expired: number;
  readonly rejected: number;
  /** Orders that ended, other than as filled, without a single lot. */
  readonly unfilled: number;
  readonly working: number;
  readonly executions: number;
  /** Quote currency traded as maker and as taker. */
  readonly makerNotional: number;
  readonly takerNotional: number;
  readonly costs: ExecutionCosts;
  /**
   * Bars that, with nothing finer to tell, touched both a stop and a limit of one group, or the worst price and the one
   * that a trailing stop's level followed. The worse of the two was counted.
   */
  readonly ambiguousBars: number;
  /** Bars that would have been ambiguous but for the finer bars inside them. */
  readonly resolvedBars: number;
  /** Bars whose finer bars do not add up to them, so that the bar itself was used. */
  readonly mismatchedBars: number;
}
