import { describe, expect, it } from "vitest";
import { above, allOf, anyOf, below } from "./condition.ts";
import { strategyTree } from "./make-tree.ts";
import { printEnglish } from "./print-english.ts";
import { averageTrueRange, difference, indicator, price, ratio, VOLUME } from "./series.ts";
import { NO_EXITS } from "./strategy-tree.ts";

const CLOSE = price("close");

describe("printEnglish", () => {
  it("says when a rule is long, short and flat", () => {
    const change = indicator("ROC", CLOSE, 21);
    const tree = strategyTree({
      kind: "regime",
      family: "momentum",
      long: above(change, 0),
      short: below(change, -0.015),
      exits: NO_EXITS,
    });
    expect(printEnglish(tree)).toBe(
      "Long while the 21-bar return of the close is positive; else short while the 21-bar return of the close is below -1.5%; else flat.",
    );
  });

  it("makes the simpler side of a comparison its subject", () => {
    const long = above(indicator("SMA", CLOSE, 55), CLOSE);
    const tree = strategyTree({ kind: "regime", family: "trend", long, short: null, exits: NO_EXITS });
    expect(printEnglish(tree)).toBe("Long while the close is below the 55-bar average of the close; else flat.");
  });

  it("says when a latched rule enters and leaves, and where it bails out", () => {
    const tree = strategyTree({
      kind: "latched",
      family: "breakout",
      side: -1,
      enter: below(CLOSE, indicator("Lag", indicator("Lowest", price("low"), 55), 2)),
      leave: above(indicator("RSI", CLOSE, 8), 50),
      exits: { stopLossFraction: 0.02, takeProfitFraction: 0.065 },
    });
    expect(printEnglish(tree)).toBe(
      "Enter short when the close is below the lowest low of 55 bars 2 bars earlier; leave when the 8-bar RSI of the close is above 50. Stop-loss 2% and take-profit 6.5% from the entry price.",
    );
  });

  it("puts brackets where a phrase could be read two ways", () => {
    const stretch = ratio(difference(CLOSE, indicator("EMA", CLOSE, 21)), averageTrueRange(13));
    const busy = above(VOLUME, indicator("SMA", VOLUME, 21));
    const calm = { kind: "not", condition: above(averageTrueRange(5), averageTrueRange(55)) } as const;
    const short = allOf(below(indicator("ROC", CLOSE, 8), 0), anyOf(busy, calm));
    const tree = strategyTree({ kind: "regime", family: "trend", long: above(stretch, 1.5), short, exits: NO_EXITS });
    expect(printEnglish(tree)).toBe(
      "Long while (the close minus the 21-bar exponential average of the close) divided by the 13-bar average true range is above 1.5; else short while the 8-bar return of the close is negative and (not (the 5-bar average true range is above the 55-bar average true range) or the volume is above the 21-bar average of the volume); else flat.",
    );
  });
});
