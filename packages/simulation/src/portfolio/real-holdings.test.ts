import { type CandleColumns, HOLD_TARGET, parseInstrumentId, sliceColumns, utcDay } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { DEFAULT_MARGIN } from "../account/margin-rules.ts";
import { readFactorFile } from "../account/read-factor-file.ts";
import { runBacktest } from "../backtest/run-backtest.ts";
import type { EngineOptions } from "../engine/engine-options.ts";
import { realCandles, realText } from "../testing/real-candles.ts";
import { type RiskRule, TargetArraySession } from "../testing/target-array-session.ts";
import { plainPortfolio } from "./plain-portfolio.ts";
import type { PortfolioOptions } from "./portfolio-options.ts";
import { runPortfolioBacktest } from "./run-portfolio-backtest.ts";

const AAPL = parseInstrumentId("yahoo:AAPL");
const XRP = parseInstrumentId("binance:XRP/USDT:USDT");
const BTC = parseInstrumentId("binance:BTC/USDT");
const COSTS = { feeBps: 5, slippageBps: 5 };

const wide: RiskRule = (side, entryPrice) => ({
  stopLoss: entryPrice * (1 - side * 0.08),
  takeProfit: entryPrice * (1 + side * 0.6),
});
const tight: RiskRule = (side, entryPrice) => ({
  stopLoss: entryPrice * (1 - side * 0.004),
  takeProfit: entryPrice * (1 + side * 0.004),
});

function optionsOf(lotsPerUnit: number): EngineOptions {
  return { capital: 100_000, costs: COSTS, sizing: { equityFraction: 1, lotsPerUnit }, guards: [], tradeFromMs: 0 };
}

/** Divides the prices of every bar by the splits still to come. */
function splitAdjusted(raw: CandleColumns, actions: PortfolioOptions["instruments"][number]["actions"]): CandleColumns {
  const factors = raw.openTimeMs.map((openTimeMs) =>
    (actions ?? []).reduce(
      (factor, { exTimeMs, splitRatio }) => (exTimeMs > openTimeMs ? factor / splitRatio : factor),
      1,
    ),
  );
  const adjust = (column: Float64Array): Float64Array => column.map((value, i) => value * (factors[i] ?? NaN));
  return { ...raw, open: adjust(raw.open), high: adjust(raw.high), low: adjust(raw.low), close: adjust(raw.close) };
}

/** Fails unless both columns agree to one part in a thousand million. */
function expectClose(actual: Float64Array, expected: Float64Array): void {
  expect(actual).toHaveLength(expected.length);
  const worst = actual.reduce((max, value, i) => Math.max(max, Math.abs(value / (expected[i] ?? NaN) - 1)), 0);
  expect(worst).toBeLessThan(1e-9);
}

function sharePortfolio(session: TargetArraySession, actions: ReturnType<typeof readFactorFile>): PortfolioOptions {
  const plain = plainPortfolio(session, AAPL, "1d", optionsOf(1e8));
  return { ...plain, instruments: plain.instruments.map((model) => ({ ...model, actions })) };
}

describe("Apple across three splits of 2:1, 7:1 and 4:1, on raw prices", () => {
  it("holds through every split as on split-adjusted prices, and trades with stops as there", (context) => {
    const raw = realCandles(context, "AAPL-1d-1998-2021-LEAN-raw.csv.gz");
    const actions = readFactorFile(realText(context, "LEAN-factor-aapl.csv"));
    const splits = actions
      .map((action) => ({ ...action, dividendPerUnit: 0 }))
      .filter(({ splitRatio }) => splitRatio !== 1);
    expect(splits.map(({ splitRatio }) => splitRatio)).toEqual([2, 2, 7, 4]);
    const adjusted = splitAdjusted(raw, splits);
    const hold = Array.from(raw.close, () => 1);
    const swing = Array.from(
      raw.close,
      (_, i) => [1, HOLD_TARGET, HOLD_TARGET, HOLD_TARGET, -1, HOLD_TARGET, 0.5, 0][(i >> 5) % 8] ?? 0,
    );
    for (const [targets, risk] of [
      [hold, undefined],
      [swing, wide],
    ] as const) {
      const expected = runBacktest(new TargetArraySession(targets, risk), adjusted, optionsOf(1e8));
      const session = new TargetArraySession(targets, risk);
      const series = [{ instrument: AAPL, timeframe: "1d" as const, candles: raw }];
      const actual = runPortfolioBacktest(series, sharePortfolio(session, splits));
      expectClose(actual.equity, expected.equity);
      expect(actual.fills.map(({ barOpenTimeMs, purpose }) => [barOpenTimeMs, purpose])).toEqual(
        expected.fills.map(({ barOpenTimeMs, purpose }) => [barOpenTimeMs, purpose]),
      );
    }
  });

  it("credits every dividend to the shares held the day before", (context) => {
    const raw = realCandles(context, "AAPL-1d-1998-2021-LEAN-raw.csv.gz");
    const actions = readFactorFile(realText(context, "LEAN-factor-aapl.csv"));
    const splits = actions.map((action) => ({ ...action, dividendPerUnit: 0 }));
    const hold = Array.from(raw.close, () => 1);
    const series = [{ instrument: AAPL, timeframe: "1d" as const, candles: raw }];
    const without = runPortfolioBacktest(series, sharePortfolio(new TargetArraySession(hold), splits));
    const actual = runPortfolioBacktest(series, sharePortfolio(new TargetArraySession(hold), actions));
    let shares = actual.fills[0]?.quantity ?? NaN;
    let cash = 0;
    let next = 0;
    const expected = without.equity.map((equity, i) => {
      while ((actions[next]?.exTimeMs ?? Infinity) <= (raw.openTimeMs[i] ?? NaN)) {
        cash += shares * (actions[next]?.dividendPerUnit ?? NaN);
        shares *= actions[next++]?.splitRatio ?? NaN;
      }
      return equity + cash;
    });
    expect(next).toBe(actions.length);
    expectClose(actual.equity, expected);
    expect(actual.amounts.dividend).toBeCloseTo(cash, 4);
    expect(actual.charges.filter(({ kind }) => kind === "dividend")).toHaveLength(35);
  });
});

