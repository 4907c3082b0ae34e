import { describe, expect, it } from "vitest";
import { Account } from "./account.ts";

const SIZING = { equityFraction: 1, lotsPerUnit: 1_000 };

function execution(lotsAfter: number, price: number, purpose: "entry" | "exit" = "entry") {
  return { sequence: 7, barOpenTimeMs: 42, purpose, lotsAfter, price };
}

describe("Account", () => {
  it("books a purchase and a partial sale, with fees", () => {
    const account = new Account(1_000, SIZING, { feeBps: 20, slippageBps: 0 });
    account.execute(execution(4_000, 100));
    // 4 units: 400 and 0.8.
    expect(account.cash).toBeCloseTo(599.2, 9);
    const sale = account.execute(execution(1_000, 110, "exit"));
    // 3 units: 330 - 0.66, profit 30.
    expect(sale).toEqual({
      sequence: 7,
      barOpenTimeMs: 42,
      purpose: "exit",
      side: "sell",
      quantity: 3,
      price: 110,
      feeQuote: expect.closeTo(0.66, 9),
      realizedPnlQuote: 30,
      positionAfter: 1,
    });
    expect(account.cash).toBeCloseTo(928.54, 9);
    expect(account.entryPrice).toBe(100);
    expect(account.tradedNotional).toBe(730);
  });

  it("averages the entries of a short and books its profit with the right sign", () => {
    const account = new Account(1_000, SIZING, { feeBps: 0, slippageBps: 0 });
    account.execute(execution(-1_000, 100));
    account.execute(execution(-4_000, 120));
    // (1 x 100 + 3 x 120) / 4 = 115.
    expect(account.entryPrice).toBe(115);
    expect(account.execute(execution(0, 125, "exit")).realizedPnlQuote).toBe(-40);
    expect(account.entryPrice).toBe(0);
    expect(account.position).toBe(0);
    expect(account.cash).toBe(960);
  });

  it("keeps the highest mark as its peak, the capital included", () => {
    const account = new Account(1_000, SIZING, { feeBps: 0, slippageBps: 0 });
    account.execute(execution(10_000, 100));
    account.mark(90);
    expect([account.equity, account.peakEquity]).toEqual([900, 1_000]);
    account.mark(130);
    expect([account.equity, account.peakEquity]).toEqual([1_300, 1_300]);
    account.mark(120);
    expect([account.equity, account.peakEquity]).toEqual([1_200, 1_300]);
  });
});
