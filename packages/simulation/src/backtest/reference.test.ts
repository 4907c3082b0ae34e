import { candleAt, drawdownLimitGuard, maxPositionSizeGuard, type OrderIntent } from "@rara-trading/domain";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BarEngine } from "../engine/bar-engine.ts";
import type { EngineOptions } from "../engine/engine-options.ts";
import { candleArbitrary, riskFactoryArbitrary, targetsArbitrary } from "../testing/market-arbitraries.ts";
import { referenceBacktest, type ReferenceRules } from "../testing/reference-backtest.ts";
import { TargetArraySession } from "../testing/target-array-session.ts";
import { runBacktest } from "./run-backtest.ts";

const rulesArbitrary: fc.Arbitrary<ReferenceRules> = fc.record({
  capital: fc.constantFrom(250, 1_000, 100_000),
  feeBps: fc.constantFrom(0, 5, 33.3),
  slippageBps: fc.constantFrom(0, 0, 5, 70),
  equityFraction: fc.constantFrom(0.37, 1, 1, 4),
  lotsPerUnit: fc.constantFrom(1, 10, 1_000, 1_000_000),
  tradeFromMs: fc.constantFrom(0, 0, 3 * 86_400_000, 200_000_001),
  warmupBars: fc.constantFrom(0, 0, 1, 5),
  maxEquityFraction: fc.constantFrom(0.3, 1, 10, 10),
  maxDrawdown: fc.constantFrom(0.03, 0.2, 2, 2),
});

function optionsOf(rules: ReferenceRules): EngineOptions {
  return {
    capital: rules.capital,
    costs: { feeBps: rules.feeBps, slippageBps: rules.slippageBps },
    sizing: { equityFraction: rules.equityFraction, lotsPerUnit: rules.lotsPerUnit },
    guards: [maxPositionSizeGuard(rules.maxEquityFraction), drawdownLimitGuard(rules.maxDrawdown)],
    tradeFromMs: rules.tradeFromMs,
  };
}

const caseArbitrary = candleArbitrary(60).chain((candles) =>
  fc.record({
    candles: fc.constant(candles),
    targets: targetsArbitrary(candles.length),
    openRisk: riskFactoryArbitrary,
    rules: rulesArbitrary,
  }),
);

describe("the engine against a loop written from the specification", () => {
  it("gives the same fills, refusals and equity, bit for bit", () => {
    const seen = new Map<string, number>();
    const count = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1);
    fc.assert(
      fc.property(caseArbitrary, ({ candles, targets, openRisk, rules }) => {
        const expected = referenceBacktest(candles, targets, openRisk(), rules);
        const session = new TargetArraySession(targets, openRisk(), rules.warmupBars);
        const actual = runBacktest(session, candles, optionsOf(rules));

        expect(actual.fills).toEqual(expected.fills.map((fill) => ({ ...fill, sequence: expect.any(Number) })));
        expect(
          actual.refusals.map(({ intent, guard }) => ({
            barOpenTimeMs: intent.barOpenTimeMs,
            guard,
            positionAfter: intent.positionAfter,
          })),
        ).toEqual(expected.refusals);
        expect([...actual.equity]).toEqual(expected.equity);

        for (const { purpose } of expected.fills) count(purpose);
        for (const { guard } of expected.refusals) count(guard);
      }),
      { numRuns: 1_500, seed: 20_261_122 },
    );
    // The comparison is only worth what it reached: every kind of fill and refusal, many times.
    for (const what of ["entry", "exit", "stop-loss", "take-profit", "max-position-size", "drawdown-limit"])
      expect(seen.get(what), what).toBeGreaterThan(200);
    expect(seen.get("liquidation")).toBeGreaterThan(30);
  });

  it("keeps the books: cash, position and equity follow from the fills", () => {
    fc.assert(
      fc.property(caseArbitrary, ({ candles, targets, openRisk, rules }) => {
        const session = new TargetArraySession(targets, openRisk(), rules.warmupBars);
        const run = runBacktest(session, candles, optionsOf(rules));
        const lastClose = candles.close.at(-1) ?? NaN;
        const scale = rules.capital + run.tradedNotional;
        const toRounding = (actual: number, expected: number): void =>
          expect(Math.abs(actual - expected) / scale).toBeLessThan(1e-12);

        let lots = 0;
        let cash = rules.capital;
        let profit = 0;
        let fees = 0;
        let notional = 0;
        let openCost = 0;
        let openSince = 0;
        for (const [i, fill] of run.fills.entries()) {
          const sign = fill.side === "buy" ? 1 : -1;
          lots += sign * Math.round(fill.quantity * rules.lotsPerUnit);
          expect(fill.positionAfter).toBe(lots / rules.lotsPerUnit);
          expect(fill.quantity).toBeGreaterThan(0);
          cash -= sign * fill.quantity * fill.price + fill.feeQuote;
          openCost = lots === 0 ? 0 : openCost + sign * fill.quantity * fill.price + fill.realizedPnlQuote;
          profit += fill.realizedPnlQuote;
          fees += fill.feeQuote;
          notional += fill.quantity * fill.price;
          if (lots === 0) openSince = i + 1;
        }
        const position = lots / rules.lotsPerUnit;
        const openProfit = position * lastClose - openCost;
        const equity = run.equity.at(-1) ?? NaN;
        toRounding(run.tradedNotional, notional);
        toRounding(equity, cash + position * lastClose);
        toRounding(equity, rules.capital + profit - fees + openProfit);

        // Closed round trips, plus what the open one has booked so far, plus its open profit, is all there is.
        let trips = 0;
        for (const { pnlQuote } of run.roundTrips) trips += pnlQuote;
        for (const fill of run.fills.slice(openSince)) trips += fill.realizedPnlQuote - fill.feeQuote;
        toRounding(equity - rules.capital, trips + openProfit);
      }),
      { numRuns: 500, seed: 20_261_123 },
    );
  });

  it("numbers every intent once and fills each approved one at most once", () => {
    fc.assert(
      fc.property(caseArbitrary, ({ candles, targets, openRisk, rules }) => {
        const approved = new Map<number, OrderIntent>();
        const numbers: number[] = [];
        const filled = new Set<number>();
        const engine = new BarEngine(new TargetArraySession(targets, openRisk(), rules.warmupBars), optionsOf(rules), {
          approved(intent) {
            numbers.push(intent.sequence);
            approved.set(intent.sequence, intent);
          },
          refused: ({ intent }) => void numbers.push(intent.sequence),
          filled(fill) {
            const intent = approved.get(fill.sequence);
            expect(intent).toMatchObject({ side: fill.side, purpose: fill.purpose });
            // A protective order that outlives a reduction closes what is left.
            expect(fill.quantity).toBeLessThanOrEqual(intent?.quantity ?? NaN);
            expect(filled.has(fill.sequence)).toBe(false);
            filled.add(fill.sequence);
          },
        });
        for (let i = 0; i < candles.length; i++) {
          const { openTimeMs, open, high, low, close, volume } = candleAt(candles, i);
          engine.step(openTimeMs, open, high, low, close, volume);
        }
        expect(numbers).toEqual(Array.from(numbers, (_, i) => i + 1));
      }),
      { numRuns: 300 },
    );
  });
});
