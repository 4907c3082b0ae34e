import { SeededRandom, type StrategySession } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { ProposalEvaluator } from "../campaign/evaluate-proposal.ts";
import { searchGenerator } from "../campaign/search-generator.ts";
import { ColumnCache } from "../evaluator/column-cache.ts";
import { columnSessionOf } from "../evaluator/evaluate-hypothesis.ts";
import { plantedMomentumBars } from "../evaluator/random-walk-bars.ts";
import { DEFAULT_GATE1_THRESHOLDS } from "../gates/gate1-thresholds.ts";
import { above } from "../hypothesis/condition.ts";
import { strategyTree } from "../hypothesis/make-tree.ts";
import { indicator, price } from "../hypothesis/series.ts";
import { NO_EXITS } from "../hypothesis/strategy-tree.ts";
import { hashReturns } from "../ledger/return-vector.ts";
import type { LoggedTrial } from "../ledger/trial-ledger.ts";
import { EXAMPLE_MODEL as MODEL, exampleTrial } from "../ledger/trial-ledger-contract.ts";
import type { CompiledDraft } from "../prompts/draft-with-model.ts";
import type { CompiledCode } from "./campaign-model.ts";
import { type ModelTrial, ModelTrials } from "./model-trials.ts";

const SETTINGS = {
  runId: "run-1",
  hypothesesMax: 10,
  calendar: "sessions",
  costs: { feeBps: 1, slippageBps: 1 },
  capital: 100_000,
  thresholds: DEFAULT_GATE1_THRESHOLDS,
} as const;
const RULE = { kind: "code", source: "export function meta() {}" } as const;
const cache = new ColumnCache(plantedMomentumBars(new SeededRandom("stored"), 400, 3));

/** A module that follows the average of so many bars. */
function following(period: number): CompiledDraft<CompiledCode> {
  const long = above(price("close"), indicator("SMA", price("close"), period));
  const tree = strategyTree({ kind: "regime", family: "trend", long, short: null, exits: NO_EXITS });
  const newSession = (): StrategySession => columnSessionOf(tree, cache);
  return { kind: "compiled", product: { newSession } };
}

const evaluator = new ProposalEvaluator(cache, SETTINGS);
const { hypothesis } = exampleTrial(0);
const about = { trialId: "run-1-t1", index: 0, hypothesis, tree: RULE, model: MODEL };

/** Takes a turn whose answer is in the ledger with the returns of the 21-bar rule; `compile` is what compiles it now. */
async function resumed(
  verdict: LoggedTrial["verdict"],
  compile: () => CompiledDraft<CompiledCode>,
): Promise<{ readonly made: ModelTrial; readonly compilations: number }> {
  const first = following(21);
  if (first.kind === "failed") throw new Error("Expected a module.");
  const { dailyReturns, metrics } = evaluator.evaluateCode(about, first.product);
  const returnsHash = hashReturns(dailyReturns ?? new Float32Array());
  const stored = { runId: "run-1", evaluatedAtMs: 0, cpuMs: null, seq: 1, hash: "", metrics, returnsHash, verdict };
  let compilations = 0;
  const trials = new ModelTrials({
    runId: "run-1",
    generator: searchGenerator(SETTINGS, new SeededRandom("g")),
    evaluator,
    workshop: {
      compile: () => {
        compilations++;
        return Promise.resolve(compile());
      },
    },
    bars: cache.candles.length,
  });
  const made = await trials.evaluate({ kind: "stored", trial: { ...about, ...stored } });
  return { made, compilations };
}

function refusedBy(gate: string): LoggedTrial["verdict"] {
  const checks = [{ gate, passed: false, threshold: 0, actual: null, reason: "No." }];
  return { state: { kind: "rejected", gate, reason: "No.", checks }, decidedAtMs: 0 };
}

describe("ModelTrials", () => {
  it.each([
    ["without a verdict", null],
    ["that the search's own gates refused", refusedBy("reality-check")],
    ["that a later gate refused", refusedBy("plateau")],
  ])("compiles and evaluates stored code %s again, to the trial that it was", async (_, verdict) => {
    const { made, compilations } = await resumed(verdict, () => following(21));
    const first = following(21);
    expect(compilations).toBe(1);
    expect(made.code).toBeDefined();
    expect(first.kind === "compiled" && evaluator.evaluateCode(about, first.product)).toEqual(made.trial);
  });

  it.each(["sharpe", "form"])("takes code that %s refused from the ledger as it is", async (gate) => {
    const { made, compilations } = await resumed(refusedBy(gate), () => following(21));
    expect(compilations).toBe(0);
    expect(made).toMatchObject({ improved: false, trial: { dailyReturns: null, checks: [{ gate, passed: false }] } });
    expect(made.code).toBeUndefined();
  });

  it.each([
    ["does something else now", "other daily returns", () => following(34)],
    ["does not compile any more", "code that does not compile", () => ({ kind: "failed", findings: [] }) as const],
  ])("refuses stored code that %s", async (_, found, compile) => {
    await expect(resumed(null, compile)).rejects.toMatchObject({
      code: "research.other-code",
      message: `Expected the code of run-1-t1 to do what was logged of it, found ${found}`,
    });
  });
});
