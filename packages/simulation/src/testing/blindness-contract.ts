import type { CandleColumns } from "@rara-trading/domain";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { copyOfPrefix, withReorderedFuture } from "../blindness/other-futures.ts";
import { type OpenSession, sessionRun } from "../blindness/run-trace.ts";
import type { EngineOptions } from "../engine/engine-options.ts";

/** Fails unless the first `cut` bars give the same decisions, fills and equity when the later ones do not exist. */
export function expectPrefixInvariance(
  openSession: OpenSession,
  candles: CandleColumns,
  cut: number,
  options: EngineOptions,
): void {
  const run = sessionRun(openSession, options);
  const whole = run(candles);
  expect(run(copyOfPrefix(candles, cut)).atClose).toEqual(whole.atClose.slice(0, cut));
}

/** Fails unless the first `cut` bars give the same when the later ones come in another order. */
export function expectBlindToShuffledFuture(
  openSession: OpenSession,
  candles: CandleColumns,
  cut: number,
  order: readonly number[],
  options: EngineOptions,
): void {
  const run = sessionRun(openSession, options);
  const other = run(withReorderedFuture(candles, cut, order));
  expect(other.atClose.slice(0, cut)).toEqual(run(candles).atClose.slice(0, cut));
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
