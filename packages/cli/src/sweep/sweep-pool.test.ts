import { DEFAULT_COSTS, DEFAULT_SIZING, emptyColumns, SeededRandom } from "@rara-trading/domain";
import { loadStrategyModule, StrategyCompiler, WasmStrategySession } from "@rara-trading/strategy-runtime";
import { beforeAll, describe, expect, it } from "vitest";
import type { WindowMarket } from "../walk-forward/evaluate-window.ts";
import { serialEvaluator } from "../walk-forward/walk-forward.ts";
import { SweepPool } from "./sweep-pool.ts";

const SOURCE = `
import { close, enterLong, enterShort, hold, Meta, param, RiskLevels, SMA } from "rara";

let fast!: SMA, slow!: SMA;

export function meta(): Meta {
  return new Meta("cross", 1, "Follows the faster average").warmup(40).param("fast", 5, 2, 20).param("slow", 20, 5, 40);
}

export function init(): void { fast = new SMA(i32(param(0))); slow = new SMA(i32(param(1))); }

export function onCandle(): f64 {
  const f = fast.update(close()), s = slow.update(close());
  if (f == s && param(0) == 13.0) throw new Error("thirteen");
  return isNaN(s) ? hold() : f > s ? enterLong(1.0) : enterShort(0.5);
}

export function riskLevels(side: i32, entryPrice: f64): RiskLevels { return RiskLevels.percent(side, entryPrice, 0.01, 0.02); }
`;

const BARS = 6_000;
const WINDOW = { from: 100, to: BARS };
/** 13 and 13 are equal on every bar: that set fails. */
const SETS = [5, 7, 9, 11, 13].flatMap((fast) => [13, 21, 34].map((slow) => ({ fast, slow })));

function market(): WindowMarket {
  const random = new SeededRandom("sweep");
  const candles = emptyColumns(BARS);
  let price = 100;
  for (let i = 0; i < BARS; i++) {
    const open = price;
    price *= 1 + (random.next() - 0.5) * 0.01;
    candles.openTimeMs[i] = i * 3_600_000;
    candles.open[i] = open;
    candles.high[i] = Math.max(open, price) * 1.001;
    candles.low[i] = Math.min(open, price) * 0.999;
    candles.close[i] = price;
    candles.volume[i] = 1;
  }
  const engine = { capital: 10_000, costs: DEFAULT_COSTS, sizing: DEFAULT_SIZING, guards: [], tradeFromMs: 0 };
  return { candles, calendar: "continuous", engine };
}

let wasm: Uint8Array;

beforeAll(async () => {
  await using compiler = new StrategyCompiler({ timeoutMs: 50_000 });
  const outcome = await compiler.compile(SOURCE);
  if (outcome.kind === "failed") throw new Error(outcome.diagnostics.map(({ message }) => message).join("\n"));
  wasm = outcome.wasm;
});

describe("SweepPool", () => {
  it.each([1, 2, 3])("gives with %d workers what a serial evaluation gives, bit for bit", async (workers) => {
    const module = loadStrategyModule(wasm);
    const serial = serialEvaluator((parameters) => WasmStrategySession.open(module, { parameters }), market());
    const expected = await serial(WINDOW, SETS);
    const progress: number[] = [];
    await using pool = new SweepPool(module, market(), workers);
    expect(await pool.evaluate(WINDOW, SETS, { onProgress: (done) => void progress.push(done) })).toEqual(expected);
    expect(expected.filter(({ metrics }) => metrics === null)).toHaveLength(1);
    expect(new Set(expected.map(({ metrics }) => metrics?.sharpe)).size).toBe(SETS.length);
    const steps = progress.map((done, i) => done - (progress[i - 1] ?? 0));
    expect(steps.toSorted((a, b) => a - b)).toEqual([3, 4, 4, 4]);
  });

  it("fails when a parameter is not the strategy's", async () => {
    await using pool = new SweepPool(loadStrategyModule(wasm), market(), 1);
    await expect(pool.evaluate(WINDOW, [{ unknown: 1 }])).rejects.toMatchObject({ code: "strategy.parameter" });
  });
});
