import { figuresApart, type GateCheck, type TradingCosts } from "@rara-trading/domain";
import { scaleCosts } from "@rara-trading/domain";
import type { Gate1Thresholds } from "./gate1-thresholds.ts";

/** Evaluates the same hypothesis on the same bars under other costs and returns its Sharpe ratio. */
export type SharpeUnderCosts = (costs: TradingCosts) => number | null;

/** Asks for a Sharpe ratio that stands up to a multiple of the assumed fees and slippage. Costs one evaluation. */
export function doubleCostGate(
  sharpeUnder: SharpeUnderCosts,
  costs: TradingCosts,
  thresholds: Gate1Thresholds,
): GateCheck {
  const { costFactor, stressedSharpeMin: threshold } = thresholds;
  const stressed = scaleCosts(costs, costFactor);
  const actual = sharpeUnder(stressed);
  const under = `At ${costFactor} times the costs (${stressed.feeBps} bp fee and ${stressed.slippageBps} bp slippage a side)`;
  if (actual === null) {
    const reason = `${under} there is no Sharpe ratio; at least ${threshold} is needed.`;
    return { gate: "double-cost", passed: false, threshold, actual, reason };
  }
  const passed = actual >= threshold;
  const texts = figuresApart(actual, threshold);
  const reason = `${under} the Sharpe ratio is ${texts.actual}, ${passed ? "at least" : "below"} ${texts.threshold}.`;
  return { gate: "double-cost", passed, threshold, actual, reason };
}
