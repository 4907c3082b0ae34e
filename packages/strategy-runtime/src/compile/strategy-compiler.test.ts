import { RaraError, StrategyFault } from "@rara-trading/domain";
import { afterAll, describe, expect, it } from "vitest";
import { SAMPLE_STRATEGIES } from "../testing/sample-strategies.ts";
import type { CompileDiagnostic } from "./compile-outcome.ts";
import { StrategyCompiler } from "./strategy-compiler.ts";

const compiler = new StrategyCompiler({ timeoutMs: 30_000 });
afterAll(() => compiler[Symbol.asyncDispose]());

const HEAD = `import { close, SMA, Meta, exit, RiskLevels } from "rara";
export function meta(): Meta { return new Meta("a", 1); }
export function init(): void {}
`;

/** A strategy with this code in onCandle, from line 5 on, and these declarations after it. */
function strategy(code: string, declarations = ""): string {
  return `${HEAD}export function onCandle(): f64 {\n${code}\n}\n${declarations}\n`;
}

async function diagnose(source: string): Promise<CompileDiagnostic> {
  const outcome = await compiler.compile(source);
  if (outcome.kind === "compiled") throw new Error("Expected diagnostics, found a compiled module");
  const [first] = outcome.diagnostics;
  if (first === undefined) throw new Error("Expected diagnostics, found an empty list");
  return first;
}

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error("Expected a rejection, found none");
    },
    (error: unknown) => error,
  );
}

