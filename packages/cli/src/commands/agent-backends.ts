import { existsSync } from "node:fs";
import { backendStatuses, type DailySpend, SqliteUsageJournal } from "@rara-trading/agent";
import type { CommandContext } from "../command-context.ts";
import { agentJournalFile, backendSettings, dailyBudget } from "./agent-model.ts";

/** Shows every backend with what it lacks, which one would be asked now, and what today has used. */
export async function showBackends(context: CommandContext): Promise<unknown> {
  const { config } = context;
  const configured = config.agent.backend;
  const backends = backendStatuses(backendSettings(context));
  const usable = backends.filter(({ available }) => available);
  const chosen = usable.find(({ backend }) =>
    configured === "auto" ? backend !== "scripted" : backend === configured,
  );
  if (chosen === undefined) context.output.note("No language model can be asked; research uses its offline generator.");
  return await Promise.resolve({
    configured,
    chosen: chosen?.backend ?? null,
    backends,
    today: { ...spentToday(context), ...dailyBudget(config.agent) },
  });
}

function spentToday({ homePath, clock }: CommandContext): DailySpend {
  const file = agentJournalFile(homePath);
  if (!existsSync(file)) return { calls: 0, tokens: 0, usd: 0, unpricedCalls: 0 };
  using journal = SqliteUsageJournal.open(file);
  return journal.spentOn(clock.nowMs());
}