describe("the XRP perpetual with its real funding and mark prices", () => {
  it("ends each hour with the equity of a plain loop", (context) => {
    const futures = realCandles(context, "freqtrade-XRP_USDT_USDT-1h-futures.csv");
    const mark = realCandles(context, "freqtrade-XRP_USDT_USDT-1h-mark.csv");
    const rates = realCandles(context, "freqtrade-XRP_USDT_USDT-8h-funding_rate.csv");
    const bars = futures.openTimeMs.findIndex((openTimeMs) => openTimeMs > (mark.openTimeMs.at(-1) ?? NaN));
    const candles = sliceColumns(futures, 0, bars);
    const offset = mark.openTimeMs.indexOf(candles.openTimeMs[0] ?? NaN);
    const targets = Array.from(candles.close, (_, i) => (i === 2 ? 1 : i === 25 ? -0.5 : i === 50 ? 0 : HOLD_TARGET));
    const plain = plainPortfolio(new TargetArraySession(targets), XRP, "1h", optionsOf(10));
    const funding = { timeMs: rates.openTimeMs, rate: rates.open };
    const charged = { funding, mark: { timeframe: "1h" as const, candles: mark }, margin: DEFAULT_MARGIN };
    const actual = runPortfolioBacktest([{ instrument: XRP, timeframe: "1h", candles }], {
      ...plain,
      instruments: plain.instruments.map((model) => ({ ...model, ...charged })),
    });

    let cash = 100_000;
    let units = 0;
    let wanted = 0;
    let payments = 0;
    const equity: number[] = [];
    for (let i = 0; i < candles.length; i++) {
      const trade = (to: number): void => {
        const price = (candles.open[i] ?? NaN) * (to > units ? 1.0005 : 0.9995);
        cash -= (to - units) * price + Math.abs(to - units) * price * 0.0005;
        units = to;
      };
      // A flip is two trades.
      if (wanted !== units && wanted * units < 0) trade(0);
      if (wanted !== units) trade(wanted);
      const openTimeMs = candles.openTimeMs[i] ?? NaN;
      for (const [row, timeMs] of rates.openTimeMs.entries()) {
        if (timeMs < openTimeMs || timeMs >= openTimeMs + 3_600_000) continue;
        const paid = units * (mark.open[offset + i] ?? NaN) * (rates.open[row] ?? NaN);
        cash -= paid;
        if (paid !== 0) payments++;
      }
      const value = cash + units * (mark.close[offset + i] ?? NaN);
      equity.push(value);
      const target = targets[i] ?? HOLD_TARGET;
      if (target !== HOLD_TARGET) wanted = Math.trunc(((target * value) / (candles.close[i] ?? NaN)) * 10) / 10;
    }
    expect(actual.fills.map(({ purpose }) => purpose)).toEqual(["entry", "exit", "entry", "exit"]);
    expect(payments).toBeGreaterThan(3);
    expect(actual.charges.filter(({ kind }) => kind === "funding")).toHaveLength(payments);
    expectClose(actual.equity, Float64Array.from(equity));
    expect(actual.liquidations).toEqual([]);
  });
});

describe("Bitcoin by the hour, filled by five minutes", () => {
  it("leaves fewer bars in doubt than the hours alone", (context) => {
    const finer = realCandles(context, "BTCUSDT-5m-2024.csv.gz");
    const hours = realCandles(context, "BTCUSDT-1h-2019-2026.csv.gz");
    const first = finer.openTimeMs[0] ?? NaN;
    const last = finer.openTimeMs.at(-1) ?? NaN;
    const from = hours.openTimeMs.findIndex((openTimeMs) => openTimeMs >= first);
    const until = hours.openTimeMs.findIndex((openTimeMs) => openTimeMs + 3_600_000 > last);
    const candles = sliceColumns(hours, from, until);
    const targets = Array.from(candles.close, (_, i) =>
      i % 6 === 0 ? (i % 12 === 0 ? 1 : -1) : i % 6 === 5 ? 0 : HOLD_TARGET,
    );
    const run = (withFiner: boolean) =>
      runPortfolioBacktest(
        [{ instrument: BTC, timeframe: "1h", candles, ...(withFiner ? { finer } : {}) }],
        plainPortfolio(new TargetArraySession(targets, tight), BTC, "1h", optionsOf(1e6)),
      );
    const alone = run(false);
    const resolved = run(true);
    expect(utcDay(last) - utcDay(first)).toBeGreaterThan(200);
    expect(alone.ambiguousBars).toBeGreaterThan(20);
    expect(resolved.ambiguousBars).toBeLessThan(alone.ambiguousBars / 2);
    expect(resolved.markets[0]?.statistics.resolvedBars).toBeGreaterThan(20);
    expect(resolved.markets[0]?.statistics.mismatchedBars).toBe(0);
    // Where a doubtful bar counted as a loss, some turn out to have been profits.
    expect(resolved.equity.at(-1)).toBeGreaterThan(alone.equity.at(-1) ?? NaN);
  });
});
