import { DAY_MS } from "@rara-trading/domain";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { portfolioArbitrary, seriesUntil } from "../testing/portfolio-arbitraries.ts";
import { sumOf } from "./portfolio-record.ts";
import { runPortfolioBacktest } from "./run-portfolio-backtest.ts";

describe("an account of several sleeves, instruments and order styles", () => {
  it("keeps its books: equity = capital + all bookings + open profit, in all and by sleeve", () => {
    const seen = new Map<string, number>();
    const count = (what: string, times: number): void => void seen.set(what, (seen.get(what) ?? 0) + times);
    fc.assert(
      fc.property(portfolioArbitrary, ({ series, open }) => {
        const result = runPortfolioBacktest(series, open());
        const equity = result.equity.at(-1) ?? NaN;
        const scale = 10_000 + result.tradedNotional;
        const toRounding = (actual: number, expected: number): void =>
          expect(Math.abs(actual - expected) / scale).toBeLessThan(1e-11);
        const openProfit = result.sleeves.reduce((sum, { openProfitQuote }) => sum + openProfitQuote, 0);
        toRounding(equity, 10_000 + sumOf(result.amounts) + openProfit);
        toRounding(
          equity - 10_000,
          result.sleeves.reduce((sum, { netQuote }) => sum + netQuote, 0),
        );
        toRounding(result.amounts.fee, -result.fills.reduce((sum, { feeQuote }) => sum + feeQuote, 0));
        for (const [kind, amount] of Object.entries(result.amounts)) count(kind, amount === 0 ? 0 : 1);
        for (const { purpose } of result.fills) count(purpose, 1);
        for (const { reason } of result.liquidations) count(reason, 1);
        for (const { guard } of result.refusals) count(guard, 1);
        for (const [kind, times] of Object.entries(result.unfilledOrders)) count(kind, times);
      }),
      { numRuns: 400, seed: 20_261_122 },
    );
    // The books are only worth what went through them.
    const reached = ["profit", "fee", "funding", "borrow", "dividend", "split-cash", "liquidation-fee"];
    const happened = ["entry", "exit", "stop-loss", "take-profit", "liquidation", "maintenance-margin"];
    for (const what of [
      ...reached,
      ...happened,
      "initial-margin",
      "gross-leverage",
      "expired",
      "rejected",
      "cancelled",
    ]) {
      expect(seen.get(what) ?? 0, what).toBeGreaterThan(10);
    }
  });

  it("never crosses from long to short in one fill", () => {
    fc.assert(
      fc.property(portfolioArbitrary, ({ series, open }) => {
        for (const { sleeve, side, quantity, positionAfter } of runPortfolioBacktest(series, open()).fills) {
          const before = positionAfter + (side === "buy" ? -quantity : quantity);
          expect(before * positionAfter, `${sleeve}: ${before} to ${positionAfter}`).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 150, seed: 20_261_123 },
    );
  });

  it("is blind to the future: funding, splits and bars that come later change nothing before", () => {
    fc.assert(
      fc.property(portfolioArbitrary, fc.integer({ min: 1, max: 30 }), ({ series, open }, days) => {
        const whole = runPortfolioBacktest(series, open());
        const prefix = runPortfolioBacktest(seriesUntil(series, days * DAY_MS), open());
        expect(prefix.equity).toEqual(whole.equity.slice(0, prefix.equity.length));
        expect(prefix.fills).toEqual(whole.fills.slice(0, prefix.fills.length));
      }),
      { numRuns: 100, seed: 20_261_124 },
    );
  });
});
