import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { runBacktest } from "@rara-trading/simulation";
import { WasmStrategySession } from "@rara-trading/strategy-runtime";
import { type Benchmark, type BenchmarkResult, median } from "./benchmark.ts";
import { openBacktestFramework, PEER_NAME } from "./peers/backtest-framework.ts";
import { randomWalk } from "./sma-market.ts";
import { compileSmaStrategy } from "./sma-strategy.ts";
import { BENCH_OPTIONS } from "./target-column-session.ts";

const FOLDER = fileURLToPath(new URL("./peers/", import.meta.url));
const INSTALL_TIMEOUT_MS = 180_000;
const OUR_BARS = 1_000_000;
/** The peer's bars: enough to warm up, few enough to wait for. */
const PEER_BARS = 100_000;
/** Pairs of runs; odd, so that the median is one of them. */
const PAIRS = 5;
/** 0.1 %, as everywhere in these benchmarks. */
const FEE_BPS = 10;
const BPS_PER_PERCENT = 100;

async function isInstalled(): Promise<boolean> {
  if (existsSync(`${FOLDER}node_modules/@backtest/framework`)) return true;
  const install = promisify(execFile)("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: FOLDER,
    timeout: INSTALL_TIMEOUT_MS,
  });
  return install.then(
    () => true,
    (error: unknown) => {
      process.stderr.write(`${PEER_NAME} left out: could not be installed in ${FOLDER} (${String(error)})\n`);
      return false;
    },
  );
}

async function cpuSecondsOf(work: () => unknown): Promise<number> {
  const before = process.threadCpuUsage();
  await work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1e6;
}

/** A compiled strategy through the backtester against the fastest npm peer that charges fees, by turns. */
export const npmPeer: Benchmark = {
  name: "npm-peer",
  async run(): Promise<readonly BenchmarkResult[]> {
    if (!(await isInstalled())) return [];
    const options = { ...BENCH_OPTIONS, costs: { feeBps: FEE_BPS, slippageBps: 0 } };
    const candles = randomWalk(OUR_BARS, "bench");
    const runPeer = openBacktestFramework(randomWalk(PEER_BARS, "bench"), FEE_BPS / BPS_PER_PERCENT, options.capital);
    const module = await compileSmaStrategy();
    const equity = new Float64Array(OUR_BARS);
    const runOurs = (): unknown => runBacktest(WasmStrategySession.open(module), candles, options, equity);
    runOurs();
    if ((await runPeer()) < PEER_BARS / 100) throw new Error(`Expected ${PEER_NAME} to trade`);
    const ours: number[] = [];
    const peers: number[] = [];
    for (let i = 0; i < PAIRS; i++) {
      ours.push(OUR_BARS / (await cpuSecondsOf(runOurs)));
      peers.push(PEER_BARS / (await cpuSecondsOf(runPeer)));
    }
    const rate = median(ours);
    const peerRate = median(peers);
    return [
      {
        name: "sandbox-against-npm",
        unit: "bars/s",
        median: rate,
        ratio: rate / peerRate,
        against: PEER_NAME,
        demandedRatio: 20,
      },
      { name: "backtest-framework", unit: "bars/s", median: peerRate, ratio: null, against: null },
    ];
  },
};
