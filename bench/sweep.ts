import type { WindowMarket } from "../packages/cli/src/walk-forward/evaluate-window.ts";
import { serialEvaluator } from "../packages/cli/src/walk-forward/walk-forward.ts";
import { SweepPool } from "../packages/cli/src/sweep/sweep-pool.ts";
import { type ParameterValues, type StrategyModule, WasmStrategySession } from "@rara-trading/strategy-runtime";
import { type Benchmark, median } from "./benchmark.ts";
import { randomWalk } from "./sma-market.ts";
import { compileSmaStrategy } from "./sma-strategy.ts";
import { BENCH_OPTIONS } from "./target-column-session.ts";

const SETS = 1_000;
const BARS = 50_000;
/** Pairs of runs, with one worker and with two; odd, so that the median is one of them. */
const PAIRS = 5;
/** Sets that each thread evaluates before it is measured: V8 compiles what they run, on threads of its own. */
const WARM_UP_SETS = 200;
/** Every so manieth set is evaluated serially as well. */
const CHECKED_EVERY = 100;

/** 25 fast averages by 40 slow ones. */
const GRID: readonly ParameterValues[] = Array.from({ length: SETS }, (_, i) => ({
  fast: 4 + 2 * (i % 25),
  slow: 60 + 5 * Math.floor(i / 25),
}));

interface SweepRun {
  readonly wallSeconds: number;
  /** Of all threads of the process, so that a figure per core hides nothing. */
  readonly cpuSeconds: number;
  readonly trials: string;
}

async function sweep(module: StrategyModule, market: WindowMarket, workers: number): Promise<SweepRun> {
  const window = { from: 0, to: market.candles.length };
  await using pool = new SweepPool(module, market, workers);
  await pool.evaluate(window, GRID.slice(0, WARM_UP_SETS * workers));
  const cpu = process.cpuUsage();
  const startedMs = performance.now();
  const trials = await pool.evaluate(window, GRID);
  const { user, system } = process.cpuUsage(cpu);
  const wallSeconds = (performance.now() - startedMs) / 1e3;
  return { wallSeconds, cpuSeconds: (user + system) / 1e6, trials: JSON.stringify(trials) };
}

/** A thousand sets of parameters over shared columns, in one thread and in two. */
export const sweepBenchmark: Benchmark = {
  name: "sweep",
  async run() {
    const module = await compileSmaStrategy();
    const candles = randomWalk(BARS, "bench-sweep");
    const market: WindowMarket = { candles, calendar: "continuous", engine: BENCH_OPTIONS };
    const ones: SweepRun[] = [];
    const twos: SweepRun[] = [];
    for (let i = 0; i < PAIRS; i++) {
      ones.push(await sweep(module, market, 1));
      twos.push(await sweep(module, market, 2));
    }
    const [one] = ones;
    if (twos.some(({ trials }) => trials !== one?.trials)) throw new Error("Expected the same trials from two threads");
    const serial = serialEvaluator((parameters) => WasmStrategySession.open(module, { parameters }), market);
    const checked = GRID.filter((_, i) => i % CHECKED_EVERY === 0);
    const all = JSON.parse(one?.trials ?? "[]") as readonly unknown[];
    const expected = JSON.stringify(await serial({ from: 0, to: BARS }, checked));
    if (JSON.stringify(all.filter((_, i) => i % CHECKED_EVERY === 0)) !== expected) {
      throw new Error("Expected the trials of a serial evaluation");
    }
    const amount = SETS * BARS;
    // One core that does everything takes the CPU time of all threads: with one worker, V8's own run on the idle core.
    const scaling = median(ones.map(({ cpuSeconds }, i) => cpuSeconds / (twos[i]?.wallSeconds ?? NaN)));
    return [
      {
        name: "sweep-per-core",
        unit: "bars/s",
        median: median(ones.map(({ cpuSeconds }) => amount / cpuSeconds)),
        ratio: null,
        against: null,
        demandedMedian: 35e6,
      },
      {
        name: "sweep-two-threads",
        unit: "bars/s",
        median: median(twos.map(({ wallSeconds }) => amount / wallSeconds)),
        ratio: scaling,
        against: "one core",
        demandedRatio: 1.8,
      },
    ];
  },
};
