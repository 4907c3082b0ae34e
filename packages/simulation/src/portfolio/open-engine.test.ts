import {
  candleAt,
  drawdownLimitGuard,
  type Fill,
  HOLD_TARGET,
  parseInstrumentId,
  RaraError,
  StrategyFault,
} from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import type { Booking } from "../account/booking.ts";
import { BarEngine } from "../engine/bar-engine.ts";
import { plainExecution } from "../execution/execution-model.ts";
import {
  daily,
  freeModel,
  PERPETUAL,
  type PriceBar,
  scriptedPortfolio,
  scriptedSleeve,
  still,
} from "../testing/scripted-portfolio.ts";
import { riskAtDistance, TargetArraySession } from "../testing/target-array-session.ts";
import { mergeBars } from "./merge-bars.ts";
import { openEngine, type StrategyEngineOptions } from "./open-engine.ts";
import { MARKET_ORDERS } from "./order-style.ts";
import { runPortfolioBacktest } from "./run-portfolio-backtest.ts";

const COSTS = { feeBps: 10, slippageBps: 5 };
const PLAIN: StrategyEngineOptions = {
  kind: "plain",
  options: {
    capital: 1_000,
    costs: COSTS,
    sizing: { equityFraction: 1, lotsPerUnit: 100 },
    guards: [drawdownLimitGuard(0.5)],
    tradeFromMs: 0,
  },
};
const FULL: StrategyEngineOptions = {
  kind: "full",
  capital: 1_000,
  tradeFromMs: 0,
  guards: [drawdownLimitGuard(0.5)],
  instrument: { instrument: PERPETUAL, execution: plainExecution(COSTS, 100) },
  timeframe: "1d",
  sizing: { kind: "fixed-fraction", equityFraction: 1 },
  orders: MARKET_ORDERS,
};
const BARS: readonly PriceBar[] = [
  [100, 101, 99, 100],
  [100, 106, 98, 105],
  [105, 105, 90, 92],
  [92, 99, 91, 98],
  [98, 98, 80, 81],
  [81, 83, 79, 82],
];
const TARGETS = [1, HOLD_TARGET, -0.5, HOLD_TARGET, 1, HOLD_TARGET];

function drive(options: StrategyEngineOptions, flatAfter?: number) {
  const fills: Fill[] = [];
  const bookings: Booking[] = [];
  const engine = openEngine(new TargetArraySession(TARGETS, riskAtDistance(12, 40)), options, {
    approved() {},
    refused() {},
    filled: (fill) => void fills.push(fill),
    booked: (booking) => void bookings.push(booking),
  });
  const candles = daily(BARS);
  const stood = BARS.map((_, i) => {
    const { openTimeMs, open, high, low, close, volume } = candleAt(candles, i);
    engine.step(openTimeMs, open, high, low, close, volume);
    if (i === flatAfter) engine.requestFlat(openTimeMs, close);
    const { equity, peakEquity, cash, position, entryPrice, tradedNotional, barsProcessed, barsInPosition } = engine;
    return [equity, peakEquity, cash, position, entryPrice, tradedNotional, barsProcessed, barsInPosition];
  });
  return { engine, fills, bookings, stood };
}

describe("openEngine", () => {
  it("gives the bar engine for the plain model and the account otherwise, which agree", () => {
    const plain = drive(PLAIN);
    const full = drive(FULL);
    expect(plain.engine).toBeInstanceOf(BarEngine);
    expect(full.engine).not.toBeInstanceOf(BarEngine);
    expect(plain.fills.length).toBeGreaterThan(3);
    expect(full.fills).toEqual(plain.fills);
    expect(full.stood).toEqual(plain.stood);
    expect(full.engine.ruined).toBe(false);
  });

  it("closes at the next open on request, on either model", () => {
    const plain = drive(PLAIN, 1);
    const full = drive(FULL, 1);
    expect(full.fills).toEqual(plain.fills);
    expect(full.stood).toEqual(plain.stood);
  });

  it("trades live bars one by one as the backtest trades the whole series, charges included", () => {
    const timeMs = Float64Array.from(BARS, (_, i) => i * 86_400_000 + 28_800_000);
    const funding = { timeMs, rate: timeMs.map((_, i) => (i - 2) / 1_000) };
    const instrument = { instrument: PERPETUAL, execution: plainExecution(COSTS, 100), funding, borrowRateAnnual: 0.2 };
    const live = drive({ ...FULL, instrument });
    const { guards } = FULL;
    const sleeve = scriptedSleeve(TARGETS, { guards }, riskAtDistance(12, 40));
    const whole = runPortfolioBacktest(
      [{ instrument: PERPETUAL, timeframe: "1d", candles: daily(BARS) }],
      scriptedPortfolio([sleeve], [instrument]),
    );
    expect(live.stood.map(([equity]) => equity)).toEqual([...whole.equity]);
    const charges = live.bookings.filter(({ kind }) => kind !== "profit" && kind !== "fee");
    expect(charges.map(({ kind, amountQuote }) => [kind, amountQuote])).toEqual(
      whole.charges.map(({ kind, amountQuote }) => [kind, amountQuote]),
    );
    expect(new Set(charges.map(({ kind }) => kind))).toEqual(new Set(["funding", "borrow"]));
  });

  it("closes in order what a strategy left that faulted over a target or over its risk levels", () => {
    for (const [targets, risk] of [
      [[1, 1.5, HOLD_TARGET], riskAtDistance(NaN, NaN)],
      [[1, HOLD_TARGET, HOLD_TARGET], () => ({ stopLoss: Infinity, takeProfit: NaN })],
    ] as const) {
      const fills: Fill[] = [];
      const journal = { approved() {}, refused() {}, filled: (fill: Fill) => void fills.push(fill) };
      const engine = openEngine(new TargetArraySession(targets, risk), FULL, journal);
      engine.step(0, 100, 100, 100, 100, 1);
      expect(() => engine.step(86_400_000, 100, 100, 100, 100, 1)).toThrow(StrategyFault);
      expect(engine.position).toBeGreaterThan(0);
      engine.requestFlat(86_400_000, 100);
      engine.step(172_800_000, 90, 90, 90, 90, 1);
      expect(fills.map(({ purpose }) => purpose)).toEqual(["entry", "exit"]);
      expect(engine.position).toBe(0);
    }
  });

  it("refuses the same bar twice", () => {
    const { engine } = drive(FULL);
    expect(() => engine.step(0, 1, 1, 1, 1, 1)).toThrow(RaraError);
  });
});

