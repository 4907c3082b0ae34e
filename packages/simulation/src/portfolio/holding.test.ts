import { DAY_MS, HOLD_TARGET } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import {
  daily,
  freeModel,
  PERPETUAL,
  scriptedPortfolio,
  scriptedSleeve,
  still,
} from "../testing/scripted-portfolio.ts";
import type { InstrumentModel } from "./portfolio-options.ts";
import { runPortfolioBacktest } from "./run-portfolio-backtest.ts";

const HOLD = HOLD_TARGET;
const HOUR_MS = 3_600_000;

/** Charges of an account of 1,000 that trades at 100, as [kind, hours since the start, amount]. Days may be missing. */
function charges(targets: readonly number[], model: Partial<InstrumentModel>, days: readonly number[] = [0, 1, 2, 3]) {
  const candles = daily(days.map(() => still(100)));
  for (const [i, day] of days.entries()) candles.openTimeMs[i] = day * DAY_MS;
  const result = runPortfolioBacktest(
    [{ instrument: PERPETUAL, timeframe: "1d", candles }],
    scriptedPortfolio([scriptedSleeve(targets)], [freeModel(model)]),
  );
  return result.charges.map(({ kind, atMs, amountQuote }) => [kind, atMs / HOUR_MS, amountQuote]);
}

function fundingAt(...hours: number[]): Partial<InstrumentModel> {
  const timeMs = Float64Array.from(hours, (hour) => hour * HOUR_MS);
  return { funding: { timeMs, rate: timeMs.map(() => 0.01) } };
}

describe("funding", () => {
  it("falls on what is held at its time: at a bar's open on what came into it, inside on what the open left", () => {
    // 10 units from 24:00 to 72:00.
    const model = fundingAt(0, 8, 23, 24, 32, 47, 48, 71, 72, 80);
    expect(charges([1, HOLD, 0, HOLD], model)).toEqual([
      ["funding", 32, -10],
      ["funding", 47, -10],
      ["funding", 48, -10],
      ["funding", 71, -10],
      ["funding", 72, -10],
    ]);
  });

  it("falls due in missing bars as well, at the last price", () => {
    expect(charges([-1, HOLD, HOLD], fundingAt(30, 60, 80), [0, 1, 4])).toEqual([
      ["funding", 30, 10],
      ["funding", 60, 10],
      ["funding", 80, 10],
    ]);
  });
});

describe("borrow cost", () => {
  it("runs while a short is held, over missing days too, and never for a long", () => {
    const model = { borrowRateAnnual: 3.65 };
    // 1 % a day of 1,000: short from day 1, over days 2 and 3 that have no bars, to the open of day 5.
    const paid = charges([-1, HOLD, 0, HOLD], model, [0, 1, 4, 5]);
    expect(paid.map(([kind, hour]) => [kind, hour])).toEqual([
      ["borrow", 48],
      ["borrow", 96],
      ["borrow", 120],
    ]);
    for (const [i, amount] of [-10, -20, -10].entries()) expect(paid[i]?.[2]).toBeCloseTo(amount, 9);
    expect(charges([1, HOLD, 0, HOLD], model, [0, 1, 4, 5])).toEqual([]);
  });
});

describe("dividends", () => {
  const model = { actions: [{ exTimeMs: 2 * DAY_MS, dividendPerUnit: 0.5, splitRatio: 1 }] };

  it("go to who held over the night before, even if it sells at that open, and not to who buys then", () => {
    expect(charges([1, 0, HOLD, HOLD], model)).toEqual([["dividend", 48, 5]]);
    expect(charges([HOLD, 1, HOLD, HOLD], model)).toEqual([]);
  });

  it("are owed by a short", () => {
    expect(charges([-1, HOLD, HOLD, HOLD], model)).toEqual([["dividend", 48, -5]]);
  });
});
