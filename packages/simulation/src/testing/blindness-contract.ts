import { type CandleColumns, emptyColumns, sliceColumns, type StrategySession } from "@rara-trading/domain";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BarEngine } from "../engine/bar-engine.ts";
import type { EngineOptions } from "../engine/engine-options.ts";

/**
 * Opens a fresh session that will be driven over `candles`. A session that computes columns ahead of time gets the
 * bars it may compute them from, which is exactly what these properties distrust.
 */
export type OpenSession = (candles: CandleColumns) => StrategySession;

/** Everything that the engine said and was at each bar, one text a bar. */
function traceOf(openSession: OpenSession, candles: CandleColumns, options: EngineOptions): readonly string[] {
  let said: unknown[] = [];
  const engine = new BarEngine(openSession(candles), options, {
    approved: (intent) => void said.push(intent),
    refused: (refusal) => void said.push(refusal),
    filled: (fill) => void said.push(fill),
  });
  const trace: string[] = [];
  for (let i = 0; i < candles.length; i++) {
    said = [];
    engine.step(
      candles.openTimeMs[i] ?? NaN,
      candles.open[i] ?? NaN,
      candles.high[i] ?? NaN,
      candles.low[i] ?? NaN,
      candles.close[i] ?? NaN,
      candles.volume[i] ?? NaN,
    );
    trace.push(JSON.stringify([i, said, engine.cash, engine.position, engine.entryPrice, engine.equity]));
  }
  return trace;
}

/** Returns the bars with those from `from` on in another order; the open times stay sorted. */
function withShuffledFuture(candles: CandleColumns, from: number, order: readonly number[]): CandleColumns {
  const shuffled = emptyColumns(candles.length);
  for (let i = 0; i < candles.length; i++) {
    const source = i < from ? i : from + (order[i - from] ?? 0);
    for (const name of ["open", "high", "low", "close", "volume"] as const)
      shuffled[name][i] = candles[name][source] ?? NaN;
    shuffled.openTimeMs[i] = candles.openTimeMs[i] ?? NaN;
  }
  return shuffled;
}

/** Fails unless the first `cut` bars give the same decisions, fills and equity when the later ones do not exist. */
export function expectPrefixInvariance(
  openSession: OpenSession,
  candles: CandleColumns,
  cut: number,
  options: EngineOptions,
): void {
  const whole = traceOf(openSession, candles, options);
  expect(traceOf(openSession, sliceColumns(candles, 0, cut), options)).toEqual(whole.slice(0, cut));
}

/** Fails unless the first `cut` bars give the same when the later ones come in another order. */
export function expectBlindToShuffledFuture(
  openSession: OpenSession,
  candles: CandleColumns,
  cut: number,
  order: readonly number[],
  options: EngineOptions,
): void {
  const whole = traceOf(openSession, candles, options);
  const other = traceOf(openSession, withShuffledFuture(candles, cut, order), options);
  expect(other.slice(0, cut)).toEqual(whole.slice(0, cut));
}

/** The blindness suite: what happens up to a bar must not depend on any bar after it. */
export function describeBlindness(
  name: string,
  openSession: OpenSession,
  candles: fc.Arbitrary<CandleColumns>,
  options: EngineOptions,
  runs = 100,
): void {
  const cutCandles = candles.chain((bars) =>
    fc.record({ bars: fc.constant(bars), cut: fc.integer({ min: 1, max: bars.length - 1 }) }),
  );
  describe(`${name}: the future is not in the room`, () => {
    it("decides and earns the same when the future is cut off", () => {
      fc.assert(
        fc.property(cutCandles, ({ bars, cut }) => expectPrefixInvariance(openSession, bars, cut, options)),
        { numRuns: runs },
      );
    });

    it("decides and earns the same when the future is shuffled", () => {
      const shuffles = cutCandles.chain(({ bars, cut }) => {
        const future = Array.from({ length: bars.length - cut }, (_, i) => i);
        return fc.record({
          bars: fc.constant(bars),
          cut: fc.constant(cut),
          order: fc.shuffledSubarray(future, { minLength: future.length }),
        });
      });
      fc.assert(
        fc.property(shuffles, ({ bars, cut, order }) =>
          expectBlindToShuffledFuture(openSession, bars, cut, order, options),
        ),
        { numRuns: runs },
      );
    });
  });
}
