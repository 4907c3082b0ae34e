import { HOLD_TARGET } from "@rara-trading/domain";
import type { RegimeRule, LatchedRule, StrategyTree } from "../hypothesis/strategy-tree.ts";
import { warmUpBars } from "../hypothesis/warm-up.ts";
import type { ColumnCache } from "./column-cache.ts";
import { conditionMask } from "./condition-mask.ts";

function regimeTargets(rule: RegimeRule, cache: ColumnCache, targets: Float64Array, from: number): void {
  const long = conditionMask(rule.long, cache);
  const short = rule.short === null ? undefined : conditionMask(rule.short, cache);
  for (let i = from; i < targets.length; i++) targets[i] = long[i] === 1 ? 1 : short?.[i] === 1 ? -1 : 0;
}

function latchedTargets(rule: LatchedRule, cache: ColumnCache, targets: Float64Array, from: number): void {
  const enter = conditionMask(rule.enter, cache);
  const leave = conditionMask(rule.leave, cache);
  let inside = false;
  for (let i = from; i < targets.length; i++) {
    inside = inside ? leave[i] !== 1 : enter[i] === 1;
    targets[i] = inside ? rule.side : 0;
  }
}

/** Returns the target after each bar's close: +1, -1, 0, or `HOLD_TARGET` while the rule warms up. */
export function targetsOf(tree: StrategyTree, cache: ColumnCache): Float64Array {
  const targets = new Float64Array(cache.candles.length);
  const from = Math.min(targets.length, warmUpBars(tree));
  targets.fill(HOLD_TARGET, 0, from);
  if (tree.kind === "regime") regimeTargets(tree, cache, targets, from);
  else latchedTargets(tree, cache, targets, from);
  return targets;
}
