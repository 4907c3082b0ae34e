import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SDK_VERSION } from "@rara-trading/strategy-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { COMPILER_VERSION } from "../compile/compiler-identity.ts";
import { StrategyCompiler } from "../compile/strategy-compiler.ts";
import { METERING_VERSION } from "../metering/meter-module.ts";
import { sha256 } from "../sha256.ts";
import { DEFAULT_STRATEGY_LIMITS } from "../strategy-limits.ts";
import { SAMPLE_STRATEGIES } from "../testing/sample-strategies.ts";
import { compileStrategy } from "./compile-strategy.ts";
import { FileArtifactStore } from "./file-artifact-store.ts";

const compiler = new StrategyCompiler({ timeoutMs: 50_000 });
let home: string;
let store: FileArtifactStore;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "rara-compile-"));
  store = new FileArtifactStore(home);
});
afterAll(async () => {
  await compiler[Symbol.asyncDispose]();
  await rm(home, { recursive: true, force: true });
});

describe("compileStrategy", () => {
  it("stores an artifact and asks the compiler once for the same source", async () => {
    const source = SAMPLE_STRATEGIES.smaCross;
    const first = await compileStrategy(source, { compiler, store });
    expect(first).toMatchObject({ kind: "compiled", fromStore: false });
    if (first.kind === "failed") return;
    expect(first.artifact.manifest).toMatchObject({
      sha256: first.module.sha256,
      sourceSha256: sha256(source),
      name: "sma-cross",
      version: 1,
      sdkVersion: SDK_VERSION,
      compilerVersion: COMPILER_VERSION,
      meteringVersion: METERING_VERSION,
      limits: DEFAULT_STRATEGY_LIMITS,
    });
    await using closed = new StrategyCompiler();
    await closed[Symbol.asyncDispose]();
    const second = await compileStrategy(source, { compiler: closed, store });
    expect(second).toMatchObject({ kind: "compiled", fromStore: true, artifact: first.artifact });
    expect(closed.workersStarted).toBe(0);
  });

  it("returns the compiler's diagnostics and stores nothing for a source that does not compile", async () => {
    const source = SAMPLE_STRATEGIES.smaCross.replace("enterLong(1.0)", "buy()");
    const outcome = await compileStrategy(source, { compiler, store });
    expect(outcome).toMatchObject({ kind: "failed", diagnostics: [{ line: 19, code: "TS2304" }] });
    expect(await store.list()).toHaveLength(1);
  });

  it("throws the fault of a strategy whose meta aborts, and stores nothing", async () => {
    const source = SAMPLE_STRATEGIES.reversion.replace(".warmup(20)", ".warmup(-1)");
    await expect(compileStrategy(source, { compiler, store })).rejects.toMatchObject({
      kind: "abort",
      message: expect.stringContaining("a warmup of at least 0 bars, found -1") as string,
    });
    expect(await store.list()).toHaveLength(1);
  });
});
