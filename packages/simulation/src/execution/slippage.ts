import { assertNever } from "@rara-trading/domain";
import type { SlippageModel } from "./execution-model.ts";
import type { MarketHistory } from "./market-history.ts";

/** Returns how many closed bars a slippage model looks back on; 0 for those that do not. */
export function slippageBars(model: SlippageModel): number {
  return model.kind === "volatility-scaled" || model.kind === "square-root-impact" ? model.bars : 0;
}

/**
 * Returns by what fraction a taker of `quantity` base units executes worse than quoted.
 *
 * Volatility-scaled: multiple x sqrt(RV / n), with RV the realised variance of the last n bars. Square-root impact:
 * coefficient x sqrt(RV) x sqrt(quantity / V) with V the volume of the same n bars. Volatility grows with the root of
 * the window as volume grows with the window, so the length of the window cancels out but for sampling error.
 */
export function slippageFraction(model: SlippageModel, history: MarketHistory, quantity: number): number {
  switch (model.kind) {
    case "none":
      return 0;
    case "fixed-bps":
      return model.slippageBps / 10_000;
    case "volatility-scaled":
      return model.multiple * Math.sqrt(history.realisedVariance() / model.bars);
    case "square-root-impact":
      return model.coefficient * Math.sqrt(history.realisedVariance()) * Math.sqrt(quantity / history.volume());
    default:
      return assertNever(model);
  }
}
