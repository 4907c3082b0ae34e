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
/** Processes a row; odd, so that the median is one of them. */
const PROCESSES = 3;
/** Markets of the row that goes on: a loop searches one after the other. */
const MARKETS_IN_TURN = 8;
/** Share of the campaigns on markets with an edge that must promote something; of one campaign alone, it. */
const PROMOTING_SHARE_MIN = 0.75;
const DEMANDED = 20_000;

/** The launcher's own cache of stripped sources: a campaign that a person starts has it as well. */
const COMPILE_CACHE = fileURLToPath(new URL("../packages/cli/node_modules/.cache/compile", import.meta.url));

/** What a process is to do. */
interface CampaignsTask {
  readonly sharpe: number;
  readonly seeds: readonly string[];
}

/** What campaigns took, and what they did, so that a figure without a promotion does not pass for one with. */
interface CampaignsFigures {
  readonly cpuSeconds: number;
  /** Research bars of each campaign. */
  readonly bars: readonly number[];
  /** Trials in the ledger, neighbours included. */
  readonly logged: number;
  /** Strategies that each campaign promoted. */
  readonly promoted: readonly number[];
}

/** CPU seconds of this process, its threads, and, on Linux, of its children that have ended: the compiler is one. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  if (process.platform !== "linux") return (user + system) / 1e6;
  const fields = readFileSync("/proc/self/stat", "utf8").split(") ")[1]?.split(" ") ?? [];
  // proc(5): cutime and cstime are fields 16 and 17, in hundredths of a second; the second field ends with the bracket.
  return (user + system) / 1e6 + (Number(fields[13]) + Number(fields[14])) / 100;
}

/** Runs campaigns on markets of their own in one home, and closes it. */
async function runCampaigns(homePath: string, { sharpe, seeds }: CampaignsTask): Promise<CampaignsFigures> {
  await using services = await openHomeServices(homePath, new SystemClock());
  const tasks: { readonly series: SeriesKey; readonly seed: string }[] = [];
  for (const [i, seed] of seeds.entries()) {
    const series: SeriesKey = { instrument: parseInstrumentId(`sim:bench-campaign-${i}`), timeframe: "1d" };
    const random = new SeededRandom(seed);
    const market = plantedMarket({ bars: BARS, random, startMs: 0, edge: "momentum", sharpeOn: () => sharpe });
    await services.store.append(series, market);
    tasks.push({ series, seed });
  }
  const { signal } = new AbortController();
  const config = configSchema.parse({ research: { hypotheses: TRIALS } });
  const bars: number[] = [];
  const promoted: number[] = [];
  let logged = 0;
  const before = cpuSeconds();
  for (const [i, task] of tasks.entries()) {
    const runId = `run-bench-${i}`;
    const { outcome, data } = await researchInstrument(services, {
      ...task,
      runId,
      config,
      onProgress: () => {},
      signal,
    });
    const [run] = await services.ledger.runs({ runId, limit: 1 });
    bars.push(data.candles.length);
    promoted.push(outcome.accepted.length);
    logged += run?.trials ?? 0;
  }
  // The compiler's time counts when it has ended.
  await services.compiler[Symbol.asyncDispose]();
  return { cpuSeconds: cpuSeconds() - before, bars, logged, promoted };
}

/** Campaigns as `research run` makes them, in a fresh home. */
async function inFreshHome(task: CampaignsTask): Promise<CampaignsFigures> {
  const homePath = await mkdtemp(join(tmpdir(), "rara-bench-campaign-"));
  try {
    return await runCampaigns(homePath, task);
  } finally {
    await rm(homePath, { recursive: true, force: true });
  }
}

async function inFreshProcess(task: CampaignsTask): Promise<CampaignsFigures> {
  const args = ["--conditions=source", import.meta.filename, JSON.stringify(task)];
  const env = { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE };
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  return JSON.parse(stdout) as CampaignsFigures;
}

async function row(name: string, sharpe: number, markets: number): Promise<BenchmarkResult> {
  const rates: number[] = [];
  for (let i = 0; i < PROCESSES; i++) {
    const seeds = Array.from({ length: markets }, (_, k) => `campaign-${i + k * PROCESSES}`);
    const { cpuSeconds: seconds, bars, logged, promoted } = await inFreshProcess({ sharpe, seeds });
    const other = bars.find((count) => count !== RESEARCH_BARS);
    if (other !== undefined) throw new Error(`Expected ${RESEARCH_BARS} research bars, found ${other}`);
    const promoting = promoted.filter((count) => count > 0).length;
    if (sharpe > 0 && promoting < PROMOTING_SHARE_MIN * markets) {
      throw new Error(`Expected most campaigns to compile a strategy, found ${promoted.join(", ")} promoted`);
    }
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
 * the first campaign's beginning on and of its compiler from its start on. On noise, where nothing is left to compile; on
 * a market with an edge, with a compiler started for it alone; and on such markets one after the other, as a loop searches.
 */
export const campaignTrials: Benchmark = {
  name: "campaign-trials",
  async run() {
    return [
      await row("campaign-trials", 3, 1),
      await row("campaign-trials-in-turn", 3, MARKETS_IN_TURN),
      await row("campaign-trials-noise", 0, 1),
    ];
  },
};

if (import.meta.main) {
  const task = JSON.parse(process.argv[2] ?? "") as CampaignsTask;
  process.stdout.write(JSON.stringify(await inFreshHome(task)));
}
