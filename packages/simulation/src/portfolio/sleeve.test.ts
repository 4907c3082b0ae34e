import { DAY_MS, HOLD_TARGET } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import {
  type PriceBar,
  daily,
  freeModel,
  PERPETUAL,
  scriptedPortfolio,
  scriptedSleeve,
  still,
} from "../testing/scripted-portfolio.ts";
import { riskAtDistance } from "../testing/target-array-session.ts";
import { MARKET_ORDERS, type OrderStyle } from "./order-style.ts";
import type { InstrumentModel, SleeveOptions } from "./portfolio-options.ts";
import { runPortfolioBacktest } from "./run-portfolio-backtest.ts";

const HOLD = HOLD_TARGET;
const GTC = { kind: "good-till-cancelled" } as const;

function run(
  bars: readonly PriceBar[],
  targets: readonly number[],
  orders: Partial<OrderStyle> = {},
  model: InstrumentModel = freeModel(),
  risk?: Parameters<typeof scriptedSleeve>[2],
  sleeve: Partial<SleeveOptions> = {},
) {
  const options = scriptedSleeve(targets, { orders: { ...MARKET_ORDERS, ...orders }, ...sleeve }, risk);
  const result = runPortfolioBacktest(
    [{ instrument: PERPETUAL, timeframe: "1d", candles: daily(bars) }],
    scriptedPortfolio([options], [model]),
  );
  const fills = result.fills.map(({ barOpenTimeMs, purpose, price, positionAfter }) => [
    barOpenTimeMs / DAY_MS,
    purpose,
    price,
    positionAfter,
  ]);
  return { ...result, trades: fills };
}

function executing(changes: Partial<InstrumentModel["execution"]>): InstrumentModel {
  const model = freeModel();
  return { ...model, execution: { ...model.execution, ...changes } };
}

describe("a sleeve's entries", () => {
  it("waits below the close with a limit and fills at it", () => {
    const entry = { kind: "limit", offsetBps: 500, timeInForce: GTC } as const;
    const { trades } = run([still(100), [100, 101, 96, 99], [99, 99, 94, 98], still(98)], [1, HOLD, HOLD, 0], {
      entry,
    });
    expect(trades).toEqual([[2, "entry", 95, 10]]);
  });

  it("gives up when the limit's time is over, until the target changes", () => {
    const entry = { kind: "limit", offsetBps: 500, timeInForce: { kind: "good-for-bars", bars: 1 } } as const;
    const bars = [still(100), still(100), [100, 100, 90, 95], still(95), [95, 95, 90, 95], still(95)] as const;
    const { trades, unfilledOrders } = run(bars, [1, 1, 1, 0.5, HOLD, HOLD], { entry });
    // The second limit waits at 95 x 0.95 = 90.25, for half of 1,000 / 95 = 5.
    expect(trades).toEqual([[4, "entry", 90.25, 5]]);
    expect(unfilledOrders).toEqual({ cancelled: 0, expired: 1, rejected: 0 });
  });

  it("breaks out above the close with a stop", () => {
    const entry = { kind: "stop", offsetBps: 500, timeInForce: GTC } as const;
    const { trades } = run([still(100), [100, 104, 99, 103], [103, 110, 103, 109], still(109)], [1, HOLD, HOLD, HOLD], {
      entry,
    });
    expect(trades).toEqual([[2, "entry", 105, 10]]);
  });

  it("takes an order that still waits back when the target changes", () => {
    const entry = { kind: "limit", offsetBps: 500, timeInForce: GTC } as const;
    const { trades } = run([still(100), still(100), [100, 100, 90, 90]], [1, 0, HOLD], { entry });
    expect(trades).toEqual([]);
  });

  it("follows what filled of a large order, bar by bar, and keeps the target as the goal", () => {
    // A tenth of a volume of 100 is 10 a day.
    const bars = [still(40), still(40), still(40), still(40), still(40)];
    const { trades, sleeves } = run(bars, [1, HOLD, HOLD, HOLD, HOLD], {}, executing({ maxParticipation: 0.1 }));
    expect(trades).toEqual([
      [1, "entry", 40, 10],
      [2, "entry", 40, 20],
      [3, "entry", 40, 25],
    ]);
    expect(sleeves[0]?.position).toBe(25);
  });

  it("waits with the other side until a capped exit is through", () => {
    const bars = [still(40), still(40), still(40), still(40), still(40), still(40), still(40)];
    const { trades } = run(bars, [0.5, HOLD, -0.25, HOLD, HOLD, HOLD, HOLD], {}, executing({ maxParticipation: 0.1 }));
    expect(trades).toEqual([
      [1, "entry", 40, 10],
      [2, "entry", 40, 12],
      [3, "exit", 40, 2],
      [4, "exit", 40, 0],
      [5, "entry", 40, -6],
    ]);
  });

  it("lets orders on their way arrive before it sends new ones, where there is latency", () => {
    const bars = [still(100), still(100), still(100), still(100), still(100), still(100)];
    const { trades } = run(bars, [1, -1, HOLD, HOLD, HOLD, HOLD], {}, executing({ latencyBars: 1 }));
    // Sent at close 0, filled at open 2. The flip wanted at close 1 is sent at close 2, filled at open 4.
    expect(trades).toEqual([
      [2, "entry", 100, 10],
      [4, "exit", 100, 0],
      [4, "entry", 100, -10],
    ]);
  });
});

