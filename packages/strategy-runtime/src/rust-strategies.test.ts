import { chmod, mkdtemp, readdir, rm, rmdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { StrategyCompiler } from "./compile/strategy-compiler.ts";
import { compileRustStrategy, type CompiledRust } from "./rust/compile-rust-strategy.ts";
import { findRustToolchain } from "./rust/find-rust-toolchain.ts";
import type { FailedSource } from "./compile/compile-outcome.ts";
import { WasmStrategySession } from "./session/wasm-strategy-session.ts";
import { sha256 } from "./sha256.ts";
import { loadStrategyModule, type StrategyModule } from "./strategy-module.ts";
import { plainEquity } from "./testing/plain-equity.ts";
import { randomMarket } from "./testing/random-market.ts";
import { rustForTests } from "./testing/rust-required.ts";
import { SAMPLE_STRATEGIES } from "./testing/sample-strategies.ts";
import { thrownBy } from "./testing/thrown.ts";

const TEMPLATE = readFileSync(new URL("../../../strategies/template-rust/strategy.rs", import.meta.url), "utf8");
const rust = await rustForTests(process.env);

function compile(source: string, options: { timeoutMs?: number; signal?: AbortSignal; temporaryFolder?: string } = {}) {
  const { timeoutMs, ...others } = options;
  return compileRustStrategy(source, {
    searchPath: rust.searchPath,
    ...others,
    limits: timeoutMs === undefined ? {} : { timeoutMs },
    ...(rust.toolchain ? { toolchain: rust.toolchain } : {}),
  });
}

describe.skipIf(rust.skips)("a strategy in Rust", () => {
  let compiled: CompiledRust | FailedSource;
  let module: StrategyModule;

  beforeAll(async () => {
    compiled = await compile(TEMPLATE);
    if (compiled.kind === "failed") throw new Error(JSON.stringify(compiled.diagnostics));
    module = loadStrategyModule(compiled.wasm);
  });

  it("compiles to a module of ABI version 2 that imports env.abort alone", () => {
    expect(module).toMatchObject({ abiVersion: 2, info: { imports: ["env.abort"] } });
    expect(compiled).toMatchObject({ compilerVersion: expect.stringMatching(/^rustc \d+\.\d+/) as string });
    expect(WasmStrategySession.open(module).meta).toEqual({
      name: "sma-cross",
      version: 1,
      description: "Long while the fast average is above the slow one",
      warmupBars: 30,
      parameters: [
        { name: "fast", default: 10, min: 2, max: 200 },
        { name: "slow", default: 30, min: 5, max: 400 },
      ],
    });
  });

  it("compiles to the same bytes again", async () => {
    const again = await compile(TEMPLATE);
    expect(again).toMatchObject({ kind: "compiled", sha256: module.sha256 });
    expect(again.kind === "compiled" && sha256(again.wasm)).toBe(module.sha256);
  });

  it("gives the equity of the same strategy in AssemblyScript, bit for bit, for the same fuel every time", async () => {
    await using compiler = new StrategyCompiler({ timeoutMs: 50_000 });
    const assembly = await compiler.compile(SAMPLE_STRATEGIES.smaCross);
    if (assembly.kind === "failed") throw new Error(JSON.stringify(assembly.diagnostics));
    const market = randomMarket(20_000, "two languages");
    for (const parameters of [{}, { fast: 7, slow: 50 }]) {
      const run = (loaded: StrategyModule): { bits: string; marks: number; fuelUsed: number } => {
        const session = WasmStrategySession.open(loaded, { parameters });
        const equity = plainEquity(session, market);
        // The digest of the bits: comparing arrays of this length element by element takes seconds.
        const bits = sha256(new Uint8Array(equity.buffer));
        return { bits, marks: new Set(equity).size, fuelUsed: session.fuelUsed };
      };
      const inRust = run(module);
      const { bits, marks } = run(loadStrategyModule(assembly.wasm));
      expect(inRust).toMatchObject({ bits, marks });
      expect(marks).toBeGreaterThan(1000);
      expect(run(module)).toEqual(inRust);
      expect(inRust.fuelUsed / market.length).toBeLessThan(1000);
    }
  });

  it("turns a panic into an abort with its message and line", async () => {
    const line = TEMPLATE.split("\n").findIndex((text) => text.includes("let fast = self.fast")) + 1;
    const panicking = await compile(
      TEMPLATE.replace(
        "let fast = self.fast",
        'if candle.volume < 0.0 { panic!("volume {}", candle.volume) }; let fast = self.fast',
      ),
    );
    if (panicking.kind === "failed") throw new Error(JSON.stringify(panicking.diagnostics));
    const session = WasmStrategySession.open(loadStrategyModule(panicking.wasm));
    session.onCandle(0, 1, 1, 1, 1, 1);
    expect(thrownBy(() => session.onCandle(1, 1, 1, 1, 1, -2))).toMatchObject({
      kind: "abort",
      message: expect.stringContaining("Expected no abort, found: volume -2") as string,
      place: { line, barIndex: 1 },
    });
  });

  it("reports the compiler's errors with line, column, excerpt and hint", async () => {
    const outcome = await compile(TEMPLATE.replace("candle.close", "candle.clsoe"));
    const line = TEMPLATE.split("\n").findIndex((text) => text.includes("candle.close")) + 1;
    expect(outcome).toEqual({
      kind: "failed",
      diagnostics: [
        {
          line,
          column: 44,
          code: "E0609",
          message: expect.stringContaining("no field `clsoe` on type `&Candle`") as string,
          excerpt: expect.stringMatching(/candle\.clsoe\);\n {43}\^$/) as string,
          hint: expect.stringContaining("close") as string,
        },
      ],
    });
  });

  it("refuses a source that reads files before the compiler sees it, and one that is too long", async () => {
    const reading = await compile(`${TEMPLATE}\nconst X: &str = include_str!("/etc/passwd");\n`);
    expect(reading).toMatchObject({ kind: "failed", diagnostics: [{ code: "rara.rust-source", column: 17 }] });
    const long = await compile(TEMPLATE.padEnd(131_073));
    expect(long).toMatchObject({ kind: "failed", diagnostics: [{ code: "rara.source-size" }] });
  });

  it("ends a compilation that takes too long or is given up, and leaves no folder behind", async () => {
    const temporaryFolder = await mkdtemp(join(tmpdir(), "rara-ended-"));
    await expect(compile(TEMPLATE, { timeoutMs: 50, temporaryFolder })).rejects.toMatchObject({ kind: "timeout" });
    await expect(compile(TEMPLATE, { signal: AbortSignal.timeout(50), temporaryFolder })).rejects.toMatchObject({
      code: "strategy.compile-interrupted",
    });
    expect(await readdir(temporaryFolder)).toEqual([]);
    await rmdir(temporaryFolder);
  });
});

describe("a machine without Rust", () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "rara-no-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("is told what to install", async () => {
    await expect(compileRustStrategy(TEMPLATE, { searchPath: folder })).rejects.toMatchObject({
      code: "strategy.rust-missing",
      category: "configuration",
      message: "Expected a Rust compiler with the target wasm32-unknown-unknown on PATH, found no rustc",
      hint: expect.stringContaining("apt-get install rustc lld libstd-rust-dev-wasm32") as string,
    });
    const configured = join(folder, "none");
    await expect(findRustToolchain({ searchPath: rust.searchPath, rustcPath: configured })).rejects.toThrow(
      `at ${configured}`,
    );
  });

  it.skipIf(process.platform === "win32")("passes a compiler by that lacks the target", async () => {
    const rustc = join(folder, "rustc");
    await writeFile(rustc, `#!/bin/sh\necho ${folder}/lib\n`);
    await chmod(rustc, 0o755);
    await expect(findRustToolchain({ searchPath: folder })).rejects.toThrow(`found ${rustc} without it`);
    if (rust.toolchain === undefined) return;
    const found = await findRustToolchain({ searchPath: `${folder}:${rust.searchPath}` });
    expect(found).toEqual(rust.toolchain);
  });
});
