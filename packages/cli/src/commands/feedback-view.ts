import { existsSync } from "node:fs";
import { readFeedbackReport } from "@rara-trading/feedback";
import { PAPER_LEASE } from "@rara-trading/trading-engine";
import type { CommandContext } from "../command-context.ts";
import { openHomeServices } from "../composition/home-services.ts";
import { judgeEndedSessions } from "../composition/paper-trading.ts";
import { homePaths } from "../home-paths.ts";

/** What `feedback report` was asked to show. */
export interface FeedbackReportRequest {
  readonly strategy: string | undefined;
  readonly limit: number;
}

/**
 * Shows decisions, latest first. Sessions that ended without a judgement (their process died in between) are judged
 * first, unless a desk is running: it judges its own.
 */
export async function reportFeedback(context: CommandContext, request: FeedbackReportRequest): Promise<unknown> {
  const { config, signal } = context;
  if (!existsSync(homePaths(context.homePath).database)) {
    return {
      evaluations: [],
      decisions: { promote: 0, hold: 0, demote: 0, retire: 0 },
      liveProposals: [],
      retrainRequests: [],
    };
  }
  await using services = await openHomeServices(context.homePath, context.clock);
  if (services.leases.holder(PAPER_LEASE) === undefined) await judgeEndedSessions(services, config.feedback, signal);
  const report = await readFeedbackReport(services.bus);
  const isWanted = ({ strategyId }: { readonly strategyId: string }): boolean =>
    request.strategy === undefined || strategyId === request.strategy;
  return {
    evaluations: report.evaluations.filter(isWanted).reverse().slice(0, request.limit),
    decisions: report.decisions,
    liveProposals: report.liveProposals
      .filter(isWanted)
      .map((proposal) => ({ ...proposal, status: "waits for a person" })),
    retrainRequests: report.retrainRequests.filter(isWanted),
  };
}
