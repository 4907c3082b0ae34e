import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { ALL_TIME, parseInstrumentId, type SeriesKey } from "@rara-trading/domain";
import { ParquetCandleStore } from "@rara-trading/market-data";
import type { Benchmark, BenchmarkResult } from "./benchmark.ts";
import { randomWalk } from "./sma-market.ts";

/** Five years of minutes. */
const BARS = 2_629_440;
const START_MS = Date.UTC(2020, 0, 1);
const SERIES: SeriesKey = { instrument: parseInstrumentId("bench:BTC/USDT"), timeframe: "1m" };
/** Processes a contender; odd, so that the median is one of them. */
const PROCESSES = 5;
const KIBIBYTE = 2 ** 10;
const MEBIBYTE = 2 ** 20;

/** What one process measured of its only load. */
interface LoadFigures {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  readonly peakBytes: number;
  readonly closeSum: number;
}

/** Linux counts a parent's memory into its child's resource usage; this figure begins with the program. */
function peakBytes(): number {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS * KIBIBYTE;
  return Number(/VmHWM:\s*(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) * KIBIBYTE;
}

async function loadInThisProcess(folder: string, cached: boolean): Promise<LoadFigures> {
  await using store = await ParquetCandleStore.open(folder, cached ? {} : { bytesMax: 0 });
  const cpuBefore = process.cpuUsage();
  const from = performance.now();
  const { close } = await store.load(SERIES, ALL_TIME);
  const wallSeconds = (performance.now() - from) / 1e3;
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    wallSeconds,
    cpuSeconds: (user + system) / 1e6,
    peakBytes: peakBytes(),
    closeSum: close.reduce((a, b) => a + b, 0),
  };
}

/** Loads in a process of its own, because the peak of memory is that of a process, and so is a cold start. */
async function loadInChild(folder: string, cached: boolean): Promise<LoadFigures> {
  const args = ["--conditions=source", import.meta.filename, folder, String(cached)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as LoadFigures;
}

function median(loads: readonly LoadFigures[], figure: keyof LoadFigures): number {
  const values = loads.map((load) => load[figure]).toSorted((a, b) => a - b);
  return values[values.length >> 1] ?? NaN;
}

function rowsOf(name: string, loads: readonly LoadFigures[]): readonly BenchmarkResult[] {
  const alone = { ratio: null, against: null };
  return [
    { name: `${name}-cpu`, unit: "s CPU", median: median(loads, "cpuSeconds"), ...alone },
    { name: `${name}-memory`, unit: "MiB peak", median: median(loads, "peakBytes") / MEBIBYTE, ...alone },
  ];
}

/** Loading five years of minute bars into columns, from the Parquet files and from the column cache. */
export const candleLoading: Benchmark = {
  name: "candle-loading",
  async run() {
    const folder = await mkdtemp(join(tmpdir(), "rara-bench-candles-"));
    try {
      const candles = randomWalk(BARS, "bench-candles");
      {
        await using store = await ParquetCandleStore.open(folder);
        await store.append(SERIES, { ...candles, openTimeMs: candles.openTimeMs.map((atMs) => START_MS + atMs) });
        await store.load(SERIES, ALL_TIME);
      }
      const closeSum = candles.close.reduce((a, b) => a + b, 0);
      const fromParquet: LoadFigures[] = [];
      const fromCache: LoadFigures[] = [];
      for (let i = 0; i < PROCESSES; i++) {
        fromParquet.push(await loadInChild(folder, false));
        fromCache.push(await loadInChild(folder, true));
      }
      if ([...fromParquet, ...fromCache].some((load) => load.closeSum !== closeSum))
        throw new Error("Expected every load to hold the closes that were stored");
      const parquetSeconds = median(fromParquet, "wallSeconds");
      const cacheSeconds = median(fromCache, "wallSeconds");
      return [
        { name: "candles-from-parquet", unit: "s", median: parquetSeconds, ratio: null, against: null },
        ...rowsOf("candles-from-parquet", fromParquet),
        {
          name: "candles-from-cache",
          unit: "s",
          median: cacheSeconds,
          ratio: cacheSeconds / parquetSeconds,
          against: "candles-from-parquet",
        },
        ...rowsOf("candles-from-cache", fromCache),
      ];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

if (import.meta.main) {
  const [, , folder = "", cached] = process.argv;
  process.stdout.write(JSON.stringify(await loadInThisProcess(folder, cached === "true")));
}
