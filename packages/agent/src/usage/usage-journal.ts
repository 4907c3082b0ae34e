import type { BackendName, BudgetSpent, LlmUsage } from "../llm-client.ts";

/** What a UTC day may use; `null` = no limit of that kind. */
export interface DailyBudget {
  /** Tokens read and written. */
  readonly tokensPerDay: number | null;
  readonly usdPerDay: number | null;
}

/** A call that is about to be made, with the most that it can reasonably use. */
export interface UsageReservation {
  readonly backend: BackendName;
  readonly atMs: number;
  readonly tokens: number;
  /** `null` when it cannot be told: where there is a limit in US dollars the call then holds all that is left of the day. */
  readonly costUsd: number | null;
}

/** What a UTC day has used; calls under way count with what they reserved. */
export interface DailySpend {
  readonly calls: number;
  readonly tokens: number;
  /** Sum of the known costs. */
  readonly usd: number;
  /** Calls whose cost nobody knows. */
  readonly unpricedCalls: number;
}

/** A place in the budget. */
export interface UsageReserved {
  readonly kind: "reserved";
  readonly callId: number;
  /** What the call may cost, where the day has a limit in US dollars. */
  readonly maxCostUsd: number | null;
}

/**
 * Where calls are written down before they are made, so that neither a crash nor a second process can spend a day's budget
 * twice. A call that was never settled stays with what it reserved.
 */
export interface UsageJournal extends Disposable {
  /** Checks the budget of the reservation's UTC day and takes a place in it, in one transaction. */
  reserve(reservation: UsageReservation, budget: DailyBudget): UsageReserved | BudgetSpent;
  /** Replaces what a call reserved by what it used, once. */
  settle(callId: number, usage: LlmUsage, model: string | null): void;
  /** Returns what the UTC day of `atMs` has used. */
  spentOn(atMs: number): DailySpend;
}

/** Returns the UTC day as `2026-01-31`. */
export function utcDay(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

const DAY_MS = 86_400_000;

/**
 * Takes a reservation's place in a budget: refused when what was used and what the call may use is more than a limit. A
 * limit in US dollars and a cost that cannot be told: the call may cost all that is left.
 */
export function admitted(
  reservation: UsageReservation,
  spend: DailySpend,
  budget: DailyBudget,
):
  | BudgetSpent
  | { readonly kind: "admitted"; readonly reservedUsd: number | null; readonly maxCostUsd: number | null } {
  const { tokensPerDay, usdPerDay } = budget;
  const { tokens, costUsd, atMs } = reservation;
  const resetsAtMs = (Math.floor(atMs / DAY_MS) + 1) * DAY_MS;
  if (tokensPerDay !== null && spend.tokens + tokens > tokensPerDay) {
    const found = { threshold: tokensPerDay, actual: spend.tokens, needed: tokens, resetsAtMs };
    return { kind: "budget-spent", limit: "tokens", ...found };
  }
  if (usdPerDay === null) return { kind: "admitted", reservedUsd: costUsd, maxCostUsd: null };
  const left = usdPerDay - spend.usd;
  if (left <= 0 || (costUsd ?? 0) > left) {
    const found = { threshold: usdPerDay, actual: spend.usd, needed: costUsd, resetsAtMs };
    return { kind: "budget-spent", limit: "usd", ...found };
  }
  return { kind: "admitted", reservedUsd: costUsd ?? left, maxCostUsd: left };
}
