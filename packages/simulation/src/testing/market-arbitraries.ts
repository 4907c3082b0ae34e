import { type CandleColumns, HOLD_TARGET } from "@rara-trading/domain";
import * as fc from "fast-check";
import { dailyColumns } from "./scripted-run.ts";
import type { RiskRule } from "./target-array-session.ts";

/** A move in ticks; a crash or spike now and then, so that stops are gapped and accounts are ruined. */
function moveArbitrary(usualMax: number): fc.Arbitrary<number> {
  return fc.oneof(
    { weight: 12, arbitrary: fc.integer({ min: -usualMax, max: usualMax }) },
    { weight: 1, arbitrary: fc.integer({ min: -300, max: 1_200 }) },
  );
}

const barMove = fc.record({
  gap: moveArbitrary(6),
  body: moveArbitrary(12),
  above: fc.integer({ min: 0, max: 10 }),
  below: fc.integer({ min: 0, max: 10 }),
});

/** Daily bars on a grid of ticks, so that levels are touched exactly as well as crossed. */
export function candleArbitrary(lengthMax: number): fc.Arbitrary<CandleColumns> {
  return fc
    .record({
      tick: fc.constantFrom(0.25, 0.1, 0.013),
      moves: fc.array(barMove, { minLength: 2, maxLength: lengthMax, size: "max" }),
    })
    .map(({ tick, moves }) => {
      let last = 400;
      return dailyColumns(
        moves.map(({ gap, body, above, below }) => {
          const open = Math.max(1, last + gap);
          const close = Math.max(1, open + body);
          last = close;
          const low = Math.max(1, Math.min(open, close) - below);
          return [open * tick, (Math.max(open, close) + above) * tick, low * tick, close * tick] as const;
        }),
      );
    });
}

/** A target as strategies return them: mostly hold, a side or flat, sometimes any strength. */
const targetArbitrary = fc.oneof(
  { weight: 5, arbitrary: fc.constant(HOLD_TARGET) },
  { weight: 5, arbitrary: fc.constantFrom(-1, 0, 1) },
  { weight: 2, arbitrary: fc.constantFrom(-0.5, -0.25, 0.25, 0.5, -0) },
  { weight: 2, arbitrary: fc.double({ min: -1, max: 1, noNaN: true }) },
);

/** One target for each of `length` bars. */
export function targetsArbitrary(length: number): fc.Arbitrary<readonly number[]> {
  return fc.array(targetArbitrary, { minLength: length, maxLength: length });
}

/** Distances in ticks of 0.25, the wrong side of the entry and no order at all among them. */
const distanceArbitrary = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 40 }).map((ticks) => ticks / 4) },
  { weight: 2, arbitrary: fc.double({ min: 0.01, max: 8, noNaN: true }) },
  { weight: 2, arbitrary: fc.constant(NaN) },
  { weight: 1, arbitrary: fc.constantFrom(-0.001, 0, 1_000) },
);

const distancesArbitrary = fc.oneof(
  { weight: 2, arbitrary: fc.array(fc.tuple(distanceArbitrary, distanceArbitrary), { minLength: 1, maxLength: 5 }) },
  { weight: 1, arbitrary: fc.constant<[number, number][]>([[NaN, NaN]]) },
);

/** Makes a risk rule that gives each entry the next distances of a list; every call of the factory starts it afresh. */
export const riskFactoryArbitrary: fc.Arbitrary<() => RiskRule> = distancesArbitrary.map((distances) => () => {
  let asked = 0;
  return (side, entryPrice) => {
    const [stop, profit] = distances[asked++ % distances.length] ?? [NaN, NaN];
    return { stopLoss: entryPrice - side * stop, takeProfit: entryPrice + side * profit };
  };
});
