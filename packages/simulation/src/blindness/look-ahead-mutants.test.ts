import { type CandleColumns, DAY_MS, emptyColumns, SeededRandom } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { LOOK_AHEAD_MUTANTS } from "../testing/look-ahead-mutants.ts";
import type { TraceRun } from "./run-trace.ts";
import { proveBlindness } from "./prove-blindness.ts";

const BARS = 160;

/** A random walk in which every bar has a range of its own. */
function market(seed: string): CandleColumns {
  const random = new SeededRandom(seed);
  const bars = emptyColumns(BARS);
  let price = 100;
  for (let i = 0; i < BARS; i++) {
    const open = price * (1 + 0.002 * random.nextNormal());
    const close = open * (1 + 0.015 * random.nextNormal());
    bars.openTimeMs[i] = i * DAY_MS;
    bars.open[i] = open;
    bars.close[i] = close;
    bars.high[i] = Math.max(open, close) * (1 + 0.01 * random.next());
    bars.low[i] = Math.min(open, close) * (1 - 0.01 * random.next());
    bars.volume[i] = 1_000 + 500 * random.next();
    price = close;
  }
  return bars;
}

function failedChecks(run: TraceRun, seed: string): readonly string[] {
  const checks = proveBlindness(run, market(seed), new SeededRandom(`${seed} shuffles`));
  return checks.filter(({ passed }) => !passed).map(({ check }) => check);
}

describe("forty ways to see the future", () => {
  it("are forty, and have different names", () => {
    expect(new Set(LOOK_AHEAD_MUTANTS.map(({ name }) => name)).size).toBe(40);
  });

  it.each(LOOK_AHEAD_MUTANTS)("catches: $name; and raises no alarm about its twin", ({ mutant, twin }) => {
    for (const seed of ["first", "second"]) {
      expect(failedChecks(mutant(), seed)).not.toEqual([]);
      expect(failedChecks(twin(), seed)).toEqual([]);
    }
  });
});
