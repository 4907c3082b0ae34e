import type { Brand } from "@rara-trading/domain";
import type { Condition } from "./condition.ts";

/** The ideas a rule can start from. */
export const FAMILIES = ["trend", "momentum", "mean-reversion", "breakout", "volatility"] as const;

/** The idea a rule started from: a label, not part of its identity. */
export type Family = (typeof FAMILIES)[number];

/** Protective prices as fractions of the entry price; `null` = none. */
export interface ProtectiveExits {
  readonly stopLossFraction: number | null;
  readonly takeProfitFraction: number | null;
}

/** No stop-loss, no take-profit. */
export const NO_EXITS: ProtectiveExits = { stopLossFraction: null, takeProfitFraction: null };

/** The smallest and largest protective fraction. */
export const EXIT_FRACTION_RANGE = { min: 0.001, max: 0.9 } as const;

/** The state of the market alone decides: long while `long` holds; else short while `short` holds; else flat. */
export interface RegimeRule {
  readonly kind: "regime";
  readonly family: Family;
  readonly long: Condition;
  /** `null` = never short. */
  readonly short: Condition | null;
  readonly exits: ProtectiveExits;
}

/**
 * Hysteresis on one side: flat until `enter` holds, then in the market until `leave` holds. On the bar of a change
 * only the condition that ends the present state is asked.
 */
export interface LatchedRule {
  readonly kind: "latched";
  readonly family: Family;
  readonly side: 1 | -1;
  readonly enter: Condition;
  readonly leave: Condition;
  readonly exits: ProtectiveExits;
}

/** When to be in the market, on which side, and where to bail out. */
export type StrategyRule = RegimeRule | LatchedRule;

/**
 * A rule that is well-typed, within the limits and in canonical form; only `strategyTree` hands
 * it out. Equal trees (by `treeHash`) behave alike, bar for bar.
 */
export type StrategyTree = Brand<StrategyRule, "StrategyTree">;

/** Levels of a condition at most, the comparison and its leaves included. */
export const TREE_DEPTH_MAX = 5;

/** Nodes of a rule's conditions at most, constants included. */
export const TREE_NODES_MAX = 25;

/** Returns the rule's conditions, in the order in which they are asked. */
export function conditionsOf(rule: StrategyRule): readonly Condition[] {
  if (rule.kind === "latched") return [rule.enter, rule.leave];
  return rule.short === null ? [rule.long] : [rule.long, rule.short];
}
