import { type CandleColumns, SeededRandom } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { assertValidCandles } from "../candles/candle-fault.ts";
import { type PlantedMomentumOptions, plantedMomentumMarket } from "./planted-momentum-market.ts";

const BARS = 100_000;
const START_MS = Date.UTC(2000, 0, 1);

const market = (sharpe: number, options: Partial<PlantedMomentumOptions> = {}): CandleColumns =>
  plantedMomentumMarket({ bars: BARS, sharpe, random: new SeededRandom("planted"), startMs: START_MS, ...options });

/** Returns the gross annualised Sharpe of holding the sign of the lookback return, filled at the next open. */
function oracleSharpe({ length, open, close }: CandleColumns, lookback: number): number {
  const earned: number[] = [];
  for (let i = lookback; i + 2 < length; i++) {
    const side = Math.sign((close[i] ?? NaN) / (close[i - lookback] ?? NaN) - 1);
    earned.push(side * ((open[i + 2] ?? NaN) / (open[i + 1] ?? NaN) - 1));
  }
  const mean = earned.reduce((sum, value) => sum + value, 0) / earned.length;
  const variance = earned.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (earned.length - 1);
  return (mean / Math.sqrt(variance)) * Math.sqrt(252);
}

describe("plantedMomentumMarket", () => {
  // The standard error of a Sharpe ratio over 100,000 days is sqrt(252 / 100,000) = 0.05: four of them.
  it.each([
    [2, 20],
    [0, 20],
    [-1, 20],
    [3, 5],
  ])("lets an oracle that fills at the next open earn a Sharpe of %d (lookback %d)", (sharpe, lookback) => {
    expect(Math.abs(oracleSharpe(market(sharpe, { lookback }), lookback) - sharpe)).toBeLessThan(0.2);
  });

  it("has no edge at other lags than its own when there is none to plant", () => {
    expect(Math.abs(oracleSharpe(market(0), 1))).toBeLessThan(0.2);
    expect(Math.abs(oracleSharpe(market(0), 100))).toBeLessThan(0.2);
  });

  it("has valid bars on weekdays, each opening at the close before", () => {
    const { length, openTimeMs, open, close, ...rest } = market(2, { bars: 3000 });
    assertValidCandles({ length, openTimeMs, open, close, ...rest }, "1d");
    expect(openTimeMs[0]).toBe(Date.UTC(2000, 0, 3));
    expect(openTimeMs[4]).toBe(Date.UTC(2000, 0, 7));
    expect(openTimeMs[5]).toBe(Date.UTC(2000, 0, 10));
    expect(openTimeMs.every((atMs) => ![0, 6].includes(new Date(atMs).getUTCDay()))).toBe(true);
    expect(open.subarray(1)).toEqual(close.subarray(0, -1));
  });

  it("moves by the volatility it was asked for", () => {
    const { open, close } = market(0, { dailyVolatility: 0.03 });
    let squares = 0;
    for (let i = 0; i < BARS; i++) squares += ((close[i] ?? NaN) / (open[i] ?? NaN) - 1) ** 2;
    expect(Math.sqrt(squares / BARS)).toBeCloseTo(0.03, 3);
  });

  it("touches a level one standard deviation away as often as a Brownian day does", () => {
    const { open, high, low } = market(0);
    let above = 0;
    let below = 0;
    for (let i = 0; i < BARS; i++) {
      if ((high[i] ?? NaN) >= (open[i] ?? NaN) * Math.exp(0.015)) above++;
      if ((low[i] ?? NaN) <= (open[i] ?? NaN) * Math.exp(-0.015)) below++;
    }
    // Reflection principle: 2 · (1 - Phi(1)) = 0.3173, with a standard error of 0.0015.
    expect(Math.abs(above / BARS - 0.3173)).toBeLessThan(0.006);
    expect(Math.abs(below / BARS - 0.3173)).toBeLessThan(0.006);
  });

  it("depends on its random source only", () => {
    const [bars, random] = [500, (seed: number) => new SeededRandom(seed)];
    expect(market(2, { bars, random: random(1) })).toEqual(market(2, { bars, random: random(1) }));
    expect(market(2, { bars, random: random(1) })).not.toEqual(market(2, { bars, random: random(2) }));
  });

  it.each<Partial<PlantedMomentumOptions>>([
    { bars: -1 },
    { bars: 1.5 },
    { lookback: 0 },
    { dailyVolatility: 0 },
    { dailyVolatility: 0.2 },
    { startMs: NaN },
  ])("refuses options that give no market: %j", (options) => {
    expect(() => market(2, options)).toThrow(expect.objectContaining({ code: "data.market-options" }));
  });
});
