import { assertNever } from "@rara-trading/domain";
import { canonicalConstant } from "./constant-domain.ts";
import { conditionText } from "./canonical-text.ts";
import type { Condition } from "./condition.ts";
import type { StrategyRule } from "./strategy-tree.ts";

function byText(a: Condition, b: Condition): number {
  const left = conditionText(a);
  const right = conditionText(b);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Flattens nested members of the same kind, sorts them and drops repetitions. */
function canonicalMembers(kind: "and" | "or", conditions: readonly Condition[]): Condition {
  const flat = conditions
    .map(canonicalCondition)
    .flatMap((member) => (member.kind === kind ? member.conditions : [member]))
    .toSorted(byText)
    .filter((member, i, all) => i === 0 || conditionText(all[i - 1] ?? member) !== conditionText(member));
  const [only] = flat;
  return flat.length === 1 && only !== undefined ? only : { kind, conditions: flat };
}

/**
 * Returns the form that all commuted spellings of a condition share: two series are compared with `>`, constants are
 * canonical decimals, and / or are flat, sorted and free of repetitions, a double negation is gone. `not(a > b)` stays,
 * because with NaN it differs from `a <= b`.
 */
export function canonicalCondition(condition: Condition): Condition {
  switch (condition.kind) {
    case "compare": {
      const { left, operator, right } = condition;
      if (right.kind === "constant") {
        return { ...condition, right: { kind: "constant", value: canonicalConstant(right.value) } };
      }
      return operator === ">" ? condition : { kind: "compare", operator: ">", left: right, right: left };
    }
    case "and":
    case "or":
      return canonicalMembers(condition.kind, condition.conditions);
    case "not": {
      const inner = canonicalCondition(condition.condition);
      return inner.kind === "not" ? inner.condition : { kind: "not", condition: inner };
    }
    default:
      return assertNever(condition);
  }
}

function canonicalFraction(fraction: number | null): number | null {
  return fraction === null ? null : canonicalConstant(fraction);
}

/** Returns the canonical form of a rule: it trades exactly like the rule once that rule's constants are canonical. */
export function canonicalRule(rule: StrategyRule): StrategyRule {
  const exits = {
    stopLossFraction: canonicalFraction(rule.exits.stopLossFraction),
    takeProfitFraction: canonicalFraction(rule.exits.takeProfitFraction),
  };
  if (rule.kind === "latched") {
    return { ...rule, enter: canonicalCondition(rule.enter), leave: canonicalCondition(rule.leave), exits };
  }
  const long = canonicalCondition(rule.long);
  const short = rule.short === null ? null : canonicalCondition(rule.short);
  // A short condition that only holds when the long one does is never asked.
  const reachable = short !== null && conditionText(short) !== conditionText(long);
  return { ...rule, long, short: reachable ? short : null, exits };
}
