import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { RaraError } from "@rara-trading/domain";
import { halves, runEvidence } from "@rara-trading/research";
import { improvements } from "../campaign/best-so-far.ts";
import { TURNOVER_NICHES } from "../campaign/archive-cells.ts";
import { type CampaignSheet, campaignSheet } from "../campaign/campaign-sheet.ts";
import type { CommandContext } from "../command-context.ts";
import { type HomeServices, openHomeServices } from "../composition/home-services.ts";
import { homePaths } from "../home-paths.ts";
import { loggedRun, unknownRun } from "./logged-run.ts";
import { gatesAsked } from "./research-gates.ts";
import { PERSON_FAMILY } from "./strategy-trials.ts";

/** Trials of one run that a report reads. */
const TRIALS_MAX = 100_000;

/** What `research report` was asked to show. */
export interface ResearchReportRequest {
  readonly run: string | undefined;
  readonly report: string | undefined;
}

function noRun(wanted: string | undefined): RaraError {
  if (wanted !== undefined) return unknownRun(wanted);
  return new RaraError("Expected a logged run to report, found none", {
    category: "not-found",
    code: "research.no-run",
    hint: "Run `rara-trading research run` first.",
  });
}

async function sheetOf({ ledger, spans }: HomeServices, wanted: string | undefined): Promise<CampaignSheet> {
  const run = await loggedRun(ledger, wanted);
  if (run === undefined) throw noRun(wanted);
  const { runId, instrument, timeframe } = run;
  const trials = await ledger.trials({ runId, order: "index", limit: TRIALS_MAX });
  const fixed = await spans.spansFor({ instrument, timeframe });
  return campaignSheet({
    run,
    trials,
    evidence: await runEvidence(ledger, run),
    span: fixed?.research ?? null,
    isPersons: run.seed === PERSON_FAMILY && trials.every(({ hypothesis }) => hypothesis.family === PERSON_FAMILY),
    gates: gatesAsked(halves(run) ? "on" : "off"),
  });
}

function reportDocument(sheet: CampaignSheet, reportPath: string): unknown {
  const { run, curve, examined, archive } = sheet;
  const { runId, status, instrument, timeframe, seed, benchmark } = run;
  return {
    reportPath,
    runId,
    kind: sheet.isPersons ? "person" : "campaign",
    status,
    instrument,
    timeframe,
    seed,
    generator: sheet.generator,
    benchmark,
    span: sheet.span,
    verdict: sheet.verdict,
    best: sheet.best,
    search: sheet.search,
    funnel: sheet.isPersons ? null : sheet.funnel,
    bestSoFar: improvements(curve),
    luckySharpe: curve.luck.at(-1) ?? null,
    archive: archive.map((cell) => ({ ...cell, turnover: TURNOVER_NICHES[cell.niche] ?? null })),
    lineage: sheet.lineage,
    examined: examined.map(({ experimentId, sharpe, verdict, refusedBy, reason }) => ({
      experimentId,
      sharpe,
      verdict,
      refusedBy,
      reason,
    })),
    cost: sheet.cost,
  };
}

/**
 * Writes what one run came to as a self-contained HTML page, from the ledger alone: nothing is evaluated again.
 * @throws RaraError `research.unknown-run`, `research.no-run`.
 */
export async function reportResearch(context: CommandContext, request: ResearchReportRequest): Promise<unknown> {
  const { homePath, clock, workingDirectory, output } = context;
  if (!existsSync(homePaths(homePath).researchDatabase)) throw noRun(request.run);
  await using services = await openHomeServices(homePath, clock);
  const sheet = await sheetOf(services, request.run);
  const { renderCampaign } = await import("../report/campaign-report.ts");
  const path =
    request.report === undefined
      ? join(homePaths(homePath).reports, `${sheet.run.runId}.html`)
      : resolve(workingDirectory, request.report);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, renderCampaign(sheet));
  output.note(`Report: ${path}`);
  return reportDocument(sheet, path);
}
