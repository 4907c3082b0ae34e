import { expectedMaximum } from "./expected-maximum.ts";

/** Returns the years below which the best of `trials` worthless ones is expected to reach `annualSharpe`: (expected maximum / SR)^2 (Bailey et al. 2014). */
export function minimumBacktestYears(trials: number, annualSharpe: number): number {
  return (expectedMaximum(trials) / annualSharpe) ** 2;
}

/** Returns the bound 2 ln(N) / SR^2 on `minimumBacktestYears` (Bailey et al. 2014). */
export function backtestYearsBound(trials: number, annualSharpe: number): number {
  return (2 * Math.log(trials)) / annualSharpe ** 2;
}
