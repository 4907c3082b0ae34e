import { drawdownLimitGuard, HOLD_TARGET, maxPositionSizeGuard, RaraError, StrategyFault } from "@rara-trading/domain";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EngineOptions } from "../engine/engine-options.ts";
import { candleArbitrary, riskFactoryArbitrary, targetsArbitrary } from "../testing/market-arbitraries.ts";
import { QuietArraySession } from "../testing/quiet-array-session.ts";
import { dailyColumns, PLAIN } from "../testing/scripted-run.ts";
import { TargetArraySession } from "../testing/target-array-session.ts";
import { runBacktest } from "./run-backtest.ts";

const optionsArbitrary: fc.Arbitrary<EngineOptions> = fc
  .record({
    capital: fc.constantFrom(250, 1_000, 100_000),
    feeBps: fc.constantFrom(0, 33.3),
    slippageBps: fc.constantFrom(0, 5, 70),
    equityFraction: fc.constantFrom(0.37, 1, 4),
    lotsPerUnit: fc.constantFrom(1, 1_000, 1_000_000),
    tradeFromMs: fc.constantFrom(0, 0, 3 * 86_400_000, 200_000_001),
    maxEquityFraction: fc.constantFrom(0.3, 1, 10),
    maxDrawdown: fc.constantFrom(0.03, 0.2, 2),
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

/** Runs of the same target are what makes bars quiet. */
function sluggish(targets: readonly number[], holdBars: number): readonly number[] {
  return targets.map((_, i) => targets[i - (i % holdBars)] ?? HOLD_TARGET);
}

const caseArbitrary = candleArbitrary(60).chain((candles) =>
  fc.record({
    candles: fc.constant(candles),
    targets: fc
      .tuple(targetsArbitrary(candles.length), fc.constantFrom(1, 1, 3, 9))
      .map(([targets, holdBars]) => sluggish(targets, holdBars)),
    openRisk: riskFactoryArbitrary,
    warmupBars: fc.constantFrom(0, 0, 1, 5),
    options: optionsArbitrary,
  }),
);

function thrown(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("letting a session trade stretches of bars", () => {
  it("gives what stepping gives, bit for bit, to the strategy as well", () => {
    const seen = new Map<string, number>();
    const count = (what: string, times = 1): void => void seen.set(what, (seen.get(what) ?? 0) + times);
    fc.assert(
      fc.property(caseArbitrary, ({ candles, targets, openRisk, warmupBars, options }) => {
        const stepping = new TargetArraySession(targets, openRisk(), warmupBars);
        const striding = new QuietArraySession(targets, openRisk(), warmupBars);
        const stepped = runBacktest(stepping, candles, options);
        const strode = runBacktest(striding, candles, options);
        expect(strode).toEqual(stepped);
        expect(striding.calls).toEqual(stepping.calls);
        for (const { purpose } of strode.fills) count(purpose);
        count("refusal", strode.refusals.length);
        count("bar in a stretch", striding.stretches.filter((bars) => bars > 1).length);
        count("bar in ruin", strode.ruined ? striding.stretches.at(-1) : 0);
      }),
      { numRuns: 800, seed: 20_261_124 },
    );
    for (const what of ["entry", "exit", "stop-loss", "take-profit", "refusal", "bar in a stretch"])
      expect(seen.get(what), what).toBeGreaterThan(200);
    for (const what of ["liquidation", "bar in ruin"]) expect(seen.get(what), what).toBeGreaterThan(10);
  });

  it.each(["open", "high", "low", "close", "openTimeMs"] as const)(
    "refuses a bar whose %s is missing all the same",
    (name) => {
      const candles = dailyColumns(Array.from({ length: 6 }, () => [100, 100, 100, 100] as const));
      candles[name][3] = NaN;
      const targets = Array.from({ length: 6 }, () => HOLD_TARGET);
      const session = new QuietArraySession(targets);
      const error = thrown(() => runBacktest(session, candles, PLAIN));
      expect(error).toBeInstanceOf(RaraError);
      expect(error).toEqual(thrown(() => runBacktest(new TargetArraySession(targets), candles, PLAIN)));
      expect(session.stretches).toEqual([3, 0]);
    },
  );

  it("faults on a target out of range at the same bar", () => {
    const candles = dailyColumns(Array.from({ length: 6 }, () => [100, 100, 100, 100] as const));
    const error = thrown(() => runBacktest(new QuietArraySession([0, 0, 0, 0, 1.5, 0]), candles, PLAIN));
    expect(error).toBeInstanceOf(StrategyFault);
    expect(error).toMatchObject({ kind: "bad-target", place: { barIndex: 4 } });
  });
});