describe("mergeBars", () => {
  const OTHER = parseInstrumentId("binance:ADA/USDT:USDT");
  const hours = daily([still(1), still(1), still(1), still(1)]);
  for (let i = 0; i < 4; i++) hours.openTimeMs[i] = i * 3_600_000;
  const fourHours = daily([still(1)]);

  it("hands out bars as they close, those of one time by instrument and then the shorter first", () => {
    const series = [
      { instrument: PERPETUAL, timeframe: "4h", candles: fourHours },
      { instrument: PERPETUAL, timeframe: "1h", candles: hours },
      { instrument: OTHER, timeframe: "1h", candles: hours },
    ] as const;
    const order = [...mergeBars(series)].map(({ closeTimeMs, bars }) => [
      closeTimeMs / 3_600_000,
      ...bars.map(({ instrument, timeframe }) => `${instrument === OTHER ? "ADA" : "BTC"} ${timeframe}`),
    ]);
    expect(order).toEqual([
      [1, "ADA 1h", "BTC 1h"],
      [2, "ADA 1h", "BTC 1h"],
      [3, "ADA 1h", "BTC 1h"],
      [4, "ADA 1h", "BTC 1h", "BTC 4h"],
    ]);
    expect([...mergeBars(series.toReversed())]).toEqual([...mergeBars(series)]);
  });

  it("gives each bar the finer bars inside it, and none where there are none", () => {
    const some = { ...hours, openTimeMs: hours.openTimeMs.map((openTimeMs) => openTimeMs + 3_600_000) };
    const [first] = [...mergeBars([{ instrument: OTHER, timeframe: "4h", candles: fourHours, finer: some }])];
    expect([...(first?.bars[0]?.finer?.openTimeMs ?? [])]).toEqual([3_600_000, 7_200_000, 10_800_000]);
    const late = { ...hours, openTimeMs: hours.openTimeMs.map((openTimeMs) => openTimeMs + 90_000_000) };
    const [bare] = [...mergeBars([{ instrument: OTHER, timeframe: "4h", candles: fourHours, finer: late }])];
    expect(bare?.bars[0]).not.toHaveProperty("finer");
  });

  it("keeps two sleeves of one instrument on two timeframes apart", () => {
    const minutes = daily(Array.from({ length: 8 }, (_, i) => still(100 + i)));
    for (let i = 0; i < 8; i++) minutes.openTimeMs[i] = i * 3_600_000;
    const four = daily([
      [100, 103, 100, 103],
      [104, 107, 104, 107],
    ]);
    four.openTimeMs[1] = 4 * 3_600_000;
    const result = runPortfolioBacktest(
      [
        { instrument: PERPETUAL, timeframe: "4h", candles: four },
        { instrument: PERPETUAL, timeframe: "1h", candles: minutes },
      ],
      scriptedPortfolio(
        [
          scriptedSleeve([1, HOLD_TARGET], { name: "slow", timeframe: "4h" }),
          scriptedSleeve([1, HOLD_TARGET, HOLD_TARGET, HOLD_TARGET, 0, HOLD_TARGET, HOLD_TARGET, HOLD_TARGET], {
            name: "quick",
            timeframe: "1h",
          }),
        ],
        [freeModel()],
      ),
    );
    expect(result.fills.map(({ sleeve, price, positionAfter }) => [sleeve, price, positionAfter])).toEqual([
      ["quick", 101, 10],
      ["quick", 105, 0],
      ["slow", 104, 9],
    ]);
    expect(result.closeTimeMs).toHaveLength(8);
    // 10 x 4 of the quick one, 9 x 3 of the slow one.
    expect(result.equity.at(-1)).toBe(1_067);
  });
});
