import { RaraError } from "@rara-trading/domain";
import { parseStrategyTree } from "../hypothesis/parse-strategy-tree.ts";
import { printEnglish } from "../hypothesis/print-english.ts";
import { FAMILIES, type Family, type StrategyTree } from "../hypothesis/strategy-tree.ts";
import { countText, figureText, knownWord } from "./figure-text.ts";
import { type Refusal, refusalWords } from "./gate-words.ts";

/** What became of a trial. */
type TriedOutcome =
  | { readonly kind: "accepted" }
  /** It passed every gate that may be told of: the others come later, or look at data that nobody may learn from. */
  | { readonly kind: "pending" }
  | { readonly kind: "refused"; readonly refusal: Refusal }
  /** It did not compile, or its evaluation failed. */
  | { readonly kind: "failed" };

/**
 * A trial as a prompt may tell of it: numbers, our own words, and a tree, from which we print the rule ourselves. There is no
 * place for a text that a strategy, a model or anybody else wrote.
 */
export interface TriedHypothesis {
  /** Number of the trial, by which the model can name it. */
  readonly trial: number;
  readonly family: Family;
  /** `null` for a strategy that is code. */
  readonly tree: StrategyTree | null;
  /** On the research data, as the gates measured it. */
  readonly sharpe: number | null;
  readonly roundTrips: number | null;
  readonly turnover: number | null;
  /** The range that a model expected, if a model proposed it. */
  readonly expected: { readonly low: number; readonly high: number } | null;
  readonly outcome: TriedOutcome;
}

/** Returns one line about a trial. */
export function triedLine(tried: TriedHypothesis): string {
  const family = knownWord<Family | "unknown">(tried.family, FAMILIES, "unknown");
  const rule = tried.tree === null ? "a rule written as code" : ruleWords(tried.tree);
  const expected =
    tried.expected === null ? "" : `, expected ${figureText(tried.expected.low)} to ${figureText(tried.expected.high)}`;
  const figures =
    `Sharpe ratio ${figureText(tried.sharpe)}${expected}, ${countText(tried.roundTrips)} round trips, ` +
    `turnover ${figureText(tried.turnover)} a year`;
  return `#${countText(tried.trial)} (${family}): ${rule} Result: ${figures}; ${outcomeWords(tried.outcome)}.`;
}

/**
 * Returns a rule in English. The tree is read anew before it is printed, so that nothing but our own names and numbers can
 * stand in it.
 */
export function ruleWords(tree: StrategyTree): string {
  try {
    return printEnglish(parseStrategyTree(tree));
  } catch (error) {
    if (error instanceof RaraError) return "a rule that cannot be shown";
    throw error;
  }
}

function outcomeWords(outcome: TriedOutcome): string {
  if (outcome.kind === "accepted") return "it passed every gate";
  if (outcome.kind === "pending") return "it passed every gate that was asked so far";
  return outcome.kind === "refused" ? refusalWords(outcome.refusal) : "it could not be run";
}
