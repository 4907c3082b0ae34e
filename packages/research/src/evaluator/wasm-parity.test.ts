import {
  DEFAULT_COSTS,
  DEFAULT_SIZING,
  drawdownLimitGuard,
  type OrderPurpose,
  SeededRandom,
  type StrategySession,
} from "@rara-trading/domain";
import { type BacktestResult, type EngineOptions, runBacktest } from "@rara-trading/simulation";
import { loadStrategyModule, StrategyCompiler, WasmStrategySession } from "@rara-trading/strategy-runtime";
import { describe, expect, it } from "vitest";
import { randomTree } from "../generator/random-trees.ts";
import { printAssemblyScript } from "../hypothesis/print-assembly-script.ts";
import { ColumnCache } from "./column-cache.ts";
import { columnSessionOf } from "./evaluate-hypothesis.ts";
import { randomWalkBars } from "./random-walk-bars.ts";

/** Trees compared; `RARA_PARITY_TREES=300 vitest run packages/research/src/evaluator/wasm-parity.test.ts` is the full size. */
const TREES = Number(process.env["RARA_PARITY_TREES"] ?? 100);
const BARS = 1000;

/** Markets the trees take turns on. */
const MARKETS = 10;

/** Room for loaded machines: a compilation takes some 0.2 s. */
const COMPILE_TIMEOUT_MS = 60_000;
const TIMEOUT_MS = 30_000 + TREES * 3000;

const ENGINE: EngineOptions = {
  capital: 100_000,
  costs: DEFAULT_COSTS,
  sizing: DEFAULT_SIZING,
  guards: [drawdownLimitGuard(0.3)],
  tradeFromMs: 0,
};

/** Passes everything on and keeps the targets. */
class RecordingSession implements StrategySession {
  readonly #inner: StrategySession;
  readonly targets: number[] = [];

  constructor(inner: StrategySession) {
    this.#inner = inner;
  }

  get meta(): StrategySession["meta"] {
    return this.#inner.meta;
  }

  get stopLoss(): number {
    return this.#inner.stopLoss;
  }

  get takeProfit(): number {
    return this.#inner.takeProfit;
  }

  onCandle(...bar: Parameters<StrategySession["onCandle"]>): number {
    const target = this.#inner.onCandle(...bar);
    this.targets.push(target);
    return target;
  }

  setPosition(size: number, entryPrice: number): void {
    this.#inner.setPosition(size, entryPrice);
  }

  askRiskLevels(side: 1 | -1, entryPrice: number): void {
    this.#inner.askRiskLevels(side, entryPrice);
  }
}

interface Run extends BacktestResult {
  readonly targets: readonly number[];
  readonly warmupBars: number;
}

function run(session: StrategySession, cache: ColumnCache): Run {
  const recording = new RecordingSession(session);
  const result = runBacktest(recording, cache.candles, ENGINE);
  return { ...result, targets: recording.targets, warmupBars: session.meta.warmupBars };
}

describe("the compiled module of a tree", () => {
  const random = new SeededRandom("wasm parity");
  const caches = Array.from(
    { length: MARKETS },
    (_, i) => new ColumnCache(randomWalkBars(random.fork(`market ${i}`), { length: BARS, rough: true })),
  );

  it(`trades bit for bit like the evaluator's columns: ${TREES} random trees`, { timeout: TIMEOUT_MS }, async () => {
    await using compiler = new StrategyCompiler({ timeoutMs: COMPILE_TIMEOUT_MS, startTimeoutMs: COMPILE_TIMEOUT_MS });
    const purposes = new Set<OrderPurpose>();
    const targets = new Set<number>();
    let fills = 0;
    let refusals = 0;
    for (let i = 0; i < TREES; i++) {
      const tree = randomTree(random.fork(`tree ${i}`));
      const source = printAssemblyScript(tree);
      const cache = caches[i % MARKETS];
      const outcome = await compiler.compile(source);
      if (outcome.kind !== "compiled" || cache === undefined) throw new Error(JSON.stringify({ outcome, source }));
      const compiled = run(WasmStrategySession.open(loadStrategyModule(outcome.wasm)), cache);
      // `toEqual` tells 0 from -0 and takes NaN for NaN; every other float64 equals only its own bits.
      expect(compiled, source).toEqual(run(columnSessionOf(tree, cache), cache));
      fills += compiled.fills.length;
      refusals += compiled.refusals.length;
      for (const { purpose } of compiled.fills) purposes.add(purpose);
      for (const target of compiled.targets) targets.add(target);
    }
    // The comparison means something only if the trees really traded, in every way there is.
    expect(fills).toBeGreaterThan(20 * TREES);
    expect(refusals).toBeGreaterThan(0);
    expect(new Set(["entry", "exit", "stop-loss", "take-profit"]).difference(purposes)).toEqual(new Set());
    expect(targets).toEqual(new Set([-1, 0, 1, 2]));
  });
});
