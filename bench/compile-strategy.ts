import { StrategyCompiler } from "@rara-trading/strategy-runtime";
import { type Benchmark, median } from "./benchmark.ts";

/** Compilations that are measured, odd, and those before them that warm the compiler up. */
const COMPILATIONS = 15;
const WARM_UP = 5;
/** Patience for a machine that does other things too. */
const TIMEOUT_MS = 60_000;

/** A typical strategy; `middle` is how it halves a sum. Every one differs a little, so that nothing can be remembered. */
function source(number: number, middle: string): string {
  return `
import { ATR, close, enterLong, exit, high, hold, low, Meta, param, RiskLevels, RSI, SMA } from "rara";

let fast!: SMA, slow!: SMA, strength!: RSI, range!: ATR;

export function meta(): Meta {
  return new Meta("typical-${number}", 1, "Long in a rising market that is not overheated")
    .warmup(60)
    .param("fast", 10, 2, 200)
    .param("slow", 30, 5, 400)
    .param("ceiling", 70, 50, 95);
}

export function init(): void {
  fast = new SMA(i32(param(0)));
  slow = new SMA(i32(param(1)));
  strength = new RSI(14);
  range = new ATR(14);
}

export function onCandle(): f64 {
  const f = fast.update(close()), s = slow.update(close()), r = strength.update(close());
  range.update(high(), low(), close());
  const middle = (high() + low()) ${middle};
  if (isNaN(s)) return hold();
  if (f > s && r < param(2) && close() > middle) return enterLong(1.0);
  return f < s ? exit() : hold();
}

export function riskLevels(side: i32, entryPrice: f64): RiskLevels {
  return RiskLevels.at(entryPrice - f64(side) * 2.0 * range.value, entryPrice + f64(side) * 4.0 * range.value);
}
`;
}

async function compileMs(middle: string): Promise<number> {
  await using compiler = new StrategyCompiler({ timeoutMs: TIMEOUT_MS });
  const times: number[] = [];
  for (let i = 0; i < WARM_UP + COMPILATIONS; i++) {
    const startedMs = performance.now();
    const outcome = await compiler.compile(source(i, middle));
    if (outcome.kind === "failed") throw new Error(outcome.diagnostics.map(({ message }) => message).join("\n"));
    if (i >= WARM_UP) times.push(performance.now() - startedMs);
  }
  return median(times);
}

/** Compiling a typical strategy in a warm compiler; only a source that divides is looked through for integer divisions. */
export const compileStrategies: Benchmark = {
  name: "compile",
  async run() {
    const plain = await compileMs("* 0.5");
    const linted = await compileMs("/ 2.0");
    return [
      { name: "compile", unit: "ms", median: plain, ratio: null, against: null, demandedMedian: 300 },
      {
        name: "compile-with-lint",
        unit: "ms",
        median: linted,
        ratio: linted / plain,
        against: "compile",
        demandedMedian: 450,
      },
    ];
  },
};
