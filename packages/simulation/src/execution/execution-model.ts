import type { TradingCosts } from "@rara-trading/domain";

/**
 * How much worse than the quoted price a taker executes, besides half the spread. Volatility and volume are those of
 * the last `bars` bars that closed before the execution.
 *
 * - `volatility-scaled`: `multiple` x realised volatility of one bar.
 * - `square-root-impact`: `coefficient` x volatility over the window x sqrt(quantity / volume of the window)
 *   (Torre 1997; Almgren, Thum, Hauptmann and Li 2005; Tóth et al. 2011, who find a coefficient near 1).
 */
export type SlippageModel =
  | { readonly kind: "none" }
  | { readonly kind: "fixed-bps"; readonly slippageBps: number }
  | { readonly kind: "volatility-scaled"; readonly multiple: number; readonly bars: number }
  | { readonly kind: "square-root-impact"; readonly coefficient: number; readonly bars: number };

/** Fees in basis points of notional (1 bp = 0.01 %); a negative maker fee is a rebate. */
interface FeeSchedule {
  readonly makerBps: number;
  readonly takerBps: number;
}

/** What a venue demands of an order. */
interface VenueRules {
  /** Smallest price step; `null` takes any price. */
  readonly tickSize: number | null;
  /** Lots in one base unit, a whole number. */
  readonly lotsPerUnit: number;
  /** Smallest notional of an order that may open a position, quote currency; 0 for none. */
  readonly minNotional: number;
}

/** Everything between an order and its executions. */
export interface ExecutionModel {
  /** Bars between a decision and its arrival: 0 arrives at the next open, n at the open n bars later. */
  readonly latencyBars: number;
  /** Full bid-ask spread in basis points of the price; a taker pays half. */
  readonly spreadBps: number;
  readonly slippage: SlippageModel;
  readonly fees: FeeSchedule;
  readonly rules: VenueRules;
  /** Whether a resting limit fills when the price touches it, or only when it trades through. */
  readonly limitFill: "touch" | "through";
  /** Largest share of a bar's volume that all orders together take, above 0 and at most 1; `null` for no cap. */
  readonly maxParticipation: number | null;
}

/**
 * Returns the model of the plain engine: next open, slippage on takers, one fee, no rules, a touch fills. With it
 * market orders, stops and limits execute as `BarEngine` executes entries, exits, stop-losses and take-profits.
 */
export function plainExecution(costs: TradingCosts, lotsPerUnit: number): ExecutionModel {
  return {
    latencyBars: 0,
    spreadBps: 0,
    slippage: { kind: "fixed-bps", slippageBps: costs.slippageBps },
    fees: { makerBps: costs.feeBps, takerBps: costs.feeBps },
    rules: { tickSize: null, lotsPerUnit, minNotional: 0 },
    limitFill: "touch",
    maxParticipation: null,
  };
}
