import { describe, expect, it } from "vitest";
import { HalvingLadder, RUNG_BARS_MIN } from "./halving-ladder.ts";

const HOURS = 24;

/** Days of 24 bars. */
function dayEndsOf(bars: number): Int32Array {
  return Int32Array.from({ length: Math.ceil(bars / HOURS) }, (_, day) => Math.min(bars, (day + 1) * HOURS) - 1);
}

function ladderOf(bars: number): HalvingLadder {
  const ladder = HalvingLadder.of(bars, dayEndsOf(bars));
  if (ladder === undefined) throw new Error("Expected a ladder, found none");
  return ladder;
}

/** A ladder of a history of daily bars. */
function daily(bars: number): HalvingLadder | undefined {
  return HalvingLadder.of(bars, Int32Array.from(Array(bars).keys()));
}

const [FIRST, SECOND] = [2_208, 6_648];
/** Lets a ladder of 20,000 bars learn these Sharpe ratios of its first rung. */
function learn(ladder: HalvingLadder, sharpes: readonly (number | null)[]): void {
  for (const sharpe of sharpes) ladder.learn([{ bars: FIRST, sharpe }]);
}

describe("HalvingLadder", () => {
  it("has a ninth and a third of the bars as rungs, in whole days", () => {
    expect(ladderOf(20_000).rungs).toEqual([
      { bars: FIRST, sharpeMin: null },
      { bars: SECOND, sharpeMin: null },
    ]);
    expect(FIRST % HOURS).toBe(0);
    expect(FIRST).toBeLessThanOrEqual(20_000 / 9);
  });

  it("leaves histories alone whose first rung has fewer than 2,000 bars", () => {
    expect(RUNG_BARS_MIN).toBe(2_000);
    expect(daily(17_999)).toBeUndefined();
    expect(daily(18_000)?.rungs.map(({ bars }) => bars)).toEqual([2_000, 6_000]);
  });

  it("asks for the best third of what reached a rung, once nine have", () => {
    const ladder = ladderOf(20_000);
    learn(ladder, [0.8, 0.1, 0.5, -0.2, 0.3, 0.9, 0.2, 0.4]);
    expect(ladder.rungs[0]?.sharpeMin).toBeNull();
    learn(ladder, [0.7]);
    expect(ladder.rungs[0]?.sharpeMin).toBe(0.7);
    learn(ladder, [2, 2, 2]);
    expect(ladder.rungs[0]?.sharpeMin).toBe(0.9);
  });

  it("judges each rung by what reached it alone", () => {
    const ladder = ladderOf(20_000);
    learn(
      ladder,
      Array.from({ length: 30 }, (_, i) => i),
    );
    expect(ladder.rungs).toEqual([
      { bars: FIRST, sharpeMin: 20 },
      { bars: SECOND, sharpeMin: null },
    ]);
    const both = [
      { bars: FIRST, sharpe: 30 },
      { bars: SECOND, sharpe: 1 },
    ];
    for (let i = 0; i < 9; i++) ladder.learn(both);
    expect(ladder.rungs[1]?.sharpeMin).toBe(1);
  });

  it("counts what never traded as worse than anything, and asks nothing where nothing else is known", () => {
    const ladder = ladderOf(20_000);
    learn(ladder, Array(9).fill(null));
    expect(ladder.rungs[0]?.sharpeMin).toBeNull();
    learn(ladder, [-3, -2, -1, -4]);
    // The best five of thirteen: four that lost, and one that did nothing.
    expect(ladder.rungs[0]?.sharpeMin).toBeNull();
    learn(ladder, [-5]);
    expect(ladder.rungs[0]?.sharpeMin).toBe(-5);
  });
});
