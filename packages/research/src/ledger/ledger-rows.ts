import type { ExperimentState } from "@rara-trading/domain";
import type { JournalRow } from "./chained-journal.ts";
import type { LoggedTrial, RunEnd, RunFacts, RunSummary } from "./trial-ledger.ts";

/** Prefix by which the ledger's query tells states without a gate from the names of gates. */
const STATE_PREFIX = "/";

// The bodies parsed here were written by the ledger itself, field by field, and are covered by their hashes.
function parsed(text: unknown): unknown {
  return JSON.parse(String(text));
}

/** Returns a row of trial and verdict as a trial. */
export function loggedTrialOf(row: JournalRow): LoggedTrial {
  const facts = parsed(row["body"]) as Omit<LoggedTrial, "seq" | "hash" | "evaluatedAtMs" | "cpuMs" | "verdict">;
  const decided = row["verdict_body"] !== null;
  return {
    ...facts,
    seq: Number(row["seq"]),
    hash: String(row["hash"]),
    evaluatedAtMs: Number(row["recorded_at_ms"]),
    cpuMs: row["cpu_ms"] === null ? null : Number(row["cpu_ms"]),
    verdict: decided
      ? {
          state: (parsed(row["verdict_body"]) as { state: ExperimentState }).state,
          decidedAtMs: Number(row["decided_at_ms"]),
        }
      : null,
  };
}

/** Returns a row of run, latest end and counted outcomes as a summary. */
export function runSummaryOf(row: JournalRow): RunSummary {
  const facts = parsed(row["body"]) as Omit<RunFacts, "startedAtMs">;
  const outcomes = parsed(row["outcomes"]) as Readonly<Record<string, number>>;
  const end = row["end_body"] === null ? undefined : (parsed(row["end_body"]) as RunEnd);
  return {
    ...facts,
    seq: Number(row["seq"]),
    startedAtMs: Number(row["recorded_at_ms"]),
    status: end?.status ?? "open",
    finishedAtMs: end === undefined ? null : Number(row["finished_at_ms"]),
    ...(end?.search !== undefined && { search: end.search }),
    trials: Number(row["trials"]),
    accepted: outcomes[`${STATE_PREFIX}accepted`] ?? 0,
    failed: outcomes[`${STATE_PREFIX}failed`] ?? 0,
    rejections: Object.fromEntries(Object.entries(outcomes).filter(([name]) => !name.startsWith(STATE_PREFIX))),
  };
}
