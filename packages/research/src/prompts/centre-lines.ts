import { FAMILIES, type Family, type StrategyTree } from "../hypothesis/strategy-tree.ts";
import { countText, knownWord } from "./figure-text.ts";
import { ruleWords } from "./tried-hypothesis.ts";

/** Number under which the rule that a search is around is shown, and can be named as a parent; trials count from 1. */
export const CENTRE_NUMBER = 0;

/** Returns what a prompt says of the rule that a search is around, printed by us; nothing of a search that is around none. */
export function centreLines(tree: StrategyTree | undefined): readonly string[] {
  if (tree === undefined) return [];
  const family = knownWord<Family | "unknown">(tree.family, FAMILIES, "unknown");
  const number = `#${countText(CENTRE_NUMBER)}`;
  return [
    `The search is around one rule. ${number} (${family}): ${ruleWords(tree)}`,
    `Propose a better variation of ${number}, not ${number} itself, and name it or one of its variations as the parent.`,
    "",
  ];
}
