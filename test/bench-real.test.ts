import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { type CandleColumns, columnsOf, DAY_MS } from "@rara-trading/domain";
import { readFactorFile } from "@rara-trading/simulation";
import { describe, expect, it } from "vitest";
import { adjustedCandles } from "../bench/gates/real/adjusted-candles.ts";
import { funnelOf, type FunnelTrial } from "../bench/gates/real/funnel.ts";

const AAPL_FACTORS = fileURLToPath(new URL("../../shared/data/LEAN-factor-aapl.csv", import.meta.url));

/** Daily bars that close at these prices and trade 100 units. */
function barsOf(closes: readonly number[]): CandleColumns {
  return columnsOf(
    closes.map((close, i) => ({
      openTimeMs: i * DAY_MS,
      open: close,
      high: close + 1,
      low: close - 1,
      close,
      volume: 100,
    })),
  );
}

describe("adjustedCandles", () => {
  it("takes a 2:1 split and a dividend out of prices, and leaves the last bars as they are", () => {
    const actions = [
      { exTimeMs: 1 * DAY_MS, dividendPerUnit: 0, splitRatio: 2 },
      { exTimeMs: 3 * DAY_MS, dividendPerUnit: 5, splitRatio: 1 },
    ];
    const { close, high, low, volume } = adjustedCandles(barsOf([100, 50, 50, 45, 45]), actions);
    expect([...close]).toEqual([45, 45, 45, 45, 45]);
    expect([...volume]).toEqual([200, 100, 100, 100, 100]);
    expect([high[0], low[0]]).toEqual([101 * 0.45, 99 * 0.45]);
  });

  it("does nothing without an action, and nothing for one after the last bar", () => {
    const bars = barsOf([10, 11]);
    expect(adjustedCandles(bars, []).close).toEqual(bars.close);
    const later = [{ exTimeMs: 9 * DAY_MS, dividendPerUnit: 0, splitRatio: 2 }];
    expect(adjustedCandles(bars, later).close).toEqual(bars.close);
  });

  it("reads three splits of 7, 4 and 2 in the factor file of Apple", async (context) => {
    if (!existsSync(AAPL_FACTORS)) context.skip(`no ${AAPL_FACTORS}: this test needs the real market data`);
    const splits = readFactorFile(await readFile(AAPL_FACTORS, "utf8")).map(({ splitRatio }) => splitRatio);
    expect(splits.filter((ratio) => ratio !== 1)).toEqual([2, 2, 7, 4]);
  });
});

describe("funnelOf", () => {
  it("counts a member that never traded, and leaves it out of means", () => {
    const trial = { weighed: true, pastG1: false, pastG2: false, pastTheRest: false, promoted: false } as FunnelTrial;
    const [all, weighed, pastG1] = funnelOf([
      { ...trial, unseen: 1 },
      { ...trial, unseen: -0.5 },
      { ...trial, unseen: null },
      { ...trial, weighed: false, unseen: 9 },
    ]);
    expect(all).toMatchObject({ name: "all trials", members: 4, traded: 3 });
    expect(weighed).toEqual({ name: "weighed", members: 3, traded: 2, meanSharpe: 0.25, positiveShare: 0.5 });
    expect(pastG1).toEqual({ name: "past G1", members: 0, traded: 0, meanSharpe: null, positiveShare: null });
  });
});
