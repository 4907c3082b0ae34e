import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { runBacktest } from "@rara-trading/simulation";
import { WasmStrategySession } from "@rara-trading/strategy-runtime";
import { type Benchmark, type BenchmarkResult, median, medianRate } from "./benchmark.ts";
import { randomWalk } from "./sma-market.ts";
import { compileSmaStrategy } from "./sma-strategy.ts";
import { BENCH_OPTIONS } from "./target-column-session.ts";

const SCRIPT = fileURLToPath(new URL("./peers/vectorbt_sma.py", import.meta.url));
/** Few enough that fees leave both accounts something to trade with. */
const BARS = 200_000;
const FEE_BPS = 10;
/** Its first run compiles for a minute and more. */
const TIMEOUT_MS = 300_000;

/** Trades by which two readings of the first and the last crossing may differ. */
const EDGE_TRADES = 2;

interface VectorbtFigures {
  readonly version: string;
  readonly seconds: readonly number[];
  readonly trades: number;
}

/** The Python to ask: `RARA_BENCH_PYTHON`, else `python3`. */
async function python(...args: readonly string[]): Promise<string | undefined> {
  const command = process.env["RARA_BENCH_PYTHON"] ?? "python3";
  try {
    return (await promisify(execFile)(command, args, { timeout: TIMEOUT_MS })).stdout;
  } catch {
    return undefined;
  }
}

/** A compiled strategy through the backtester against vectorbt on the same bars, where a Python has it. */
export const pythonPeer: Benchmark = {
  name: "python-peer",
  async run(): Promise<readonly BenchmarkResult[]> {
    if ((await python("-c", "import vectorbt")) === undefined) {
      process.stderr.write("vectorbt left out: no Python with it was found; RARA_BENCH_PYTHON names another.\n");
      return [];
    }
    const folder = await mkdtemp(join(tmpdir(), "rara-bench-vectorbt-"));
    try {
      const candles = randomWalk(BARS, "bench");
      const file = join(folder, "bars");
      await writeFile(file, Buffer.concat([Buffer.from(candles.open.buffer), Buffer.from(candles.close.buffer)]));
      const printed = await python(SCRIPT, file, String(FEE_BPS / 10_000));
      if (printed === undefined) throw new Error("Expected vectorbt to run, found that its script failed");
      const { version, seconds, trades } = JSON.parse(printed) as VectorbtFigures;
      const module = await compileSmaStrategy();
      const options = { ...BENCH_OPTIONS, costs: { feeBps: FEE_BPS, slippageBps: 0 } };
      const equity = new Float64Array(BARS);
      const run = (): number =>
        runBacktest(WasmStrategySession.open(module), candles, options, equity).roundTrips.length;
      if (Math.abs(run() - trades) > EDGE_TRADES) throw new Error(`Expected ${trades} trades, found ${run()}`);
      const peerRate = BARS / median(seconds);
      const rate = medianRate(BARS, run);
      const against = `vectorbt ${version}`;
      return [
        {
          name: "sandbox-against-python",
          unit: "bars/s",
          median: rate,
          ratio: rate / peerRate,
          against,
          demandedRatio: 5,
        },
        { name: "vectorbt", unit: "bars/s", median: peerRate, ratio: null, against: null },
      ];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
