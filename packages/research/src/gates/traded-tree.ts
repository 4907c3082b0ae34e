import { HOLD_TARGET, type RandomSource, type StrategySession } from "@rara-trading/domain";
import type { ColumnCache } from "../evaluator/column-cache.ts";
import { ColumnSession } from "../evaluator/column-session.ts";
import { targetsOf } from "../evaluator/targets-of.ts";
import type { StrategyTree } from "../hypothesis/strategy-tree.ts";
import { warmUpBars } from "../hypothesis/warm-up.ts";
import { neighboursOf } from "./neighbours.ts";
import type { DecisionStress, TradedRule } from "./traded-rule.ts";

/** Returns the targets as many bars later; the first ones hold. */
function delayed(targets: Float64Array, bars: number): Float64Array {
  const late = new Float64Array(targets.length).fill(HOLD_TARGET);
  late.set(targets.subarray(0, Math.max(0, targets.length - bars)), Math.min(bars, targets.length));
  return late;
}

/** Returns the targets with a share of the changes missed. */
function withMissed(targets: Float64Array, share: number, random: RandomSource): Float64Array {
  const kept = targets.slice();
  let wanted = 0;
  let held = 0;
  for (const [i, target] of targets.entries()) {
    if (target === HOLD_TARGET) continue;
    if (target !== wanted) {
      wanted = target;
      if (random.next() >= share) held = target;
    }
    kept[i] = held;
  }
  return kept;
}

/** A tree, traded as the search trades it: its targets are columns. */
export class TradedTree implements TradedRule {
  readonly rule: StrategyTree;
  readonly #cache: ColumnCache;

  constructor(tree: StrategyTree, cache: ColumnCache) {
    this.rule = tree;
    this.#cache = cache;
  }

  newSession({ delayBars = 0, missed }: DecisionStress): StrategySession {
    let targets = targetsOf(this.rule, this.#cache);
    if (delayBars > 0) targets = delayed(targets, delayBars);
    if (missed !== undefined) targets = withMissed(targets, missed.share, missed.random);
    return new ColumnSession(targets, warmUpBars(this.rule), this.rule.exits);
  }

  neighbours(count: number, spread: number, random: RandomSource): readonly TradedTree[] {
    return neighboursOf(this.rule, count, spread, random).map((tree) => new TradedTree(tree, this.#cache));
  }
}
