import { HOLD_TARGET } from "@rara-trading/domain";
import { runBacktest } from "@rara-trading/simulation";
import {
  loadStrategyModule,
  StrategyCompiler,
  type StrategyModule,
  WasmStrategySession,
} from "@rara-trading/strategy-runtime";
import { alternatingRates, type Benchmark } from "./benchmark.ts";
import { FAST, randomWalk, SLOW, smaCrossTargets } from "./sma-market.ts";
import { BENCH_OPTIONS, TargetColumnSession } from "./target-column-session.ts";

const BARS = 1_000_000;

const SOURCE = `
import { close, enterLong, exit, hold, Meta, SMA } from "rara";

const fast = new SMA(${FAST});
const slow = new SMA(${SLOW});

export function meta(): Meta {
  return new Meta("sma-cross", 1, "Long while the fast average is above the slow one");
}

export function init(): void {}

export function onCandle(): f64 {
  const f = fast.update(close()), s = slow.update(close());
  return isNaN(s) ? hold() : f > s ? enterLong(1.0) : exit();
}
`;

async function compile(): Promise<StrategyModule> {
  await using compiler = new StrategyCompiler({ timeoutMs: 50_000 });
  const outcome = await compiler.compile(SOURCE);
  if (outcome.kind === "failed") throw new Error(outcome.diagnostics.map(({ message }) => message).join("\n"));
  return loadStrategyModule(outcome.wasm);
}

/** A compiled, metered strategy in its sandbox through the backtester, against the same targets from an array. */
export const smaSandboxed: Benchmark = {
  name: "sma-sandboxed",
  async run() {
    const module = await compile();
    const candles = randomWalk(BARS, "bench");
    const targets = smaCrossTargets(candles.close, HOLD_TARGET);
    const equity = new Float64Array(BARS);
    const sandboxed = (): number =>
      runBacktest(WasmStrategySession.open(module), candles, BENCH_OPTIONS, equity).equity[BARS - 1] ?? NaN;
    const fromArray = (): number =>
      runBacktest(new TargetColumnSession(targets), candles, BENCH_OPTIONS, equity).equity[BARS - 1] ?? NaN;
    if (sandboxed() !== fromArray()) throw new Error("Expected the compiled strategy to trade as its targets do");
    const rates = alternatingRates(BARS, sandboxed, fromArray);
    return [
      {
        name: "sma-sandboxed",
        unit: "bars/s",
        median: rates.contender,
        ratio: rates.contender / rates.baseline,
        against: "engine",
      },
    ];
  },
};