describe("StrategyCompiler", () => {
  describe("says where and what to change for", () => {
    it("an unknown name", async () => {
      expect(await diagnose(strategy("  return exit() + macd(12);"))).toEqual({
        line: 5,
        column: 19,
        code: "TS2304",
        message: "Cannot find name 'macd'.",
        excerpt: `  return exit() + macd(12);\n${" ".repeat(18)}^`,
        hint: expect.stringContaining('Import SDK names from "rara"') as string,
      });
    });

    it.each([
      [
        "a closure",
        "const k = close(); const f = (x: f64): f64 => x * k; return f(1.0);",
        "AS100",
        "pass the value as an argument",
      ],
      [
        "for..of",
        "let s = 0.0; const a: f64[] = [1.0]; for (const x of a) s += x; return s;",
        "AS100",
        "for (let i = 0",
      ],
      ["try/catch", "try { return 1.0; } catch (e) { return 0.0; }", "AS100", "no try/catch"],
      ["spread", "const a = [1.0]; const b = [...a]; return b[0];", "AS100", "no spread"],
      ["destructuring", "const [a, b] = [1.0, 2.0]; return a;", "TS1003", "no destructuring"],
      ["optional chaining", "return exit()?.x;", "TS1109", "no optional chaining"],
      ["a default operator", "return close() ?? 1.0;", "TS1109", "no ?? operator"],
      ["any", "const a: any = 1; return 0.0;", "TS2304", "no any"],
      ["undefined", "return close() == undefined ? 1.0 : 0.0;", "TS2304", "isNaN"],
      ["a nullable number", "const a: f64 | null = null; return 0.0;", "AS204", "NaN"],
      ["an object literal", "const o = { a: 1 }; return 0.0;", "TS2322", "declare a class"],
      ["a narrowing conversion", "const a: i32 = close(); return a;", "AS200", "i32(x)"],
      ["raw memory", "return load<f64>(0);", "AS101", "StaticArray"],
      ["the garbage collector", "__collect(); return 0.0;", "AS101", "not allowed"],
    ])("%s", async (_what, code, expectedCode, hint) => {
      const diagnostic = await diagnose(strategy(code));
      expect(diagnostic.line).toBe(5);
      expect(diagnostic.code).toBe(expectedCode);
      expect(diagnostic.hint).toContain(hint);
    });

    it("an object that is not created yet", async () => {
      const diagnostic = await diagnose(strategy("return s.update(close());", "let s: SMA;"));
      expect(diagnostic).toMatchObject({ line: 7, code: "AS238" });
      expect(diagnostic.hint).toContain("let name!: Type");
    });

    it("a missing export, by its name and form", async () => {
      expect(await diagnose(HEAD)).toMatchObject({
        line: null,
        code: "rara.export",
        message: "Expected export function onCandle(): f64, found none of that name",
      });
    });

    it("a function that is there but not exported", async () => {
      const source = strategy(
        "return 0.0;",
        "function riskLevels(side: i32, entryPrice: f64): RiskLevels { return RiskLevels.none(); }",
      );
      expect(await diagnose(source)).toMatchObject({ line: 7, column: 10, code: "rara.export" });
    });

    it("a signature that the host would call wrongly", async () => {
      const source = strategy("return 0.0;").replace("onCandle(): f64", "onCandle(): i32");
      expect(await diagnose(source)).toMatchObject({ line: 4, code: "rara.signature" });
    });
  });

  it.each([
    ["a file beside it", 'import { x } from "./entry";'],
    ["a file above it", 'import { x } from "../../../../../etc/passwd";'],
    ["an absolute path", 'import { x } from "/etc/passwd";'],
    ["the SDK's inner modules", 'import { pushCandle } from "candles";'],
    ["the runtime", 'import { __free } from "rt/tlsf";'],
    ["a package", 'import * as x from "assemblyscript/std/assembly/array";'],
    ["something for its effects", 'import "fs";'],
    ["a re-export", 'export * from "./entry";'],
    ["a named re-export", 'export { pushCandle } from "candles";'],
    ["a declared host function", '@external("env", "secret") declare function secret(): f64;'],
  ])("refuses to import %s and names the line", async (_what, statement) => {
    const diagnostic = await diagnose(`// one\n${statement}\n${strategy("return 0.0;")}`);
    expect(diagnostic).toMatchObject({ line: 2, code: "rara.import" });
  });

  it("makes the same module where it is told to expect few sources", async () => {
    await using few = new StrategyCompiler({ timeoutMs: 60_000, fewSources: true });
    for (const source of [strategy("  return exit();"), SAMPLE_STRATEGIES.smaCross]) {
      const [usual, quick] = [await compiler.compile(source), await few.compile(source)];
      expect(quick).toMatchObject({ kind: "compiled", sha256: usual.kind === "compiled" ? usual.sha256 : "" });
    }
  });

  it("warns of every division of integers and of none of floats", async () => {
    const outcome = await compiler.compile(
      strategy(
        [
          "  let period = 14; let k = 2 / (period + 1);",
          "  const half = close() / 2; // a / b",
          "  let sum: f64 = 0; for (let i = 0; i < 5; i++) sum += close(i) * (i / 5);",
          "  return half * k + sum + f64(u64(close()) / 3) + <f64>ratio<f64>(1.0, 3.0);",
        ].join("\n"),
        "function ratio<T>(a: T, b: T): T { return a / b; }",
      ),
    );
    if (outcome.kind === "failed") throw new Error(JSON.stringify(outcome.diagnostics));
    expect(outcome.warnings?.map(({ line, column, code }) => [line, column, code])).toEqual([
      [5, 28, "rara.integer-division"],
      [7, 68, "rara.integer-division"],
      // The compiler's own place for an unsigned division: its right side.
      [8, 46, "rara.integer-division"],
    ]);
    expect(outcome.warnings?.[0]?.hint).toContain("2.0 / f64(period + 1)");
  });

  it("refuses a source that is too long without starting the compiler on it", async () => {
    const diagnostic = await diagnose(`${strategy("return 0.0;")}//${"x".repeat(65_536)}`);
    expect(diagnostic.code).toBe("rara.source-size");
  });

  it("answers nesting that the parser cannot take with a diagnostic", async () => {
    const diagnostic = await diagnose(strategy(`return ${"!".repeat(20_000)}true ? 1.0 : 0.0;`));
    expect(diagnostic.code).toBe("rara.nesting");
  });

  it("outlives a source that makes the compiler exit, and an interruption", async () => {
    await using fragile = new StrategyCompiler({ timeoutMs: 30_000 });
    const error = await rejection(fragile.compile(strategy(`const a = close(); return ${"a + ".repeat(12_000)}a;`)));
    expect(error).toBeInstanceOf(RaraError);
    expect(error).toMatchObject({ code: "strategy.compiler-crashed", category: "refused" });

    const running = new AbortController();
    const waiting = new AbortController();
    const first = rejection(fragile.compile(SAMPLE_STRATEGIES.smaCross, running.signal));
    const second = rejection(fragile.compile(SAMPLE_STRATEGIES.smaCross, waiting.signal));
    waiting.abort();
    expect(await second).toMatchObject({ code: "strategy.compile-interrupted" });
    running.abort();
    expect(await first).toMatchObject({ code: "strategy.compile-interrupted" });

    const outcome = await fragile.compile(HEAD);
    expect(outcome).toMatchObject({ kind: "failed", diagnostics: [{ code: "rara.export" }] });
    expect(fragile.workersStarted).toBe(3);
  });

  it("ends a source that the compiler would work on for ever", async () => {
    await using hasty = new StrategyCompiler({ timeoutMs: 500 });
    const endless = strategy("grow<i32>(); return 0.0;", "function grow<T>(): void { grow<T[]>(); }");
    const error = await rejection(hasty.compile(endless));
    expect(error).toBeInstanceOf(StrategyFault);
    expect(error).toMatchObject({ kind: "timeout" });
  });

  it.each([
    ["heap", { heapMib: 8 }, "8 MiB of heap memory"],
    ["resident memory", { memoryMib: 100 }, "100 MiB of memory"],
  ])("reports a compiler that outgrows its %s", async (_what, limits, reason) => {
    await using small = new StrategyCompiler(limits);
    const error = await rejection(small.compile(strategy("return 0.0;")));
    expect(error).toMatchObject({ code: "strategy.compiler-crashed" });
    expect(String(error)).toContain(reason);
  });

  it("takes no more waiting sources than its limit", async () => {
    await using narrow = new StrategyCompiler({ queueLength: 1, timeoutMs: 30_000 });
    const first = rejection(narrow.compile(strategy("return 0.0;")));
    expect(await rejection(narrow.compile(strategy("return 1.0;")))).toMatchObject({ code: "strategy.compiler-busy" });
    await narrow[Symbol.asyncDispose]();
    expect(await first).toMatchObject({ code: "strategy.compile-interrupted" });
  });
});
