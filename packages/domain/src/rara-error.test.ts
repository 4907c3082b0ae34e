import { describe, expect, it } from "vitest";
import { assertNever, RaraError } from "./rara-error.ts";
import { StrategyFault } from "./strategy/strategy-fault.ts";

describe("RaraError", () => {
  it("carries code, category, hint, details and cause", () => {
    const cause = new Error("disk");
    const error = new RaraError("Expected room, found none", {
      category: "upstream",
      code: "data.full",
      hint: "Free some space.",
      details: { bytes: 0 },
      cause,
    });
    expect(error).toMatchObject({
      name: "RaraError",
      message: "Expected room, found none",
      category: "upstream",
      code: "data.full",
      hint: "Free some space.",
      details: { bytes: 0 },
      cause,
    });
  });

  it("has no cause of its own accord", () => {
    expect("cause" in new RaraError("x", { category: "usage", code: "x" })).toBe(false);
  });

  it("takes itself as it is, and anything else for a bug that keeps its cause", () => {
    const error = new RaraError("x", { category: "usage", code: "x" });
    expect(RaraError.from(error)).toBe(error);
    const cause = new TypeError("undefined is not a function");
    expect(RaraError.from(cause)).toMatchObject({ category: "bug", code: "internal", message: cause.message, cause });
    expect(RaraError.from("text")).toMatchObject({ category: "bug", message: "text" });
  });

  it("marks an unhandled case as a bug and shows it", () => {
    expect(() => assertNever({ kind: "novel" } as never)).toThrow('found {"kind":"novel"}');
  });
});

describe("StrategyFault", () => {
  it("says where it happened, as far as it is known", () => {
    const fault = new StrategyFault("trap", "Expected an index in range", {
      functionName: "onCandle",
      line: 7,
      barIndex: 3,
    });
    expect(fault.message).toBe("Expected an index in range in onCandle at line 7 on bar 3");
    expect(fault).toMatchObject({ name: "StrategyFault", kind: "trap", code: "strategy.trap", category: "refused" });
    expect(new StrategyFault("timeout", "Too slow").message).toBe("Too slow");
  });

  it("passes through RaraError.from unchanged", () => {
    const fault = new StrategyFault("abort", "x");
    expect(RaraError.from(fault)).toBe(fault);
  });
});
