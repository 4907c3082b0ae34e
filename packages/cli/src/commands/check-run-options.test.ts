import { describe, expect, it } from "vitest";
import { checkBudget, checkRunOptions } from "./check-run-options.ts";
import { parseBudget } from "./run-budget.ts";

const nothing = { contract: undefined, timeframes: undefined, resume: undefined, around: undefined, settings: [] };

describe("checkRunOptions", () => {
  it.each([
    [{ contract: "BTC-USDT" }, "--contract"],
    [{ timeframes: "1h" }, "--timeframes"],
    [{ settings: ["--seed"] }, "--seed"],
    [{ contract: "BTC-USDT", settings: ["--iterations", "--replay"] }, "--contract, --iterations, --replay"],
  ])("refuses %j beside --resume, and names it", (given, named) => {
    expect(() => checkRunOptions({ ...nothing, ...given, resume: "run-1" })).toThrow(
      `Expected --resume without options that a run keeps from its beginning, found ${named}`,
    );
    expect(() => checkRunOptions({ ...nothing, ...given })).not.toThrow();
  });

  it("takes --resume alone", () => {
    expect(() => checkRunOptions({ ...nothing, resume: "run-1" })).not.toThrow();
  });
});

describe("checkBudget", () => {
  const offline = { generator: "offline", backend: null, fallbackReason: null } as const;

  it.each(["2usd", "50000tokens"])("refuses %s where no model is asked, and says what to give", (text) => {
    expect(() => checkBudget(parseBudget(text), offline)).toThrow(
      expect.objectContaining({
        category: "usage",
        code: "research.budget-unit",
        message: `Expected a budget of processor time where no language model is asked, found ${text}`,
        hint: expect.stringContaining("Give --budget in s, m or h") as string,
      }),
    );
  });

  it("takes processor time, which every search uses", () => {
    expect(() => checkBudget(parseBudget("10m"), offline)).not.toThrow();
  });
});
