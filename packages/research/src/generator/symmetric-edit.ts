import type { RandomSource } from "@rara-trading/domain";
import { isSymmetric, mirrorCondition } from "../hypothesis/mirror.ts";
import type { StrategyRule } from "../hypothesis/strategy-tree.ts";
import { chance } from "./draws.ts";

/** How often an edit of a symmetric rule keeps it symmetric. */
const KEEP_SYMMETRY_PROBABILITY = 0.9;

/**
 * Returns `edit` of the rule, or `undefined` where the edit does not apply. Of a symmetric rule only the long side is
 * edited and the short side mirrored anew, mostly; otherwise both sides stand open to the edit.
 */
export function symmetricEdit(
  random: RandomSource,
  rule: StrategyRule,
  edit: (rule: StrategyRule) => StrategyRule | undefined,
): StrategyRule | undefined {
  if (rule.kind !== "regime" || !isSymmetric(rule) || !chance(random, KEEP_SYMMETRY_PROBABILITY)) return edit(rule);
  const edited = edit({ ...rule, short: null });
  if (edited === undefined || edited.kind !== "regime" || edited.short !== null) return edited;
  return { ...edited, short: mirrorCondition(edited.long) };
}
