import { describe, expect, it } from "vitest";
import { conditionText } from "./canonical-text.ts";
import { above, allOf, below, type Condition } from "./condition.ts";
import { strategyTree } from "./make-tree.ts";
import { isSymmetric, mirrorCondition } from "./mirror.ts";
import { averageTrueRange, difference, indicator, price, ratio, VOLUME } from "./series.ts";
import { NO_EXITS } from "./strategy-tree.ts";

const CLOSE = price("close");

function mirrored(condition: Condition): string {
  return conditionText(mirrorCondition(condition));
}

describe("the mirror image of a condition", () => {
  it("turns above into below", () => {
    expect(mirrored(above(CLOSE, indicator("SMA", CLOSE, 21)))).toBe("close<SMA(close,21)");
  });

  it("turns the channel's top into its bottom", () => {
    expect(mirrored(above(CLOSE, indicator("Highest", price("high"), 55)))).toBe("close<Lowest(low,55)");
  });

  it("reflects constants at neutral", () => {
    expect(mirrored(above(indicator("ROC", CLOSE, 21), 0.02))).toBe("ROC(close,21)<-0.02");
    expect(mirrored(below(indicator("RSI", CLOSE, 13), 30))).toBe("RSI(close,13)>70");
    expect(mirrored(above(ratio(CLOSE, indicator("SMA", CLOSE, 55)), 1.25))).toBe("(close/SMA(close,55))<0.75");
  });

  it("leaves comparisons of sizes as they are", () => {
    const calm = below(averageTrueRange(5), averageTrueRange(55));
    const busy = above(VOLUME, indicator("SMA", VOLUME, 21));
    const volatile = above(indicator("StdDev", CLOSE, 8), indicator("StdDev", CLOSE, 55));
    expect([calm, busy, volatile].map(mirrored)).toEqual([calm, busy, volatile].map(conditionText));
  });

  it("mirrors the distance from an average, not the range it is measured in", () => {
    const stretched = above(ratio(difference(CLOSE, indicator("EMA", CLOSE, 21)), averageTrueRange(13)), 2);
    expect(mirrored(stretched)).toBe("((close-EMA(close,21))/ATR(13))<-2");
  });

  it("mirrors each member of a combination", () => {
    const both = allOf(above(indicator("ROC", CLOSE, 8), 0), below(averageTrueRange(5), averageTrueRange(55)));
    expect(mirrored(both)).toBe("and(ROC(close,8)<0,ATR(5)<ATR(55))");
  });
});

describe("a symmetric rule", () => {
  const long = above(CLOSE, indicator("Highest", CLOSE, 21));
  const rule = { kind: "regime", family: "trend", long, exits: NO_EXITS } as const;

  it("is recognised whatever way the short side is spelled", () => {
    const short = above(indicator("Lowest", CLOSE, 21), CLOSE);
    expect(isSymmetric(strategyTree({ ...rule, short }))).toBe(true);
  });

  it("is not one with another short side, or none", () => {
    expect(isSymmetric(strategyTree({ ...rule, short: below(CLOSE, indicator("Lowest", CLOSE, 34)) }))).toBe(false);
    expect(isSymmetric(strategyTree({ ...rule, short: null }))).toBe(false);
  });
});
