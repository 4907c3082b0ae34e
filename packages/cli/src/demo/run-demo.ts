import { mkdtemp, mkdir, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { type CandleColumns, RaraError } from "@rara-trading/domain";
import type { CommandContext } from "../command-context.ts";
import { acceptedStrategies } from "../composition/accepted-strategies.ts";
import { type HomeServices, openHomeServices } from "../composition/home-services.ts";
import { judgeEndedSessions, tradeOnPaper } from "../composition/paper-trading.ts";
import { homePaths } from "../home-paths.ts";
import { renderDemoReport } from "../report/demo-report.ts";
import type { CampaignResult } from "./campaign-message.ts";
import { demoCandles, type DemoMarketDefinition } from "./demo-markets.ts";
import { DemoProgress } from "./demo-progress.ts";
import type { DemoMarket, DemoMarketKind } from "./demo-result.ts";
import { marketResult } from "./market-results.ts";
import { readPaperResults } from "./paper-results.ts";
import { runCampaignWorker } from "./run-campaign-worker.ts";

/** Campaigns side by side at most. */
const CAMPAIGNS_AT_ONCE_MAX = 3;

/** What to demonstrate. */
export interface DemoRequest {
  readonly seed: string;
  readonly markets: readonly DemoMarketDefinition[];
}

/** What one demonstration came to. */
export interface DemoRun {
  readonly seed: string;
  readonly status: "completed" | "interrupted";
  readonly markets: readonly DemoMarket[];
  readonly wallSeconds: number;
  readonly homePath: string;
  readonly reportPath: string;
}

type Candles = Readonly<Record<DemoMarketKind, CandleColumns>>;

async function storeMarkets(
  { store }: HomeServices,
  markets: readonly DemoMarketDefinition[],
  candles: Candles,
): Promise<void> {
  for (const { kind, series } of markets) await store.append(series, candles[kind]);
}

/** Runs every market's campaign, several at a time, each in a thread of its own; results in the markets' order. */
async function runCampaigns(
  context: CommandContext,
  request: DemoRequest,
  homePath: string,
): Promise<readonly CampaignResult[]> {
  const { config, signal } = context;
  const { seed, markets } = request;
  using progress = new DemoProgress(context.progress, markets, config.research.hypotheses);
  const results: CampaignResult[] = [];
  const queue = markets.entries();
  const lane = async (): Promise<void> => {
    for (const [i, { kind, series }] of queue) {
      const data = { homePath, series, runId: `demo-${kind}-${seed}`, seed, config };
      results[i] = await runCampaignWorker(data, (update) => progress.campaign(i, update), signal);
    }
  };
  const lanes = Math.min(CAMPAIGNS_AT_ONCE_MAX, availableParallelism(), markets.length);
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}

/** Trades what was accepted on paper and lets the Feedback Bridge judge it; an interruption ends it early. */
async function proveOnPaper(context: CommandContext, services: HomeServices): Promise<void> {
  const { config, signal, ids } = context;
  const strategies = await acceptedStrategies(services.bus);
  if (strategies.length === 0 || signal.aborted) return;
  using task = context.progress.begin({ label: "paper", unit: "bars" });
  const onBar = (done: number, total: number): void => task.update(done, `of ${total}`);
  const report = await tradeOnPaper(services, {
    ownerId: ids.next("desk"),
    strategies,
    config,
    speed: "max",
    onBar,
    signal,
  });
  const failed = report.kind === "finished" ? report.outcomes.find(({ kind }) => kind === "failed") : undefined;
  if (failed?.kind === "failed") throw failed.error;
  if (!signal.aborted) await judgeEndedSessions(services, config.feedback, signal);
}

/**
 * Walks the whole loop on each market, in a fresh home folder of its own, and writes the report. An interruption drains
 * what is under way and still writes a report, marked as partial.
 */
export async function runDemo(context: CommandContext, request: DemoRequest): Promise<DemoRun> {
  const startedAtMs = context.clock.nowMs();
  const homePath = await mkdtemp(join(tmpdir(), "rara-demo-"));
  const candles = await demoCandles(request.seed, context.signal);
  await using services = await openHomeServices(homePath, context.clock);
  await storeMarkets(services, request.markets, candles);
  const campaigns = await runCampaigns(context, request, homePath);
  await proveOnPaper(context, services);
  const paper = await readPaperResults(services.bus);
  const reports = request.markets.map((definition, i) => {
    const campaign = campaigns[i];
    if (campaign === undefined) throw missingCampaign(definition);
    return marketResult(definition, candles[definition.kind].length, campaign, paper);
  });
  const { seed } = request;
  const status = context.signal.aborted ? "interrupted" : "completed";
  const reportPath = join(homePaths(homePath).reports, "demo.html");
  await mkdir(homePaths(homePath).reports, { recursive: true });
  await writeFile(reportPath, renderDemoReport({ seed, status, markets: reports }));
  const wallSeconds = (context.clock.nowMs() - startedAtMs) / 1000;
  return { seed, status, markets: reports.map(({ market }) => market), wallSeconds, homePath, reportPath };
}

function missingCampaign({ kind }: DemoMarketDefinition): RaraError {
  return new RaraError(`Expected a campaign on the ${kind} market, found none`, {
    category: "bug",
    code: "demo.no-campaign",
  });
}
