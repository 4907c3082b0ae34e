import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { parseInstrumentId, SeededRandom, type SeriesKey } from "@rara-trading/domain";
import { plantedMarket } from "@rara-trading/market-data";
import { SystemClock } from "../packages/cli/src/adapters/system-clock.ts";
import { openHomeServices } from "../packages/cli/src/composition/home-services.ts";
import { researchInstrument } from "../packages/cli/src/composition/research-instrument.ts";
import { configSchema } from "../packages/cli/src/config/config-schema.ts";
import { type Benchmark, type BenchmarkResult, median } from "./benchmark.ts";

/** Of which research gets five years of sessions. */
const BARS = 2_100;
const RESEARCH_BARS = 1_260;
const TRIALS = 1_000;
/** Campaigns a market, each in a process of its own; odd, so that the median is one of them. */
const CAMPAIGNS = 3;
const DEMANDED = 20_000;
const SERIES: SeriesKey = { instrument: parseInstrumentId("sim:bench-campaign"), timeframe: "1d" };

/** The launcher's own cache of stripped sources: a campaign that a person starts has it as well. */
const COMPILE_CACHE = fileURLToPath(new URL("../packages/cli/node_modules/.cache/compile", import.meta.url));

/** What one campaign took, and what it did, so that a figure without a promotion does not pass for one with. */
interface CampaignFigures {
  readonly cpuSeconds: number;
  readonly bars: number;
  /** Trials in the ledger, neighbours included. */
  readonly logged: number;
  readonly promoted: number;
}

/** CPU seconds of this process, its threads, and, on Linux, of its children that have ended: the compiler is one. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  if (process.platform !== "linux") return (user + system) / 1e6;
  const fields = readFileSync("/proc/self/stat", "utf8").split(") ")[1]?.split(" ") ?? [];
  // proc(5): cutime and cstime are fields 16 and 17, in hundredths of a second; the second field ends with the bracket.
  return (user + system) / 1e6 + (Number(fields[13]) + Number(fields[14])) / 100;
}

/** One campaign as `research run` makes it, in a fresh home: everything from its first read of the bars on included. */
async function runOnce(sharpe: number, seed: string): Promise<CampaignFigures> {
  const homePath = await mkdtemp(join(tmpdir(), "rara-bench-campaign-"));
  try {
    const clock = new SystemClock();
    const random = new SeededRandom(seed);
    const market = plantedMarket({ bars: BARS, random, startMs: 0, edge: "momentum", sharpeOn: () => sharpe });
    await using services = await openHomeServices(homePath, clock);
    await services.store.append(SERIES, market);
    const { signal } = new AbortController();
    const config = configSchema.parse({ research: { hypotheses: TRIALS } });
    const before = cpuSeconds();
    const request = { runId: "run-bench", series: SERIES, seed, config, onProgress: () => {}, signal };
    const { outcome, data } = await researchInstrument(services, request);
    const [run] = await services.ledger.runs({ runId: request.runId, limit: 1 });
    return {
      cpuSeconds: cpuSeconds() - before,
      bars: data.candles.length,
      logged: run?.trials ?? 0,
      promoted: outcome.accepted.length,
    };
  } finally {
    await rm(homePath, { recursive: true, force: true });
  }
}

async function campaign(sharpe: number, seed: string): Promise<CampaignFigures> {
  const args = ["--conditions=source", import.meta.filename, String(sharpe), seed];
  const env = { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE };
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  return JSON.parse(stdout) as CampaignFigures;
}

async function row(name: string, sharpe: number): Promise<BenchmarkResult> {
  const rates: number[] = [];
  for (let i = 0; i < CAMPAIGNS; i++) {
    const { cpuSeconds: seconds, bars, logged, promoted } = await campaign(sharpe, `campaign-${i}`);
    if (bars !== RESEARCH_BARS) throw new Error(`Expected ${RESEARCH_BARS} research bars, found ${bars}`);
    if (sharpe > 0 && promoted === 0)
      throw new Error("Expected the campaign to compile a strategy, found none promoted");
    rates.push((logged * 60) / seconds);
  }
  return {
    name,
    unit: "trials/CPU-minute",
    median: median(rates),
    ratio: null,
    against: null,
    demandedMedian: DEMANDED,
  };
}

/**
 * Whole campaigns: search, ledger, bus, reality check, every gate, compiler and proofs, over all CPU time of the process from
 * the campaign's beginning on and of its compiler from its start on. On a market with an edge, and on noise, where nothing
 * is left to compile.
 */
export const campaignTrials: Benchmark = {
  name: "campaign-trials",
  async run() {
    return [await row("campaign-trials", 3), await row("campaign-trials-noise", 0)];
  },
};

if (import.meta.main) {
  const [, , sharpe, seed = ""] = process.argv;
  process.stdout.write(JSON.stringify(await runOnce(Number(sharpe), seed)));
}
