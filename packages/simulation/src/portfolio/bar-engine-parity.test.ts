import {
  candleAt,
  drawdownLimitGuard,
  type Fill,
  maxPositionSizeGuard,
  type OrderIntent,
  type OrderRefusal,
  parseInstrumentId,
} from "@rara-trading/domain";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BarEngine } from "../engine/bar-engine.ts";
import type { EngineOptions } from "../engine/engine-options.ts";
import { candleArbitrary, riskFactoryArbitrary, targetsArbitrary } from "../testing/market-arbitraries.ts";
import { TargetArraySession } from "../testing/target-array-session.ts";
import { plainPortfolio } from "./plain-portfolio.ts";
import { PortfolioEngine } from "./portfolio-engine.ts";

const INSTRUMENT = parseInstrumentId("binance:BTC/USDT");

const optionsArbitrary: fc.Arbitrary<EngineOptions> = fc
  .record({
    capital: fc.constantFrom(250, 1_000, 100_000),
    feeBps: fc.constantFrom(0, 5, 33.3),
    slippageBps: fc.constantFrom(0, 5, 70),
    equityFraction: fc.constantFrom(0.37, 1, 1, 4),
    lotsPerUnit: fc.constantFrom(1, 10, 1_000, 1_000_000),
    tradeFromMs: fc.constantFrom(0, 0, 3 * 86_400_000, 200_000_001),
    maxEquityFraction: fc.constantFrom(0.3, 1, 10, 10),
    maxDrawdown: fc.constantFrom(0.03, 0.2, 2, 2),
  })
  .map(
    ({ capital, feeBps, slippageBps, equityFraction, lotsPerUnit, tradeFromMs, maxEquityFraction, maxDrawdown }) => ({
      capital,
      costs: { feeBps, slippageBps },
      sizing: { equityFraction, lotsPerUnit },
      guards: [maxPositionSizeGuard(maxEquityFraction), drawdownLimitGuard(maxDrawdown)],
      tradeFromMs,
    }),
  );

const caseArbitrary = candleArbitrary(60).chain((candles) =>
  fc.record({
    candles: fc.constant(candles),
    targets: targetsArbitrary(candles.length),
    openRisk: riskFactoryArbitrary,
    options: optionsArbitrary,
    warmupBars: fc.constantFrom(0, 0, 1, 5),
  }),
);

/** Everything said, in order, and how the account stood at each close. */
interface Record {
  readonly said: (readonly [string, OrderIntent | OrderRefusal | Fill])[];
  readonly stood: (readonly number[])[];
}

function recorder(record: Record) {
  return {
    approved: (intent: OrderIntent) => void record.said.push(["approved", intent]),
    refused: (refusal: OrderRefusal) => void record.said.push(["refused", refusal]),
    filled: (fill: Fill) => void record.said.push(["filled", fill]),
  };
}

describe("the portfolio engine with one plain sleeve", () => {
  it("does bit for bit what the bar engine does: intents, refusals, fills, cash, equity, position", () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(caseArbitrary, ({ candles, targets, openRisk, options, warmupBars }) => {
        const plain: Record = { said: [], stood: [] };
        const full: Record = { said: [], stood: [] };
        const plainSession = new TargetArraySession(targets, openRisk(), warmupBars);
        const fullSession = new TargetArraySession(targets, openRisk(), warmupBars);
        const bars = new BarEngine(plainSession, options, recorder(plain));
        const engine = new PortfolioEngine(plainPortfolio(fullSession, INSTRUMENT, "1d", options), {
          ...recorder(full),
          booked() {},
          liquidated() {},
          ended({ ending }) {
            throw new Error(`Expected every order to fill, found ${ending.kind}`);
          },
        });
        for (let i = 0; i < candles.length; i++) {
          const candle = candleAt(candles, i);
          bars.step(candle.openTimeMs, candle.open, candle.high, candle.low, candle.close, candle.volume);
          engine.step([{ instrument: INSTRUMENT, timeframe: "1d", candle }]);
          plain.stood.push([
            bars.equity,
            bars.peakEquity,
            bars.cash,
            bars.position,
            bars.entryPrice,
            bars.barsInPosition,
          ]);
          const [sleeve] = engine.sleeves;
          const { equity, peakEquity, cash } = engine.account;
          full.stood.push([
            equity,
            peakEquity,
            cash,
            sleeve?.position ?? NaN,
            sleeve?.entryPrice ?? NaN,
            sleeve?.barsInPosition ?? NaN,
          ]);
        }
        expect(full).toEqual(plain);
        expect(fullSession.calls).toEqual(plainSession.calls);
        expect(engine.account.tradedNotional).toBe(bars.tradedNotional);
        expect(engine.isRuined).toBe(bars.ruined);
        for (const [what, { purpose = "refused" }] of plain.said as [string, Partial<Fill>][]) {
          seen.set(`${what} ${purpose}`, (seen.get(`${what} ${purpose}`) ?? 0) + 1);
        }
      }),
      { numRuns: 400, seed: 20_261_122 },
    );
    // The comparison is only worth what it reached.
    for (const purpose of ["entry", "exit", "stop-loss", "take-profit"]) {
      expect(seen.get(`filled ${purpose}`), purpose).toBeGreaterThan(100);
    }
    expect(seen.get("refused refused")).toBeGreaterThan(100);
    expect(seen.get("filled liquidation")).toBeGreaterThan(10);
  });
});
