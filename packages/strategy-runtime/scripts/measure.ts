// Prints the figures of this package: warm compilation, load (validate, meter, compile), session speed, fuel.
// node --conditions=source packages/strategy-runtime/scripts/measure.ts
// With `--examples`, only what compiling each of the ten example strategies takes.
import { readdirSync, readFileSync } from "node:fs";
import { loadStrategyModule, StrategyCompiler, WasmStrategySession } from "../src/index.ts";
import { randomMarket } from "../src/testing/random-market.ts";
import { SAMPLE_STRATEGIES } from "../src/testing/sample-strategies.ts";

const BARS = 1_000_000;
const RUNS = 7;

/** Median over runs, in CPU milliseconds of the whole process: wall time says little on a shared machine. */
function cpuMs(act: () => void): number {
  const times = Array.from({ length: RUNS }, () => {
    const before = process.cpuUsage();
    act();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return median(times);
}

/** Processor time in the compile process and wall time until its answer is here. */
async function compileMs(compiler: StrategyCompiler, source: string): Promise<{ cpu: number; wall: number }> {
  const cpu: number[] = [];
  const wall: number[] = [];
  for (let i = 0; i < 2 * RUNS; i++) {
    const start = performance.now();
    const outcome = await compiler.compile(source);
    wall.push(performance.now() - start);
    cpu.push(outcome.kind === "compiled" ? (outcome.cpuMs ?? Number.NaN) : Number.NaN);
  }
  // The first half warms the compiler up.
  return { cpu: median(cpu.slice(RUNS)), wall: median(wall.slice(RUNS)) };
}

function median(times: number[]): number {
  return times.sort((a, b) => a - b)[RUNS >> 1] ?? Number.NaN;
}

const EXAMPLES = new URL("../../../examples/strategies/", import.meta.url);

async function printExamples(compiler: StrategyCompiler): Promise<void> {
  for (const strategy of readdirSync(EXAMPLES).filter((file) => file.endsWith(".ts"))) {
    const source = readFileSync(new URL(strategy, EXAMPLES), "utf8");
    const compiled = await compiler.compile(source);
    const { cpu, wall } = await compileMs(compiler, source);
    const bytes = compiled.kind === "compiled" ? compiled.wasm.length : Number.NaN;
    const figures = { strategy, warmCompileCpuMs: Math.round(cpu), warmCompileWallMs: Math.round(wall), bytes };
    process.stdout.write(`${JSON.stringify(figures)}\n`);
  }
}

const market = randomMarket(BARS, "measure");
const examplesOnly = process.argv.includes("--examples");
await using compiler = new StrategyCompiler({ timeoutMs: 60_000 });
if (examplesOnly) await printExamples(compiler);
for (const [name, source] of examplesOnly ? [] : Object.entries(SAMPLE_STRATEGIES)) {
  const compiled = await compiler.compile(source);
  if (compiled.kind === "failed") throw new Error(JSON.stringify(compiled.diagnostics));
  const module = loadStrategyModule(compiled.wasm);
  const bars = name === "garbage" ? BARS / 20 : BARS;
  let session = WasmStrategySession.open(module);
  const runMs = cpuMs(() => {
    session = WasmStrategySession.open(module);
    const { openTimeMs, open, high, low, close, volume } = market;
    for (let i = 0; i < bars; i++) {
      session.onCandle(openTimeMs[i] ?? 0, open[i] ?? 0, high[i] ?? 0, low[i] ?? 0, close[i] ?? 0, volume[i] ?? 0);
    }
  });
  const compileTimes = await compileMs(compiler, source);
  const figures = {
    strategy: name,
    barsPerCpuSecond: Math.round((bars / runMs) * 1000),
    fuelPerBar: Math.round(session.fuelUsed / bars),
    warmCompileCpuMs: Math.round(compileTimes.cpu),
    warmCompileWallMs: Math.round(compileTimes.wall),
    loadCpuMs: Number(cpuMs(() => void loadStrategyModule(compiled.wasm)).toFixed(2)),
    openCpuMs: Number(cpuMs(() => void WasmStrategySession.open(module)).toFixed(2)),
    bytes: module.info.bytes,
    meteredBytes: module.info.meteredBytes,
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}
