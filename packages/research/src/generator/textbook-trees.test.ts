import { describe, expect, it } from "vitest";
import { treeHash } from "../hypothesis/canonical-text.ts";
import { isSymmetric } from "../hypothesis/mirror.ts";
import { printEnglish } from "../hypothesis/print-english.ts";
import { FAMILIES } from "../hypothesis/strategy-tree.ts";
import { textbookTrees } from "./textbook-trees.ts";

describe("textbookTrees", () => {
  it("are different rules, each long and short alike", () => {
    const trees = textbookTrees();
    expect(trees).toHaveLength(41);
    expect(new Set(trees.map(treeHash)).size).toBe(trees.length);
    expect(trees.every(isSymmetric)).toBe(true);
  });

  it("begin with the plainest of every family", () => {
    const first = textbookTrees().slice(0, FAMILIES.length);
    expect(new Set(first.map(({ family }) => family))).toEqual(new Set(FAMILIES));
    expect(first.map(printEnglish)).toMatchInlineSnapshot(`
      [
        "Long while the close is above the 21-bar average of the close; else short while the close is below the 21-bar average of the close; else flat.",
        "Long while the 21-bar return of the close is positive; else short while the 21-bar return of the close is negative; else flat.",
        "Long while the 13-bar z-score of the close is below -1; else short while the 13-bar z-score of the close is above 1; else flat.",
        "Long while the close is above the highest high of 21 bars 2 bars earlier; else short while the close is below the lowest low of 21 bars 2 bars earlier; else flat.",
        "Long while the 55-bar average true range is above the 8-bar average true range and the 21-bar return of the close is positive; else short while the 55-bar average true range is above the 8-bar average true range and the 21-bar return of the close is negative; else flat.",
      ]
    `);
  });

  it("keep to the families that are asked for", () => {
    expect(textbookTrees(["breakout"]).map(({ family }) => family)).toEqual(["breakout", "breakout", "breakout"]);
    expect(textbookTrees([])).toEqual([]);
  });
});
