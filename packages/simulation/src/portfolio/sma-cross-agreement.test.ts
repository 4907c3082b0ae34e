import {
  type CandleColumns,
  type Fill,
  HOLD_TARGET,
  parseInstrumentId,
  type StrategySession,
} from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { runBacktest } from "../backtest/run-backtest.ts";
import { realCandles } from "../testing/real-candles.ts";
import { plainPortfolio } from "./plain-portfolio.ts";
import { runPortfolioBacktest } from "./run-portfolio-backtest.ts";

const CAPITAL = 100_000;
const FEE_BPS = 10;
const LOTS_PER_UNIT = 1_000_000;
const OPTIONS = {
  capital: CAPITAL,
  costs: { feeBps: FEE_BPS, slippageBps: 0 },
  sizing: { equityFraction: 1, lotsPerUnit: LOTS_PER_UNIT },
  guards: [],
  tradeFromMs: 0,
};

/** Averages as the indicator contract defines them: the oldest goes out of the sum, then the newest comes in. */
function movingAverage(length: number): (value: number) => number {
  const ring: number[] = [];
  let sum = 0;
  return (value) => {
    if (ring.length === length) sum -= ring.shift() ?? NaN;
    sum += value;
    ring.push(value);
    return ring.length === length ? sum / length : NaN;
  };
}

function smaCross(): StrategySession {
  const fast = movingAverage(10);
  const slow = movingAverage(30);
  return {
    meta: { name: "sma-cross", version: 1, description: "Long above the slow average", warmupBars: 30, parameters: [] },
    stopLoss: NaN,
    takeProfit: NaN,
    onCandle(_openTimeMs, _open, _high, _low, close) {
      const f = fast(close);
      const s = slow(close);
      return Number.isNaN(s) ? HOLD_TARGET : f > s ? 1 : 0;
    },
    setPosition() {},
    askRiskLevels() {},
  };
}

/**
 * The rules in words, as one loop: "The target of bar i fills at the open of bar i + 1. A target acts only when it
 * differs from the one before. Quantity = equity at the signal's close / that close, rounded down to the lot. Targets are
 * ignored for warm-up bars. The last bar closes nothing." A fee of 0.1 % of every notional. No code of any engine.
 */
function reference({ open, close, length }: CandleColumns): { trades: number; cash: number; equity: number } {
  const fast = movingAverage(10);
  const slow = movingAverage(30);
  let cash = CAPITAL;
  let lots = 0;
  let trades = 0;
  let before = 0;
  let orderedLots: number | undefined;
  let equity = CAPITAL;
  for (let i = 0; i < length; i++) {
    if (orderedLots !== undefined && orderedLots !== lots) {
      const value = (Math.abs(orderedLots - lots) / LOTS_PER_UNIT) * (open[i] ?? NaN);
      cash += orderedLots > lots ? -value : value;
      cash -= value * (FEE_BPS / 10_000);
      lots = orderedLots;
      trades++;
    }
    orderedLots = undefined;
    const last = close[i] ?? NaN;
    equity = cash + (lots / LOTS_PER_UNIT) * last;
    const f = fast(last);
    const s = slow(last);
    if (Number.isNaN(s) || i < 30) continue;
    const target = f > s ? 1 : 0;
    if (target === before) continue;
    before = target;
    orderedLots = target === 0 ? 0 : Math.floor((equity / last) * LOTS_PER_UNIT);
  }
  return { trades, cash, equity };
}

function cashAfter(fills: readonly Fill[]): number {
  let cash = CAPITAL;
  for (const { side, quantity, price, feeQuote } of fills) {
    cash += side === "buy" ? -(quantity * price) : quantity * price;
    cash -= feeQuote;
  }
  return cash;
}

describe("SMA 10/30 with a fee of 0.1 % on real data, against a loop written from the specification", () => {
  it.for([
    ["BTCUSDT-1h-2019-2026.csv.gz", "binance:BTC/USDT", "1h", 1_000],
    ["SPY-1d-1998-2021-LEAN-raw.csv.gz", "yahoo:SPY", "1d", 50],
  ] as const)(
    "%s: both engines trade as often and end with the same cash, exactly",
    ([file, id, timeframe, tradesMin], context) => {
      const candles = realCandles(context, file);
      const expected = reference(candles);
      expect(expected.trades).toBeGreaterThan(tradesMin);

      const plain = runBacktest(smaCross(), candles, OPTIONS);
      expect(plain.fills).toHaveLength(expected.trades);
      expect(cashAfter(plain.fills)).toBe(expected.cash);
      expect(plain.equity.at(-1)).toBe(expected.equity);

      const instrument = parseInstrumentId(id);
      const full = runPortfolioBacktest(
        [{ instrument, timeframe, candles }],
        plainPortfolio(smaCross(), instrument, timeframe, OPTIONS),
      );
      expect(full.fills).toHaveLength(expected.trades);
      expect(full.cash).toBe(expected.cash);
      expect(full.equity).toEqual(plain.equity);
      expect(full.roundTrips.map(({ pnlQuote }) => pnlQuote)).toEqual(plain.roundTrips.map(({ pnlQuote }) => pnlQuote));
    },
  );
});