describe("a sleeve's exits", () => {
  it("sells at the market what its limit did not get", () => {
    const exit = { kind: "limit", offsetBps: 500, timeInForce: { kind: "good-for-bars", bars: 2 } } as const;
    const { trades } = run(
      Array.from({ length: 6 }, () => still(100)),
      [1, 0, HOLD, HOLD, HOLD, HOLD],
      { exit },
    );
    expect(trades).toEqual([
      [1, "entry", 100, 10],
      [4, "exit", 100, 0],
    ]);
  });

  it("follows the price up with a trailing stop at the distance of the strategy's level", () => {
    const bars = [still(100), [100, 110, 101, 110], [110, 120, 112, 113], [113, 113, 100, 101]] as const;
    const style = { stopLoss: { kind: "trailing-stop" } } as const;
    const { trades } = run(bars, [1, HOLD, HOLD, HOLD], style, freeModel(), riskAtDistance(10, 1_000));
    expect(trades).toEqual([
      [1, "entry", 100, 10],
      [3, "stop-loss", 110, 0],
    ]);
  });

  it("misses with a stop-limit that the price jumps over", () => {
    const bars = [still(100), still(100), [90, 92, 88, 91], still(91)] as const;
    const style = { stopLoss: { kind: "stop-limit", limitOffsetBps: 100 } } as const;
    const { trades, sleeves } = run(bars, [1, HOLD, HOLD, HOLD], style, freeModel(), riskAtDistance(5, 1_000));
    expect(trades).toHaveLength(1);
    expect(sleeves[0]?.position).toBe(10);
  });

  it("leaves nothing on order once a stop has closed what had filled so far", () => {
    const bars = [still(40), still(40), [40, 40, 30, 31], still(40), still(40)] as const;
    const { trades } = run(
      bars,
      [1, HOLD, HOLD, HOLD, HOLD],
      {},
      executing({ maxParticipation: 0.1 }),
      riskAtDistance(5, 1_000),
    );
    // On the third day the entry takes its tenth of the volume at the open, so that the stop sells from the fourth on.
    expect(trades).toEqual([
      [1, "entry", 40, 10],
      [2, "entry", 40, 20],
      [3, "stop-loss", 40, 10],
      [4, "stop-loss", 40, 0],
    ]);
  });
});

describe("a sleeve across a split", () => {
  it("moves the stop and the waiting order with the price", () => {
    const actions = [{ exTimeMs: 2 * DAY_MS, dividendPerUnit: 0, splitRatio: 2 }];
    const bars = [still(100), still(100), [50, 51, 49, 50], [50, 50, 44, 45]] as const;
    const held = run(bars, [1, HOLD, HOLD, HOLD], {}, freeModel({ actions }), riskAtDistance(10, 1_000));
    expect(held.trades).toEqual([
      [1, "entry", 100, 10],
      [3, "stop-loss", 45, 0],
    ]);
    const entry = { kind: "limit", offsetBps: 1_000, timeInForce: GTC } as const;
    const waiting = run(bars, [1, HOLD, HOLD, HOLD], { entry }, freeModel({ actions }));
    expect(waiting.trades).toEqual([[3, "entry", 45, 20]]);
  });
});

describe("a sleeve's size", () => {
  it("waits for an estimate of volatility, then acts on the target that it was given meanwhile", () => {
    const estimate = { decay: 0.5, barsPerYear: 1, returnsMin: 2 };
    const target = { annualVolatility: 0.05, cap: 2, noTradeBand: 0.1 };
    const prices = [100, 110, 99, 99, 99, 99, 99];
    const { trades } = run(prices.map(still), [1, HOLD, HOLD, HOLD, HOLD, HOLD, HOLD], {}, freeModel(), undefined, {
      sizing: { kind: "volatility-target", target, estimate },
    });
    // Two returns of 10 %: volatility 0.1, weight 0.5: 5 of 99. Every still day then halves the variance.
    expect(trades.map(([day, purpose, , position]) => [day, purpose, position])).toEqual([
      [3, "entry", 5],
      [4, "entry", 7],
      [5, "entry", 10],
      [6, "entry", 14],
    ]);
  });

  it("does not build up again what a take-profit has begun to sell", () => {
    const estimate = { decay: 0.5, barsPerYear: 1, returnsMin: 1 };
    const target = { annualVolatility: 0.1, cap: 2, noTradeBand: 0 };
    const bars = [
      still(10),
      still(11),
      still(11),
      [11, 13, 11, 11],
      still(11),
      still(11),
      still(11),
      still(11),
    ] as const;
    const { trades } = run(
      bars,
      [HOLD, 0.5, HOLD, HOLD, HOLD, HOLD, HOLD, HOLD],
      {},
      executing({ maxParticipation: 0.4 }),
      riskAtDistance(5, 2),
      { sizing: { kind: "volatility-target", target, estimate } },
    );
    const sold = trades.findIndex(([, purpose]) => purpose === "take-profit");
    expect(sold).toBeGreaterThan(0);
    expect(trades.slice(sold).every(([, purpose]) => purpose === "take-profit")).toBe(true);
  });
});
