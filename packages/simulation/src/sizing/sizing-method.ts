import { assertNever, RaraError } from "@rara-trading/domain";
import type { ThrottleLimits } from "./drawdown-throttle.ts";
import type { VolatilityTarget } from "./volatility-target.ts";

/** How the volatility of closed bars is estimated. */
export interface VolatilityEstimate {
  /** Weight of the last bar's variance in this one's, between 0 and 1. */
  readonly decay: number;
  /** Bars in a year, by whose root the volatility of one bar is annualised. */
  readonly barsPerYear: number;
  /** Returns to see before there is an estimate; until then nothing is opened. */
  readonly returnsMin: number;
}

/** What a strategy is known to earn, annual figures (statistics of the trial ledger). */
export interface SharpeEstimate {
  readonly sharpe: number;
  readonly standardError: number;
  /** Standard deviation of true Sharpe ratios among strategies that pass. */
  readonly spread: number;
}

/**
 * What notional a target of strength 1 stands for, as a fraction of the account's equity at the signal's close.
 * `volatility-target` and `fractional-kelly` follow the volatility of the sleeve's own closed bars and resize a held
 * position when the fraction leaves its no-trade band. `drawdown-throttle` scales another method by the account's
 * drawdown and resizes in the same way.
 */
export type SizingMethod =
  | { readonly kind: "fixed-fraction"; readonly equityFraction: number }
  | {
      readonly kind: "volatility-target";
      readonly target: VolatilityTarget;
      readonly estimate: VolatilityEstimate;
    }
  | {
      readonly kind: "fractional-kelly";
      /** Share of the full Kelly size; counts as at most a quarter. */
      readonly share: number;
      readonly edge: SharpeEstimate;
      readonly estimate: VolatilityEstimate;
      readonly cap: number;
      readonly noTradeBand: number;
    }
  | {
      readonly kind: "drawdown-throttle";
      readonly limits: ThrottleLimits;
      readonly method: Exclude<SizingMethod, { readonly kind: "drawdown-throttle" }>;
      readonly noTradeBand: number;
    };

function require(holds: boolean, expected: string, found: number): void {
  if (holds) return;
  throw new RaraError(`Expected ${expected}, found ${found}`, {
    category: "usage",
    code: "simulation.sizing",
    hint: "Give fractions as numbers (0.1 is 10 %) and volatilities as annual figures.",
  });
}

function checkEstimate({ decay, barsPerYear, returnsMin }: VolatilityEstimate): void {
  require(decay > 0 && decay < 1, "a decay between 0 and 1", decay);
  require(barsPerYear > 0 && barsPerYear < Infinity, "a number of bars per year above 0", barsPerYear);
  require(Number.isInteger(returnsMin) && returnsMin >= 1, "a whole number of returns to wait for", returnsMin);
}

function checkCap(cap: number, noTradeBand: number): void {
  require(cap > 0 && cap < Infinity, "a cap above 0", cap);
  require(noTradeBand >= 0 && noTradeBand < 1, "a no-trade band from 0 to below 1", noTradeBand);
}

/** Returns `method` once its figures make sense. @throws RaraError `simulation.sizing`. */
export function checkedSizingMethod<M extends SizingMethod>(method: M): M {
  switch (method.kind) {
    case "fixed-fraction": {
      const { equityFraction } = method;
      require(equityFraction > 0 && equityFraction < Infinity, "an equity fraction above 0", equityFraction);
      break;
    }
    case "volatility-target":
      checkEstimate(method.estimate);
      checkCap(method.target.cap, method.target.noTradeBand);
      require(method.target.annualVolatility > 0, "a volatility target above 0", method.target.annualVolatility);
      break;
    case "fractional-kelly":
      checkEstimate(method.estimate);
      checkCap(method.cap, method.noTradeBand);
      require(method.share > 0, "a share of Kelly above 0", method.share);
      require(Number.isFinite(method.edge.sharpe), "a finite Sharpe ratio", method.edge.sharpe);
      require(method.edge.standardError >= 0, "a standard error of 0 or more", method.edge.standardError);
      require(method.edge.spread >= 0, "a spread of 0 or more", method.edge.spread);
      break;
    case "drawdown-throttle": {
      const { soft, hard, recovery } = method.limits;
      checkCap(1, method.noTradeBand);
      require(soft >= 0 && hard > soft && hard <= 1, "a hard limit above the soft one and at most 1", hard);
      require(recovery >= 0, "a recovery of 0 or more", recovery);
      checkedSizingMethod(method.method);
      break;
    }
    default:
      assertNever(method);
  }
  return method;
}
