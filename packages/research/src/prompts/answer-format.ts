import { INDICATOR_NAMES, PRICE_FIELDS } from "../hypothesis/series.ts";
import { PERIOD_RANGE } from "../hypothesis/period.ts";
import { EXIT_FRACTION_RANGE, type Family, TREE_DEPTH_MAX, TREE_NODES_MAX } from "../hypothesis/strategy-tree.ts";
import { EXPECTATION_LEVEL } from "./calibration.ts";
import { FALSIFIER_METRICS, FALSIFIER_SLICES, TREND_REGIMES, VOLATILITY_REGIMES } from "./model-proposal.ts";

function choice(words: readonly string[]): string {
  return words.map((word) => JSON.stringify(word)).join(" | ");
}

/** Returns the shape of a proposal of one of these families, made from the lists that its reader checks against. */
export function proposalFormat(families: readonly Family[]): string {
  return `{
  "family": ${choice(families)},
  "hypothesis": one sentence that can be false,
  "mechanism": who loses the money that it earns, and why they go on,
  "falsifier": { "metric": ${choice(FALSIFIER_METRICS)}, "threshold": number, "slice": ${choice(FALSIFIER_SLICES)} },
  "tree": the rule as a tree, or "code": the rule as AssemblyScript (exactly one of the two),
  "params": [{ "name", "default", "min", "max" }], with "code" only and as its meta() declares them,
  "expected": {
    "sharpe": { "low": number, "high": number }, a range that holds the Sharpe ratio in ${EXPECTATION_LEVEL * 10} cases of 10,
    "turnover": traded notional over equity a year,
    "holding": bars that a position is held
  },
  "regimeExpectation": { "volatility": ${choice(VOLATILITY_REGIMES)}, "trend": ${choice(TREND_REGIMES)} },
  "parents": [numbers of the trials that it changes; empty for a new idea],
  "differsFrom": [numbers of the trials that it must not repeat]
}`;
}

/** Returns the grammar of a tree, made from the lists that its parser checks against. */
export function treeFormat(): string {
  return `Tree := { "kind": "regime", "family", "long": Condition, "short": Condition | null, "exits": Exits }
      | { "kind": "latched", "family", "side": 1 | -1, "enter": Condition, "leave": Condition, "exits": Exits }
Exits := { "stopLossFraction": number | null, "takeProfitFraction": number | null }, ${EXIT_FRACTION_RANGE.min} to ${EXIT_FRACTION_RANGE.max}
Condition := { "kind": "compare", "operator": ">" | "<", "left": Series, "right": Series | { "kind": "constant", "value": number } }
           | { "kind": "and" | "or", "conditions": [Condition, Condition, ...] } | { "kind": "not", "condition": Condition }
Series := { "kind": "price", "field": ${choice(PRICE_FIELDS)} } | { "kind": "volume" }
        | { "kind": "indicator", "name": ${choice(INDICATOR_NAMES)}, "input": Series, "period": Period }
        | { "kind": "average-true-range", "period": Period } | { "kind": "ratio" | "difference", "left": Series, "right": Series }
Period := whole number from ${PERIOD_RANGE.min} to ${PERIOD_RANGE.max}
A tree has at most ${TREE_DEPTH_MAX} levels and ${TREE_NODES_MAX} nodes, and compares like with like: a price with a price, a ratio with a number.`;
}

/** What the two ways to state a rule ask for: the gates move every number of either. */
export const RULE_FORMS = `A rule given as "tree" and one given as "code" go through the same gates, which move every number of a rule by some 15 and some 40 percent.
Of code they can move declared parameters only. So every number that could be tuned, a look-back, a threshold, a size, a stop, must be a parameter with
room for that between min and max (a parameter whose default, min and max are whole numbers is moved in whole steps), and a parameter that changes
nothing is refused too. Beside parameters code may hold 0, 0.5, 1, 2 and 100, and no texts or tables outside of meta(); other numbers cannot pass.
A tree is cheaper for you to write and is searched on from by us; give code for what the grammar of trees cannot say.`;

/** What an author of code must know beside the signatures; the compiler enforces it. */
export const CODE_RULES = `Code is one file of AssemblyScript (types f64, i32, bool). It imports from "rara" only, and exports
meta(): Meta, init(): void, onCandle(): f64 and, if it has protective prices, riskLevels(side: i32, entryPrice: f64): RiskLevels.
onCandle is called once per closed bar, updates every indicator exactly once before any return, and returns enterLong, enterShort, exit or hold.
Indicators that depend on param(i) are declared as let x!: SMA and created in init(). meta() declares .warmup(bars) and .param(name, default, min, max).
No closures, no for..of, no destructuring, no spread, no ?. or ??, no try, no any. 2 / 3 is an integer division: write 2.0 / 3.0.`;
