import { type RandomSource, SeededRandom } from "@rara-trading/domain";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ColumnCache } from "../evaluator/column-cache.ts";
import { conditionMask } from "../evaluator/condition-mask.ts";
import { randomWalkBars } from "../evaluator/random-walk-bars.ts";
import { randomTree } from "../generator/random-trees.ts";
import { canonicalCondition, canonicalRule } from "./canonical-rule.ts";
import { conditionText, ruleText, treeHash } from "./canonical-text.ts";
import { above, allOf, anyOf, below, type Condition } from "./condition.ts";
import { strategyTree } from "./make-tree.ts";
import { indicator, price } from "./series.ts";
import { NO_EXITS, type StrategyRule } from "./strategy-tree.ts";

const CLOSE = price("close");
const SLOW = indicator("SMA", CLOSE, 55);

/** Writes a condition another way that means the same: swapped, shuffled, nested, repeated or doubly negated. */
function respell(random: RandomSource, condition: Condition): Condition {
  const twisted =
    random.next() < 0.2 ? doublyNegated(respellInside(random, condition)) : respellInside(random, condition);
  return random.next() < 0.2 ? allOf(twisted, twisted) : twisted;
}

function doublyNegated(condition: Condition): Condition {
  return { kind: "not", condition: { kind: "not", condition } };
}

function respellInside(random: RandomSource, condition: Condition): Condition {
  if (condition.kind === "not") return { kind: "not", condition: respell(random, condition.condition) };
  if (condition.kind === "compare") {
    const { left, right, operator } = condition;
    if (right.kind === "constant" || random.next() < 0.5) return condition;
    return operator === ">" ? below(right, left) : above(right, left);
  }
  const members = condition.conditions.map((member) => respell(random, member));
  const shuffled = members.toSorted(() => random.next() - 0.5);
  const [first, ...rest] = shuffled;
  if (first === undefined || rest.length < 2) return { kind: condition.kind, conditions: shuffled };
  return { kind: condition.kind, conditions: [{ kind: condition.kind, conditions: rest }, first] };
}

function respellRule(random: RandomSource, rule: StrategyRule): StrategyRule {
  if (rule.kind === "latched") {
    return { ...rule, enter: respell(random, rule.enter), leave: respell(random, rule.leave) };
  }
  return {
    ...rule,
    long: respell(random, rule.long),
    short: rule.short === null ? null : respell(random, rule.short),
  };
}

describe("the canonical form of a rule", () => {
  it("gives every spelling of a rule one hash", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = new SeededRandom(seed);
        const tree = randomTree(random);
        expect(treeHash(strategyTree(respellRule(random, tree)))).toBe(treeHash(tree));
      }),
      { numRuns: 300 },
    );
  });

  it("does not change on which bars a condition holds", () => {
    const cache = new ColumnCache(randomWalkBars(new SeededRandom("canonical"), { length: 300, rough: true }));
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = new SeededRandom(seed);
        const tree = randomTree(random);
        const spelled = respell(random, tree.kind === "regime" ? tree.long : tree.enter);
        expect(conditionMask(canonicalCondition(spelled), cache)).toEqual(conditionMask(spelled, cache));
      }),
      { numRuns: 200 },
    );
  });

  it("is its own canonical form", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const tree = randomTree(new SeededRandom(seed));
        expect(ruleText(canonicalRule(tree))).toBe(ruleText(tree));
      }),
      { numRuns: 200 },
    );
  });

  it("turns a comparison of two series to `>`", () => {
    expect(conditionText(canonicalCondition(below(CLOSE, SLOW)))).toBe("SMA(close,55)>close");
  });

  it("keeps `not (a > b)`, which differs from `a < b` on NaN and on equality", () => {
    const negated: Condition = { kind: "not", condition: above(CLOSE, SLOW) };
    expect(conditionText(canonicalCondition(negated))).toBe("not(close>SMA(close,55))");
  });

  it("tells `and` from `or`", () => {
    const members = [above(CLOSE, SLOW), above(indicator("ROC", CLOSE, 8), 0)];
    const texts = [allOf(...members), anyOf(...members)].map((both) => conditionText(canonicalCondition(both)));
    expect(texts).toEqual(["and(ROC(close,8)>0,close>SMA(close,55))", "or(ROC(close,8)>0,close>SMA(close,55))"]);
  });

  it("rounds constants and fractions to canonical decimals", () => {
    const rule: StrategyRule = {
      kind: "regime",
      family: "momentum",
      long: above(indicator("ROC", CLOSE, 21), 0.012_345_6),
      short: below(indicator("RSI", CLOSE, 8), 44.449),
      exits: { stopLossFraction: 0.031_234, takeProfitFraction: null },
    };
    expect(ruleText(strategyTree(rule))).toBe("regime(ROC(close,21)>0.0123;RSI(close,8)<44.4;0.0312;-)");
  });

  it("drops a short side that can never be asked", () => {
    const long = above(CLOSE, SLOW);
    const tree = strategyTree({ kind: "regime", family: "trend", long, short: below(SLOW, CLOSE), exits: NO_EXITS });
    expect(tree.kind === "regime" && tree.short).toBeNull();
  });

  it("hashes alike whatever the family label says", () => {
    const rule: StrategyRule = {
      kind: "regime",
      family: "trend",
      long: above(CLOSE, SLOW),
      short: null,
      exits: NO_EXITS,
    };
    expect(treeHash(strategyTree({ ...rule, family: "breakout" }))).toBe(treeHash(strategyTree(rule)));
  });
});
