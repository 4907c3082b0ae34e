import { columnsOf, DAY_MS, SeededRandom } from "@rara-trading/domain";
import {
  ColumnCache,
  DEFAULT_GATE1_THRESHOLDS,
  type EvaluatedTrial,
  InlineTrialEvaluator,
  MapElitesGenerator,
  ProposalEvaluator,
} from "@rara-trading/research";
import { describe, expect, it } from "vitest";
import { EvaluationPool } from "./evaluation-pool.ts";

const OPTIONS = {
  runId: "pool",
  calendar: "sessions",
  costs: { feeBps: 1, slippageBps: 1 },
  capital: 100_000,
  thresholds: DEFAULT_GATE1_THRESHOLDS,
} as const;

function bars() {
  const random = new SeededRandom("evaluation-pool");
  let close = 100;
  return columnsOf(
    Array.from({ length: 700 }, (_, i) => {
      const open = close;
      close *= 1 + 0.01 * random.nextNormal();
      const [high, low] = [Math.max(open, close) * 1.001, Math.min(open, close) * 0.999];
      return { openTimeMs: i * DAY_MS, open, high, low, close, volume: 1000 + i };
    }),
  );
}

function proposals(count: number) {
  const random = new SeededRandom("proposals");
  const generator = new MapElitesGenerator({ random, runId: "pool", hypothesesMax: 1000, calendar: "sessions" });
  return Array.from({ length: count }, () => generator.next());
}

const trialsOf = (evaluated: readonly EvaluatedTrial[]) => evaluated.map(({ trial }) => trial);
const { signal } = new AbortController();

describe("EvaluationPool", () => {
  it.each([1, 2, 3])("gives with %d threads the trials of one, in order, bit for bit", async (workers) => {
    const asked = proposals(50);
    const inline = new InlineTrialEvaluator(new ProposalEvaluator(new ColumnCache(bars()), OPTIONS), () => 0);
    await using pool = new EvaluationPool(bars(), OPTIONS, workers);
    const found = trialsOf(await pool.evaluate(asked, signal));
    expect(found).toEqual(trialsOf(await inline.evaluate(asked)));
    expect(found.filter(({ metrics }) => metrics !== null).length).toBeGreaterThan(40);
    expect(pool.cpuMs).toBeGreaterThan(0);
  });

  it("rejects with the signal's reason when it aborts", async () => {
    await using pool = new EvaluationPool(bars(), OPTIONS, 2);
    const stop = new AbortController();
    const evaluated = pool.evaluate(proposals(200), stop.signal);
    stop.abort(new Error("enough"));
    await expect(evaluated).rejects.toThrow("enough");
  });
});
