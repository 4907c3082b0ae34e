import type { Fill } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { foldRoundTrips } from "./round-trips.ts";

/** A fill of `quantity` at `price` with a fee of 10 bp. */
function fill(
  barOpenTimeMs: number,
  purpose: Fill["purpose"],
  side: Fill["side"],
  quantity: number,
  price: number,
  realizedPnlQuote: number,
  positionAfter: number,
): Fill {
  const feeQuote = (quantity * price) / 1_000;
  return { sequence: 1, barOpenTimeMs, purpose, side, quantity, price, feeQuote, realizedPnlQuote, positionAfter };
}

describe("foldRoundTrips", () => {
  it("takes everything from flat to flat as one trip, with average prices and all fees", () => {
    const trips = foldRoundTrips([
      fill(1, "entry", "buy", 5, 100, 0, 5),
      fill(2, "entry", "buy", 5, 104, 0, 10),
      fill(3, "exit", "sell", 4, 110, 32, 6),
      fill(4, "stop-loss", "sell", 6, 99, -18, 0),
    ]);
    // Entry (500 + 520) / 10 = 102, exit (440 + 594) / 10 = 103.4.
    // Profit (110 - 102) x 4 - (102 - 99) x 6 = 14, fees 0.5 + 0.52 + 0.44 + 0.594 = 2.054.
    expect(trips).toEqual([
      {
        entryTimeMs: 1,
        exitTimeMs: 4,
        side: 1,
        quantity: 10,
        entryPrice: 102,
        exitPrice: 103.4,
        pnlQuote: expect.closeTo(11.946, 9),
      },
    ]);
  });

  it("splits a flip into two trips of opposite sides", () => {
    const trips = foldRoundTrips([
      fill(1, "entry", "buy", 10, 100, 0, 10),
      fill(2, "exit", "sell", 10, 120, 200, 0),
      fill(2, "entry", "sell", 10, 120, 0, -10),
      fill(3, "take-profit", "buy", 10, 115, 50, 0),
    ]);
    expect(trips.map(({ side, entryTimeMs, exitTimeMs }) => [side, entryTimeMs, exitTimeMs])).toEqual([
      [1, 1, 2],
      [-1, 2, 3],
    ]);
    // 200 - 1 - 1.2 and 50 - 1.2 - 1.15.
    expect(trips[0]?.pnlQuote).toBeCloseTo(197.8, 9);
    expect(trips[1]?.pnlQuote).toBeCloseTo(47.65, 9);
  });

  it("closes a trip that enters and stops inside one bar, and on liquidation", () => {
    expect(
      foldRoundTrips([fill(1, "entry", "sell", 1, 100, 0, -1), fill(1, "liquidation", "buy", 1, 300, -200, 0)]),
    ).toMatchObject([{ entryTimeMs: 1, exitTimeMs: 1, side: -1, pnlQuote: -200.4 }]);
  });

  it("leaves a position out that is still open", () => {
    expect(foldRoundTrips([fill(1, "entry", "buy", 5, 100, 0, 5), fill(2, "exit", "sell", 4, 110, 40, 1)])).toEqual([]);
    expect(foldRoundTrips([])).toEqual([]);
  });
});
