import { AgentFault } from "@rara-trading/agent";
import { describe, expect, it } from "vitest";
import { parseBudget, RunBudget } from "./run-budget.ts";

describe("parseBudget", () => {
  it.each([
    ["2usd", "usd", 2],
    ["0.5usd", "usd", 0.5],
    ["50000tokens", "tokens", 50_000],
    ["90s", "seconds", 90],
    ["10m", "seconds", 600],
    ["1h", "seconds", 3600],
  ])("reads %s", (text, unit, most) => {
    expect(parseBudget(text)).toEqual({ text, unit, most });
  });

  it.each(["", "10", "m", "0m", "-1m", "10 m", "10eur", "1e9s", "10constructor", "1toString"])(
    "refuses %j, and says what it may be",
    (text) => {
      expect(() => parseBudget(text)).toThrow(/^Expected a budget such as 2usd, 50000tokens or 10m, found/);
    },
  );
});

describe("RunBudget", () => {
  const progress = { bestSharpe: null, rejections: {} };

  it("charges no time for trials that the ledger held before", () => {
    let cpuMs = 0;
    const budget = new RunBudget(parseBudget("10s"), () => cpuMs);
    budget.begin(100);
    cpuMs = 60_000;
    budget.heed({ ...progress, phase: "search", evaluated: 100 });
    expect([budget.spent, budget.signal.aborted]).toEqual([0, false]);
    cpuMs = 70_000;
    budget.heed({ ...progress, phase: "search", evaluated: 150 });
    expect([budget.spent, budget.signal.aborted]).toEqual([10, true]);
  });

  it("never cuts short what follows a finished search", () => {
    let cpuMs = 0;
    const budget = new RunBudget(parseBudget("10s"), () => cpuMs);
    cpuMs = 60_000;
    budget.heed({ ...progress, phase: "reality-check", evaluated: 10 });
    expect([budget.spent, budget.signal.aborted]).toEqual([60, false]);
  });

  it("ends when an answer's cost in US dollars is not known: no promise could be kept", async () => {
    const budget = new RunBudget(parseBudget("2usd"), () => 0);
    const ask = budget.charging(async () => ({
      kind: "invalid",
      issues: [],
      usage: { inputTokens: 1, outputTokens: 1, costUsd: null },
    }));
    const { signal } = budget;
    await ask({ system: "", prompt: "", maxOutputTokens: 1, schema: {} as never, signal });
    budget.heed({ ...progress, phase: "search", evaluated: 1 });
    expect(signal.aborted).toBe(true);
    expect(budget.inWords()).toBe("an answer whose cost is not known");
  });

  it("charges what was paid for before a call failed", async () => {
    const budget = new RunBudget(parseBudget("2000tokens"), () => 0);
    const usage = { inputTokens: 1_900, outputTokens: 100, costUsd: null };
    const fault = new AgentFault("overloaded", "busy", { hint: "Wait.", usage });
    const ask = budget.charging(() => Promise.reject(fault));
    const { signal } = budget;
    const asked = ask({ system: "", prompt: "", maxOutputTokens: 1, schema: {} as never, signal });
    await expect(asked).rejects.toBe(fault);
    budget.heed({ ...progress, phase: "search", evaluated: 1 });
    expect([budget.spent, signal.aborted]).toEqual([2_000, true]);
  });
});
