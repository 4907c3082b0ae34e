import { describe, expect, it } from "vitest";
import { AgentFault, type AgentFaultKind } from "../agent-fault.ts";
import { ScriptedClient } from "../backends/scripted-client.ts";
import type { LlmAnswer, LlmBackend, LlmRequest, LlmUsage } from "../llm-client.ts";
import { TestClock } from "../testing/test-clock.ts";
import { BudgetedClient } from "./budgeted-client.ts";
import { SqliteUsageJournal } from "./sqlite-usage-journal.ts";
import type { DailyBudget } from "./usage-journal.ts";

const clock = new TestClock();
const UNLIMITED: DailyBudget = { tokensPerDay: null, usdPerDay: null };
/** 3 + 6 bytes are 3 tokens. */
const QUESTION: LlmRequest = {
  system: "abc",
  prompt: "defghi",
  maxOutputTokens: 97,
  signal: new AbortController().signal,
};

/** A backend that does not tell what it costs, and remembers what it was asked. */
class Backend implements LlmBackend {
  readonly backend = "anthropic";
  readonly reportsCost = false;
  readonly asked: LlmRequest[] = [];
  readonly #outcome: LlmUsage | Error;

  constructor(outcome: LlmUsage | Error) {
    this.#outcome = outcome;
  }

  complete(request: LlmRequest): Promise<LlmAnswer> {
    this.asked.push(request);
    if (this.#outcome instanceof Error) return Promise.reject(this.#outcome);
    const { backend } = this;
    return Promise.resolve({ kind: "answer", text: "", usage: this.#outcome, model: "m", backend, durationMs: 1 });
  }
}

function fault(kind: AgentFaultKind, more: object = {}): AgentFault {
  return new AgentFault(kind, "Expected", { hint: "Do.", ...more });
}

function spendAfter(failure: Error): Promise<number> {
  const journal = SqliteUsageJournal.open(":memory:");
  const client = new BudgetedClient(new Backend(failure), { journal, budget: UNLIMITED, prices: null, clock });
  return client.complete(QUESTION).then(
    () => Number.NaN,
    () => journal.spentOn(clock.nowMs()).tokens,
  );
}

describe("BudgetedClient", () => {
  it("counts what was used, and prices it only with the prices that a person gave", async () => {
    using journal = SqliteUsageJournal.open(":memory:");
    const usage = { inputTokens: 2_000_000, outputTokens: 500_000, costUsd: null };
    const prices = { inputUsdPerMillion: 3, outputUsdPerMillion: 15 };
    const priced = new BudgetedClient(new Backend(usage), { journal, budget: UNLIMITED, prices, clock });
    expect(await priced.complete(QUESTION)).toMatchObject({ usage: { costUsd: 13.5 } });
    const unpriced = new BudgetedClient(new Backend(usage), { journal, budget: UNLIMITED, prices: null, clock });
    expect(await unpriced.complete(QUESTION)).toMatchObject({ usage: { costUsd: null } });
    expect(journal.spentOn(clock.nowMs())).toEqual({ calls: 2, tokens: 5_000_000, usd: 13.5, unpricedCalls: 1 });
  });

  it("lets the backend's own cost win over configured prices", async () => {
    using journal = SqliteUsageJournal.open(":memory:");
    const backend = new ScriptedClient([{ text: "x", inputTokens: 10, outputTokens: 10, costUsd: 0.25 }]);
    const prices = { inputUsdPerMillion: 1e6, outputUsdPerMillion: 1e6 };
    const client = new BudgetedClient(backend, { journal, budget: UNLIMITED, prices, clock });
    expect(await client.complete(QUESTION)).toMatchObject({ usage: { costUsd: 0.25 } });
  });

  it("answers with a value when the day's budget is spent, and asks nobody", async () => {
    using journal = SqliteUsageJournal.open(":memory:");
    const backend = new Backend({ inputTokens: 150, outputTokens: 50, costUsd: null });
    const budget = { tokensPerDay: 250, usdPerDay: null };
    const client = new BudgetedClient(backend, { journal, budget, prices: null, clock });
    expect(await client.complete(QUESTION)).toMatchObject({ kind: "answer" });
    const spent = { kind: "budget-spent", limit: "tokens", threshold: 250, actual: 200, needed: 100 };
    expect(await client.complete(QUESTION)).toMatchObject(spent);
    expect(await client.complete(QUESTION)).toMatchObject(spent);
    expect(backend.asked).toHaveLength(1);
  });

  it("tells a backend what a call may cost, where dollars are limited", async () => {
    using journal = SqliteUsageJournal.open(":memory:");
    const backend = new Backend({ inputTokens: 100, outputTokens: 100, costUsd: null });
    const prices = { inputUsdPerMillion: 1000, outputUsdPerMillion: 1000 };
    const budget = { tokensPerDay: null, usdPerDay: 1 };
    const client = new BudgetedClient(backend, { journal, budget, prices, clock });
    await client.complete(QUESTION);
    await client.complete(QUESTION);
    expect(backend.asked.map(({ maxCostUsd }) => maxCostUsd)).toEqual([1, 0.8]);
  });

  it("refuses to promise a limit in dollars that it could not keep", () => {
    using journal = SqliteUsageJournal.open(":memory:");
    const budget = { tokensPerDay: null, usdPerDay: 1 };
    const backend = new Backend(new Error("not asked"));
    expect(() => new BudgetedClient(backend, { journal, budget, prices: null, clock })).toThrow("found no price");
  });

  it("tells what a failed call used at the prices that a person gave", async () => {
    using journal = SqliteUsageJournal.open(":memory:");
    const usage = { inputTokens: 2_000_000, outputTokens: 500_000, costUsd: null };
    const prices = { inputUsdPerMillion: 3, outputUsdPerMillion: 15 };
    const backend = new Backend(fault("truncated", { usage }));
    const client = new BudgetedClient(backend, { journal, budget: UNLIMITED, prices, clock });
    await expect(client.complete(QUESTION)).rejects.toMatchObject({ kind: "truncated", usage: { costUsd: 13.5 } });
  });

  it("charges a failed call with what is known of it: nothing, its usage, or the reservation", async () => {
    const usage = { inputTokens: 20, outputTokens: 5, costUsd: null };
    expect(await spendAfter(fault("rate-limited"))).toBe(0);
    expect(await spendAfter(fault("refused", { usage }))).toBe(25);
    expect(await spendAfter(fault("timeout"))).toBe(100);
    expect(await spendAfter(new Error("interrupted"))).toBe(100);
  });
});
