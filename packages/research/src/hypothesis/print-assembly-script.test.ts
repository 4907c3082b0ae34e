import { SeededRandom } from "@rara-trading/domain";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomTree } from "../generator/random-trees.ts";
import { above, allOf, below } from "./condition.ts";
import { indicatorInstances } from "./indicator-instances.ts";
import { strategyTree } from "./make-tree.ts";
import { printAssemblyScript } from "./print-assembly-script.ts";
import { averageTrueRange, indicator, price, ratio } from "./series.ts";
import { NO_EXITS } from "./strategy-tree.ts";

const CLOSE = price("close");

describe("printAssemblyScript", () => {
  it("prints a complete strategy", () => {
    const tree = strategyTree({
      kind: "latched",
      family: "volatility",
      side: 1,
      enter: allOf(
        above(indicator("SMA", CLOSE, 8), indicator("SMA", CLOSE, 34)),
        below(ratio(averageTrueRange(8), CLOSE), 0.02),
      ),
      leave: below(indicator("ROC", indicator("SMA", CLOSE, 8), 3), 0),
      exits: { stopLossFraction: 0.05, takeProfitFraction: null },
    });
    expect(printAssemblyScript(tree)).toBe(`\
import { barIndex, close, enterLong, exit, high, hold, low, Meta, RiskLevels, ATR, ROC, SMA } from "rara";

let atr8!: ATR;
let sma8!: SMA;
let sma34!: SMA;
let roc3!: ROC;
let inside: bool = false;

export function meta(): Meta {
  return new Meta("tree-23cf13a0f105", 1, "Enter long when the 8-bar average true range divided by the close is below 2% and the 8-bar average of the close is above the 34-bar average of the close; leave when the 3-bar return of the 8-bar average of the close is negative. Stop-loss 5% from the entry price.").warmup(33);
}

export function init(): void {
  atr8 = new ATR(8);
  sma8 = new SMA(8);
  sma34 = new SMA(34);
  roc3 = new ROC(3);
}

export function onCandle(): f64 {
  const atr8Now = atr8.update(high(), low(), close());
  const sma8Now = sma8.update(close());
  const sma34Now = sma34.update(close());
  const roc3Now = roc3.update(sma8Now);
  if (barIndex() < 33) return hold();
  inside = inside ? !(roc3Now < 0.0) : ((atr8Now / close()) < 0.02) && (sma8Now > sma34Now);
  return inside ? enterLong() : exit();
}

export function riskLevels(side: i32, entryPrice: f64): RiskLevels {
  return RiskLevels.percent(side, entryPrice, 0.05, NaN);
}
`);
  });

  it("gives two indicators of one class and period names of their own", () => {
    const long = above(indicator("SMA", price("high"), 5), indicator("SMA", CLOSE, 5));
    const tree = strategyTree({ kind: "regime", family: "trend", long, short: null, exits: NO_EXITS });
    expect([...indicatorInstances(tree).values()].map(({ name }) => name)).toEqual(["sma5", "sma5x2"]);
  });

  it("updates every distinct indicator exactly once a bar, before anything is decided", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const tree = randomTree(new SeededRandom(seed));
        const lines = printAssemblyScript(tree).split("\n");
        const body = lines.slice(lines.indexOf("export function onCandle(): f64 {") + 1);
        const names = [...indicatorInstances(tree).values()].map(({ name }) => name);
        const updates = body.slice(0, names.length).map((line) => /= (\w+)\.update\(/.exec(line)?.[1]);
        expect(updates).toEqual(names);
        expect(body.slice(names.length).join("\n")).not.toContain(".update(");
      }),
      { numRuns: 200 },
    );
  });
});
