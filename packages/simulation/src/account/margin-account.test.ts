import { parseInstrumentId } from "@rara-trading/domain";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Booking } from "./booking.ts";
import { type AccountSleeve, MarginAccount } from "./margin-account.ts";
import { DEFAULT_MARGIN, initialMargin, maintenanceMargin } from "./margin-rules.ts";

const PERPETUAL = parseInstrumentId("binance:XRP/USDT:USDT");
const SHARE = parseInstrumentId("yahoo:AAPL");
const SLEEVES: readonly AccountSleeve[] = [
  { name: "trend", instrument: PERPETUAL, lotsPerUnit: 10, margin: DEFAULT_MARGIN, borrowRateAnnual: 0 },
  { name: "value", instrument: SHARE, lotsPerUnit: 1, margin: undefined, borrowRateAnnual: 0.05 },
];
const YEAR_MS = 365 * 86_400_000;

function opened(capital = 10_000) {
  const bookings: Booking[] = [];
  const account = new MarginAccount(capital, SLEEVES, (booking) => void bookings.push(booking));
  const trade = (sleeve: number, lotsAfter: number, price: number) =>
    account.execute(sleeve, { sequence: 1, barOpenTimeMs: 5, purpose: "entry", lotsAfter, price, feeRate: 0 });
  const amounts = () => bookings.map(({ kind, amountQuote }) => [kind, amountQuote]);
  return { account, bookings, trade, amounts };
}

describe("MarginAccount", () => {
  it("values two sleeves in one account, each at its own mark", () => {
    const { account, trade } = opened();
    trade(0, 1_000, 2);
    trade(1, 10, 50);
    // 100 units at 2 and 10 at 50 leave 9,300; at 3 and 40 they are worth 300 and 400.
    account.mark(0, 3);
    account.mark(1, 60);
    account.settle();
    account.mark(1, 40);
    account.settle();
    expect([account.cash, account.equity, account.peakEquity]).toEqual([9_300, 10_000, 10_200]);
    expect(account.equityAt([0], 1)).toBe(9_800);
    expect(account.maintenanceAt([0], 3)).toBeCloseTo(1.5, 12);
    expect(account.initialMarginBeside(1)).toBe(30);
    expect(account.initialMarginBeside(0)).toBe(0);
  });

  it("takes funding from a long and gives it to a short when the rate is above 0, the other way round below", () => {
    for (const [lots, rate, amount] of [
      [1_000, 0.0001, -0.02],
      [-1_000, 0.0001, 0.02],
      [1_000, -0.0001, 0.02],
      [0, 0.0001, undefined],
    ] as const) {
      const { account, trade, bookings } = opened();
      if (lots !== 0) trade(0, lots, 2);
      account.fund(0, 7, 2, rate);
      if (amount === undefined) expect(bookings).toEqual([]);
      else
        expect(bookings).toEqual([
          { kind: "funding", atMs: 7, sleeve: "trend", instrument: PERPETUAL, amountQuote: expect.closeTo(amount, 12) },
        ]);
    }
  });

  it("charges a year's interest on a short and none on a long", () => {
    const { account, trade, amounts } = opened();
    trade(1, -10, 100);
    account.mark(1, 120);
    account.accrueBorrow(1, YEAR_MS, YEAR_MS);
    expect(amounts()).toEqual([["borrow", -60]]);
    trade(1, 0, 100);
    trade(1, 10, 100);
    account.accrueBorrow(1, YEAR_MS, YEAR_MS);
    expect(amounts()).toHaveLength(1);
  });

  it("credits a dividend to a long and debits it from a short", () => {
    const { account, trade, amounts } = opened();
    trade(1, 4, 100);
    account.payDividend(1, 9, 0.5);
    trade(1, 0, 100);
    trade(1, -4, 100);
    account.payDividend(1, 9, 0.5);
    expect(amounts()).toEqual([
      ["dividend", 2],
      ["dividend", -2],
    ]);
  });

  it("splits three for two, pays out the half share and leaves equity as it was", () => {
    const { account, trade, amounts } = opened();
    trade(1, 5, 90);
    account.mark(1, 120);
    account.split(1, 9, 1.5);
    // 7.5 shares at 80, entered at 60: 7 are kept, half a share is paid at 80, a profit of 10.
    expect(account.position(1)).toEqual({ lots: 7, position: 7, entryPrice: 60, mark: 80 });
    expect(amounts()).toEqual([["split-cash", 10]]);
    expect(account.equityAt([1], 80)).toBe(10_150);
  });

  it("rebuilds equity from capital, bookings and open profit, whatever happened", () => {
    const event = fc.record({
      sleeve: fc.constantFrom(0, 1),
      what: fc.constantFrom(
        "trade",
        "trade",
        "trade",
        "mark",
        "fund",
        "borrow",
        "dividend",
        "split",
        "liquidation-fee",
      ),
      lots: fc.integer({ min: -500, max: 500 }),
      price: fc.double({ min: 1, max: 200, noNaN: true }),
      rate: fc.double({ min: -0.01, max: 0.01, noNaN: true }),
      ratio: fc.constantFrom(2, 7, 1.5, 0.1, 4 / 3),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        let booked = 0;
        const account = new MarginAccount(10_000, SLEEVES, ({ amountQuote }) => void (booked += amountQuote));
        for (const sleeve of [0, 1]) account.mark(sleeve, 100);
        const execute = (sleeve: number, lotsAfter: number, price: number): void => {
          if (lotsAfter === account.position(sleeve).lots) return;
          account.execute(sleeve, {
            sequence: 1,
            barOpenTimeMs: 0,
            purpose: "entry",
            lotsAfter,
            price,
            feeRate: 0.001,
          });
        };
        for (const { sleeve, what, lots, price, rate, ratio } of events) {
          if (what === "trade") {
            // A flip is two executions.
            if (account.position(sleeve).lots * lots < 0) execute(sleeve, 0, price);
            execute(sleeve, lots, price);
          } else if (what === "mark") account.mark(sleeve, price);
          else if (what === "fund") account.fund(sleeve, 0, price, rate);
          else if (what === "borrow") account.accrueBorrow(sleeve, 0, 1e9);
          else if (what === "dividend") account.payDividend(sleeve, 0, price / 100);
          else if (what === "split") account.split(sleeve, 0, ratio);
          else account.chargeLiquidation(sleeve, 0, price);
          let openProfit = 0;
          let gross = 10_000 + account.tradedNotional;
          for (const index of [0, 1]) {
            const { position, entryPrice, mark } = account.position(index);
            openProfit += position * (mark - entryPrice);
            gross += Math.abs(position) * mark;
          }
          expect(Math.abs(account.equityAt([], 0) - (10_000 + booked + openProfit)) / gross).toBeLessThan(1e-12);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("margin", () => {
  it("asks notional / leverage to open and each slice at its own rate to keep", () => {
    const rules = {
      leverageMax: 20,
      liquidationFeeBps: 0,
      maintenance: [
        { notionalMax: 50_000, rate: 0.004 },
        { notionalMax: 250_000, rate: 0.005 },
        { notionalMax: Infinity, rate: 0.01 },
      ],
    };
    expect(initialMargin(rules, 10_000)).toBe(500);
    expect(maintenanceMargin(rules, 50_000)).toBe(200);
    // Binance writes the same as 1 % of 300,000 less a maintenance amount of 1,300.
    expect(maintenanceMargin(rules, 300_000)).toBeCloseTo(300_000 * 0.01 - 1_300, 9);
  });
});
