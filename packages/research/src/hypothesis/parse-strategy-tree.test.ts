import { RaraError, SeededRandom } from "@rara-trading/domain";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomTree } from "../generator/random-trees.ts";
import { treeHash } from "./canonical-text.ts";
import { parseStrategyTree } from "./parse-strategy-tree.ts";

const CLOSE = { kind: "price", field: "close" };
const LONG = {
  kind: "compare",
  operator: ">",
  left: { kind: "indicator", name: "ROC", input: CLOSE, period: 21 },
  right: { kind: "constant", value: 0 },
};
const EXITS = { stopLossFraction: null, takeProfitFraction: null };
const RULE = { kind: "regime", family: "momentum", long: LONG, short: null, exits: EXITS };

describe("parseStrategyTree", () => {
  it("reads back what JSON.stringify wrote", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const tree = randomTree(new SeededRandom(seed));
        const parsed = parseStrategyTree(JSON.parse(JSON.stringify(tree)));
        expect(parsed).toEqual(tree);
        expect(treeHash(parsed)).toBe(treeHash(tree));
      }),
      { numRuns: 300 },
    );
  });

  it("drops unknown fields", () => {
    expect(parseStrategyTree({ ...RULE, note: "x" })).toEqual(RULE);
  });

  it.each([
    [null, "an object at tree, found null"],
    [{ ...RULE, kind: "grid" }, "one of regime, latched at tree.kind"],
    [{ ...RULE, family: "luck" }, "one of trend, momentum, mean-reversion, breakout, volatility at tree.family"],
    [{ ...RULE, short: undefined }, "an object at tree.short, found nothing"],
    [{ ...RULE, exits: { ...EXITS, stopLossFraction: "2%" } }, "a finite number at tree.exits.stopLossFraction"],
    [{ ...RULE, long: { ...LONG, operator: ">=" } }, "one of >, < at tree.long.operator"],
    [{ ...RULE, long: { ...LONG, left: { ...LONG.left, period: 20.5 } } }, "at tree.long.left.period, found 20.5"],
    [{ ...RULE, long: { ...LONG, left: { ...LONG.left, name: "MACD" } } }, "at tree.long.left.name"],
    [
      { ...RULE, long: { ...LONG, right: { kind: "constant", value: null } } },
      "a finite number at tree.long.right.value",
    ],
    [{ kind: "latched", family: "trend", side: 0, exits: EXITS }, "1 or -1 at tree.side, found 0"],
    [{ ...RULE, long: { kind: "and", conditions: LONG } }, "a list at tree.long.conditions, found an object"],
  ])("names the place of a mistake: %j", (value, message) => {
    expect(() => parseStrategyTree(value)).toThrow(message);
  });

  it("refuses a hostile nesting without overflowing the stack", () => {
    let condition: unknown = LONG;
    for (let i = 0; i < 100_000; i++) condition = { kind: "not", condition };
    expect(() => parseStrategyTree({ ...RULE, long: condition })).toThrow(RaraError);
  });

  it("refuses an ill-typed tree", () => {
    const long = { ...LONG, right: { kind: "volume" } };
    expect(() => parseStrategyTree({ ...RULE, long })).toThrow("found return against volume");
  });
});
