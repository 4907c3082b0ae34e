import { SeededRandom } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { earlyRejection, ProposalEvaluator } from "../campaign/evaluate-proposal.ts";
import { proposalOutcome } from "../campaign/proposal-outcome.ts";
import { ColumnCache } from "../evaluator/column-cache.ts";
import { randomWalkBars } from "../evaluator/random-walk-bars.ts";
import { DEFAULT_GATE1_THRESHOLDS } from "../gates/gate1-thresholds.ts";
import { MapElitesGenerator } from "../generator/map-elites-generator.ts";
import type { Rung } from "./rung.ts";

const BARS = 900;
const candles = randomWalkBars(new SeededRandom("climb"), { length: BARS, rough: true });
const evaluator = new ProposalEvaluator(new ColumnCache(candles), {
  runId: "run-1",
  calendar: "sessions",
  costs: { feeBps: 5, slippageBps: 5 },
  capital: 100_000,
  thresholds: DEFAULT_GATE1_THRESHOLDS,
});
const generator = new MapElitesGenerator({
  random: new SeededRandom("climbers"),
  runId: "run-1",
  hypothesesMax: 1_000,
  calendar: "sessions",
});
const proposals = Array.from({ length: 60 }, () => generator.next());
const open: readonly Rung[] = [
  { bars: 100, sharpeMin: null },
  { bars: 300, sharpeMin: null },
];
const closed = (sharpeMin: number): readonly Rung[] => open.map((rung) => ({ ...rung, sharpeMin }));

describe("a trial that climbs rungs first", () => {
  it("is the same trial as one that is evaluated at once, when no rung drops it", () => {
    for (const proposal of proposals) {
      const { rungs, ...trial } = evaluator.evaluate({ ...proposal, rungs: open });
      expect(trial).toEqual(evaluator.evaluate(proposal));
      expect(rungs?.map(({ bars }) => bars)).toEqual([100, 300]);
    }
  });

  it("keeps, when it is dropped, the returns of the days until there, bit for bit those of the whole, and no metrics", () => {
    for (const proposal of proposals) {
      const whole = evaluator.evaluate(proposal).dailyReturns ?? new Float32Array();
      const trial = evaluator.evaluate({ ...proposal, rungs: closed(1_000) });
      expect(trial).toMatchObject({ metrics: null, failure: null, equityFraction: 0 });
      expect(trial.dailyReturns).toEqual(whole.slice(0, trial.dailyReturns?.length));
      expect(trial.dailyReturns?.length).toBeGreaterThan(40);
      expect(trial.dailyReturns?.length).toBeLessThanOrEqual(100);
      expect(earlyRejection(trial)).toBe("halving");
    }
  });

  it("names threshold and figure, and goes on where it reaches the threshold", () => {
    const [proposal] = proposals;
    if (proposal === undefined) throw new Error("Expected a proposal, found none");
    const sharpe = evaluator.evaluate({ ...proposal, rungs: open }).rungs?.[0]?.sharpe ?? Number.NaN;
    const rungs = [{ bars: 100, sharpeMin: sharpe }];
    expect(earlyRejection(evaluator.evaluate({ ...proposal, rungs }))).not.toBe("halving");
    const dropped = evaluator.evaluate({ ...proposal, rungs: closed(sharpe + 0.1) });
    expect(dropped.checks).toMatchObject([{ gate: "halving", passed: false, threshold: sharpe + 0.1, actual: sharpe }]);
    expect(dropped.checks[0]?.reason).toMatch(/^On the first 100 of 900 bars, where the best third .* below /);
  });

  it("costs what it was evaluated on, and takes no place in the archive", () => {
    const [proposal] = proposals;
    if (proposal === undefined) throw new Error("Expected a proposal, found none");
    const bars = (rungs: readonly Rung[]): number =>
      proposalOutcome(evaluator.evaluate({ ...proposal, rungs }), BARS).bars;
    expect([bars(closed(1_000)), bars(open), bars([])]).toEqual([100, 1_300, 900]);
    const outcome = proposalOutcome(evaluator.evaluate({ ...proposal, rungs: closed(1_000) }), BARS);
    expect(outcome).toMatchObject({ dropped: true, sharpe: null, conduct: null });
    expect(generator.report(outcome)).toBe(false);
    expect(generator.elites).toEqual([]);
  });
});
