import type { CandleColumns, Fill, GateCheck } from "@rara-trading/domain";
import { type BacktestResult, runBacktest } from "@rara-trading/simulation";
import type { ColumnCache } from "../evaluator/column-cache.ts";
import { columnSessionOf } from "../evaluator/evaluate-hypothesis.ts";
import type { StrategyTree } from "../hypothesis/strategy-tree.ts";
import type { CampaignOptions } from "./campaign-options.ts";
import { researchEngine } from "./research-engine.ts";
import type { WorkshopProduct } from "./strategy-workshop.ts";

function sameFill(a: Fill | undefined, b: Fill | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Returns the number of fills and equity marks that differ in any bit. */
function differences(search: BacktestResult, compiled: BacktestResult): number {
  let count = 0;
  for (let i = 0; i < search.equity.length; i++) if (!Object.is(search.equity[i], compiled.equity[i])) count++;
  for (let i = 0; i < Math.max(search.fills.length, compiled.fills.length); i++) {
    if (!sameFill(search.fills[i], compiled.fills[i])) count++;
  }
  return count;
}

/**
 * Asks whether the compiled strategy does on the research bars what the search said it does: the same fills and the
 * same equity, bit for bit. What is promoted is the artifact, so the artifact has to earn the verdict.
 */
export function proveArtifact(
  tree: StrategyTree,
  product: WorkshopProduct,
  cache: ColumnCache,
  options: CampaignOptions,
): GateCheck {
  const candles: CandleColumns = cache.candles;
  const engine = researchEngine(options);
  const search = runBacktest(columnSessionOf(tree, cache), candles, engine);
  const compiled = runBacktest(product.newSession(), candles, engine);
  const actual = differences(search, compiled);
  const compared = `${search.fills.length} fills and ${candles.length} equity marks`;
  return {
    gate: "integrity",
    passed: actual === 0,
    threshold: 0,
    actual,
    reason: `The compiled strategy differs from the search in ${actual} of ${compared}; 0 are allowed.`,
  };
}
