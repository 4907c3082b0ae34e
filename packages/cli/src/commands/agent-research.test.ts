import { modelClient, ScriptedClient, SqliteUsageJournal } from "@rara-trading/agent";
import { type Clock, SeededRandom } from "@rara-trading/domain";
import { plantedMomentumMarket } from "@rara-trading/market-data";
import { type CompiledDraft, draftWithModel, marketFeatures, type ProposalContext } from "@rara-trading/research";
import { sdkSignatures, StrategyCompiler } from "@rara-trading/strategy-runtime";
import { describe, expect, it } from "vitest";
import { modelAsker } from "./agent-model.ts";

const clock: Clock = { nowMs: () => Date.UTC(2026, 0, 31), sleep: () => Promise.resolve() };
const COMPILE_TIMEOUT_MS = 120_000;

const GOOD = `import { close, SMA, Meta, param, enterLong, exit, hold } from "rara";
let average!: SMA;
export function meta(): Meta { return new Meta("above-average", 1, "Long above the average").warmup(20).param("n", 20, 2, 60); }
export function init(): void { average = new SMA(i32(param(0))); }
export function onCandle(): f64 {
  const mean = average.update(close());
  return isNaN(mean) ? hold() : close() > mean ? enterLong() : exit();
}
`;
const BAD = GOOD.replace("close() > mean ?", "close() > meen ?");

const ANSWER = {
  family: "trend",
  hypothesis: "Prices above their average go on rising.",
  mechanism: "Holders who sell their winners early lose it.",
  falsifier: { metric: "sharpe", threshold: 0, slice: "all" },
  code: BAD,
  params: [{ name: "n", default: 20, min: 2, max: 60 }],
  expected: { sharpe: { low: 0, high: 1.5 }, turnover: 20, holding: 10 },
  regimeExpectation: { volatility: "any", trend: "rising" },
  parents: [],
  differsFrom: [],
};

const CONTEXT: ProposalContext = {
  features: marketFeatures(
    plantedMomentumMarket({ bars: 400, sharpe: 2, startMs: 0, random: new SeededRandom("agent") }),
  ),
  costs: { feeBps: 5, slippageBps: 5 },
  benchmark: "cash",
  sdkSignatures: sdkSignatures(),
  tried: [],
  rejections: {},
  calibration: null,
  family: null,
};

describe("a hypothesis from a model", () => {
  it("goes from question to compiled module, over a schema repair and a compile repair, on the account of the day", async () => {
    const script = ['{"family":"astrology"}', JSON.stringify(ANSWER), JSON.stringify({ code: GOOD })];
    const answers = script.map((text) => ({ text, inputTokens: 1_000, outputTokens: 100, costUsd: 0.25 }));
    using journal = SqliteUsageJournal.open(":memory:");
    const budget = { tokensPerDay: 1_000_000, usdPerDay: 5 };
    const settings = {
      journal,
      budget,
      prices: null,
      clock,
      random: new SeededRandom(1),
      attemptsMax: 2,
      atOnceMax: 1,
    };
    const ask = modelAsker(modelClient(new ScriptedClient(answers), settings));
    const limits = { maxOutputTokens: 2_000, signal: new AbortController().signal };
    await using compiler = new StrategyCompiler({ timeoutMs: COMPILE_TIMEOUT_MS, startTimeoutMs: COMPILE_TIMEOUT_MS });

    const sources: string[] = [];
    const compile = async (source: string): Promise<CompiledDraft<Uint8Array>> => {
      sources.push(source);
      const made = await compiler.compile(source);
      return made.kind === "compiled"
        ? { kind: "compiled", product: made.wasm }
        : { kind: "failed", findings: made.diagnostics };
    };
    const drafted = await draftWithModel(ask, compile, CONTEXT, limits);
    expect(sources).toEqual([BAD, GOOD]);
    expect(drafted).toMatchObject({
      kind: "drafted",
      repairs: 1,
      product: expect.any(Uint8Array) as Uint8Array,
      proposal: { family: "trend", expected: { sharpe: { low: 0, high: 1.5 } } },
      usage: { inputTokens: 3_000, outputTokens: 300, costUsd: 0.75 },
    });
    expect(journal.spentOn(clock.nowMs())).toEqual({ calls: 3, tokens: 3_300, usd: 0.75, unpricedCalls: 0 });
  });
});
