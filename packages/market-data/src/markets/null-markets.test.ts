import { type CandleColumns, SeededRandom } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { assertValidCandles } from "../candles/candle-fault.ts";
import {
  bootstrappedMarket,
  garchMarket,
  gaussianMarket,
  type NullMarketOptions,
  twoStateMarket,
} from "./null-markets.ts";
import { plantedMarket, type PlantedEdge } from "./planted-market.ts";

const START_MS = Date.UTC(2000, 0, 3);
const about = (seed: string, bars = 40_000): NullMarketOptions => ({
  bars,
  random: new SeededRandom(seed),
  startMs: START_MS,
});

function returnsOf({ close, length }: CandleColumns): Float64Array {
  return Float64Array.from({ length: length - 1 }, (_, i) => (close[i + 1] ?? NaN) / (close[i] ?? NaN) - 1);
}

const meanOf = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

/** Correlation of a series with itself `lag` later. */
function echo(values: Float64Array, lag: number): number {
  const mean = meanOf(values);
  let products = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    squares += ((values[i] ?? NaN) - mean) ** 2;
    if (i >= lag) products += ((values[i] ?? NaN) - mean) * ((values[i - lag] ?? NaN) - mean);
  }
  return products / squares;
}

const NULLS = { gaussianMarket, garchMarket, twoStateMarket };

describe.each(Object.entries(NULLS))("%s", (_, market) => {
  const bars = market(about("null"));
  const returns = returnsOf(bars);

  it("has valid bars and depends on its random source only", () => {
    assertValidCandles(bars, "1d");
    expect(market(about("same", 300))).toEqual(market(about("same", 300)));
    expect(market(about("same", 300))).not.toEqual(market(about("other", 300)));
  });

  it("has no drift and no echo in its returns", () => {
    const spread = Math.sqrt(meanOf(returns.map((value) => value * value)));
    // Four standard errors; those of an echo are larger where volatility clusters.
    expect(Math.abs(meanOf(returns))).toBeLessThan((4 * spread) / Math.sqrt(returns.length));
    for (const lag of [1, 5, 20]) expect(Math.abs(echo(returns, lag))).toBeLessThan(0.04);
  });
});

const squares = (market: CandleColumns): Float64Array => returnsOf(market).map((value) => value * value);

describe("the volatility of null markets", () => {
  it("clusters in GARCH and two-state markets and not in the Gaussian one", () => {
    expect(echo(squares(garchMarket(about("g"))), 5)).toBeGreaterThan(0.05);
    expect(echo(squares(twoStateMarket(about("t"))), 5)).toBeGreaterThan(0.05);
    expect(Math.abs(echo(squares(gaussianMarket(about("n"))), 5))).toBeLessThan(0.02);
  });

  it("is 1.5 % a day in the Gaussian and the GARCH market", () => {
    for (const market of [gaussianMarket, garchMarket]) {
      expect(Math.sqrt(meanOf(squares(market(about("v")))))).toBeCloseTo(0.015, 2);
    }
  });
});

const ranges = (candles: CandleColumns): string[] =>
  [...candles.high].map((high, i) => (high / (candles.low[i] ?? NaN)).toFixed(9));

describe("bootstrappedMarket", () => {
  const real = garchMarket(about("real", 2_000));
  for (let i = 0; i < real.length; i++) {
    for (const name of ["open", "high", "low", "close"] as const) real[name][i] = (real[name][i] ?? NaN) * 1.001 ** i;
  }
  const options = { bars: 2_000, random: new SeededRandom("blocks"), meanBlockDays: 10 };
  const market = bootstrappedMarket(real, options);

  it("has valid bars whose shapes are those of real days", () => {
    assertValidCandles(market, "1d");
    const known = new Set(ranges(real));
    expect(ranges(market).every((range) => known.has(range))).toBe(true);
  });

  it("takes the drift out and mixes the blocks", () => {
    const drift = Math.log((real.close.at(-1) ?? NaN) / (real.close[0] ?? NaN)) / 1_999;
    expect(drift).toBeGreaterThan(0.0005);
    // The mean log return of every source day, less the drift, is 0: over many resamples the ends scatter around 0.
    const ends = Array.from({ length: 40 }, (_, i) => {
      const other = bootstrappedMarket(real, { ...options, random: new SeededRandom(`end ${i}`) });
      return Math.log((other.close.at(-1) ?? NaN) / (other.close[0] ?? NaN));
    });
    // 2,000 days of 1.5 % are .67; the mean of 40 has a standard error of .11.
    expect(Math.abs(meanOf(ends))).toBeLessThan(0.45);
    expect(market.close).not.toEqual(real.close);
  });
});

describe("plantedMarket", () => {
  const BARS = 60_000;
  /** Gross annualised Sharpe ratio of the planted side, on the days it is not 0, filled at the next open. */
  function oracle(edge: PlantedEdge, sharpe: number): number {
    const { close, open } = plantedMarket({ ...about(`planted ${edge}`, BARS), edge, sharpeOn: () => sharpe });
    const earned: number[] = [];
    for (let i = 21; i + 2 < BARS; i++) {
      let side = Math.sign((close[i] ?? NaN) - (close[i - 20] ?? NaN));
      if (edge === "reversion") {
        const window = Array.from(close.subarray(i - 9, i + 1), Math.log);
        const mean = meanOf(window);
        const spread = Math.sqrt(meanOf(window.map((value) => (value - mean) ** 2)));
        const score = ((window.at(-1) ?? NaN) - mean) / spread;
        side = Math.abs(score) > 1 ? -Math.sign(score) : 0;
      }
      earned.push(side * ((open[i + 2] ?? NaN) / (open[i + 1] ?? NaN) - 1));
    }
    const mean = meanOf(earned);
    return (mean / Math.sqrt(meanOf(earned.map((value) => (value - mean) ** 2)))) * Math.sqrt(252);
  }

  // Standard error sqrt(252 / 60,000) = .065.
  it.each([0, 2, 3])("lets the planted side earn a Sharpe ratio of %d by momentum", (sharpe) => {
    expect(Math.abs(oracle("momentum", sharpe) - sharpe)).toBeLessThan(0.26);
  });

  it.each([0, 2, 3])("lets the planted side earn about a Sharpe ratio of %d by reversion", (sharpe) => {
    // The share of stretched days, .55 on noise, shrinks as prices come back: a little less is earned.
    expect(Math.abs(oracle("reversion", sharpe) - sharpe)).toBeLessThan(0.35);
  });

  it("can lose its edge in mid-life", () => {
    const half = plantedMarket({
      ...about("decay", 2_000),
      edge: "momentum",
      sharpeOn: (day) => (day < 1_000 ? 3 : 0),
    });
    const whole = plantedMarket({ ...about("decay", 2_000), edge: "momentum", sharpeOn: () => 3 });
    expect(half.close.subarray(0, 1_000)).toEqual(whole.close.subarray(0, 1_000));
    expect(half.close.subarray(1_100)).not.toEqual(whole.close.subarray(1_100));
  });
});
