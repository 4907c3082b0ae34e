import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SDK_VERSION, sdkSources } from "@rara-trading/strategy-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CompiledStrategy, compileStrategy } from "./artifacts/compile-strategy.ts";
import { FileArtifactStore } from "./artifacts/file-artifact-store.ts";
import { COMPILER_VERSION } from "./compile/compiler-identity.ts";
import { StrategyCompiler } from "./compile/strategy-compiler.ts";
import { METERING_VERSION } from "./metering/meter-module.ts";
import { WasmStrategySession } from "./session/wasm-strategy-session.ts";
import { sha256 } from "./sha256.ts";
import { DEFAULT_STRATEGY_LIMITS } from "./strategy-limits.ts";
import { loadStrategyModule, type StrategyModule } from "./strategy-module.ts";
import { describeIndicators, INDICATOR_PROBE } from "./testing/indicator-suite.ts";
import { randomMarket } from "./testing/random-market.ts";
import { SAMPLE_STRATEGIES } from "./testing/sample-strategies.ts";
import { SDK_PROBE } from "./testing/sdk-probe.ts";
import { thrownBy } from "./testing/thrown.ts";

const SOURCES = { probe: SDK_PROBE, indicators: INDICATOR_PROBE, ...SAMPLE_STRATEGIES };

/** Six compilations, on a machine that may be busy with other suites. */
const COMPILE_ALL_MS = 180_000;

// One compiler and one store for the whole file: the first compilation of a process is by far the slowest.
const compiler = new StrategyCompiler({ timeoutMs: 50_000 });
const strategies = new Map<string, CompiledStrategy>();
let home: string;
let store: FileArtifactStore;
let probe: StrategyModule;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "rara-compile-"));
  store = new FileArtifactStore(home);
  for (const [name, source] of Object.entries(SOURCES)) {
    const compiled = await compileStrategy(source, { compiler, store });
    if (compiled.kind === "failed") throw new Error(`${name}: ${JSON.stringify(compiled.diagnostics)}`);
    strategies.set(name, compiled);
  }
  probe = compiledOf("probe").module;
}, COMPILE_ALL_MS);
afterAll(async () => {
  await compiler[Symbol.asyncDispose]();
  await rm(home, { recursive: true, force: true });
});

function compiledOf(name: string): CompiledStrategy {
  const compiled = strategies.get(name);
  if (compiled === undefined) throw new Error(`Expected a compiled ${name}, found none`);
  return compiled;
}

/** What the probe reads: `what` (0 open … 5 time) `barsAgo` bars ago. */
function read(session: WasmStrategySession, what: number, barsAgo: number): number {
  session.setPosition(what, 0);
  session.askRiskLevels(1, barsAgo);
  return session.stopLoss;
}

describe("the SDK, as a strategy sees it,", () => {
  it("describes the strategy in plain text", () => {
    expect(WasmStrategySession.open(probe).meta).toEqual({
      name: 'pro"be\\  é',
      version: 7,
      description: "two lines",
      warmupBars: 12,
      parameters: [
        { name: "signal", default: 0, min: 0, max: 9 },
        { name: "second", default: 1.5, min: -2.25, max: 1e300 },
      ],
    });
  });

  it("reads the last 4,096 bars, newest first, and NaN beyond them", () => {
    const market = randomMarket(5000, "candles");
    const columns = [market.open, market.high, market.low, market.close, market.volume, market.openTimeMs];
    const session = WasmStrategySession.open(probe);
    for (let bar = 0; bar < market.length; bar++) {
      const [open = 0, high = 0, low = 0, close = 0, volume = 0, time = 0] = columns.map((column) => column[bar]);
      session.onCandle(time, open, high, low, close, volume);
      if (bar % 499 !== 0 && bar !== market.length - 1) continue;
      for (const barsAgo of [0, 1, 7, 4095, 4096, 4999, -1, -4096, 2 ** 31 - 1]) {
        const isKept = barsAgo >= 0 && barsAgo <= Math.min(bar, 4095);
        for (const [what, column] of columns.entries()) {
          expect(read(session, what, barsAgo)).toBe(isKept ? column[bar - barsAgo] : Number.NaN);
        }
      }
      expect(session.takeProfit).toBe(bar);
    }
  });

  it("has no bar before the first", () => {
    const session = WasmStrategySession.open(probe);
    expect(read(session, 3, 0)).toBe(Number.NaN);
    expect(session.takeProfit).toBe(-1);
  });

  it.each([
    [1, 0.25],
    [2, -0.25],
    [3, 0],
    [0, 2],
  ])("turns signal %d into the target %d", (signal, target) => {
    const session = WasmStrategySession.open(probe, { parameters: { signal } });
    expect(session.onCandle(0, 1, 1, 1, 1, 1)).toBe(target);
  });

  it.each([
    [4, "Expected a strength above 0 and at most 1, found 2.000"],
    [5, "Expected a strength above 0 and at most 1, found NaN"],
    [6, "param(2): meta() declares 2 parameters"],
  ])("aborts with a reason on signal %d", (signal, reason) => {
    const session = WasmStrategySession.open(probe, { parameters: { signal } });
    const error = thrownBy(() => session.onCandle(0, 1, 1, 1, 1, 1));
    expect(error).toMatchObject({ kind: "abort", place: { functionName: "strategy/onCandle", barIndex: 0 } });
    expect(String(error)).toContain(reason);
  });

  it("names the line on which the strategy itself throws", () => {
    const session = WasmStrategySession.open(probe, { parameters: { signal: 9 } });
    expect(thrownBy(() => session.onCandle(0, 1, 1, 1, 1, 1))).toMatchObject({
      kind: "abort",
      message: "Expected no abort, found: thrown on purpose in strategy/onCandle at line 19 on bar 0",
    });
  });

  it("prints, and draws the same random numbers on every run", () => {
    const runs = [1, 2].map(() => {
      const lines: string[] = [];
      const onLog = (line: string): unknown => lines.push(line);
      const session = WasmStrategySession.open(probe, { parameters: { signal: 8 }, onLog });
      return { drawn: session.onCandle(0, 1, 1, 1, 7.5, 1), lines };
    });
    expect(runs[0]?.lines).toEqual([expect.stringMatching(/^drew\\u\{9\} 0\.\d+ 7\.5$/), "a line"]);
    expect(runs[1]).toEqual(runs[0]);
  });

  it("names the function of a trap", () => {
    const session = WasmStrategySession.open(probe, { parameters: { signal: 7 } });
    expect(thrownBy(() => session.onCandle(0, 1, 1, 1, 1, 1))).toMatchObject({
      kind: "trap",
      place: { functionName: "strategy/onCandle" },
    });
  });

  it("computes protective prices on the right side", () => {
    const session = WasmStrategySession.open(probe);
    session.setPosition(10, 0);
    session.askRiskLevels(1, 100);
    expect([session.stopLoss, session.takeProfit]).toEqual([75, 150]);
    session.askRiskLevels(-1, 100);
    expect([session.stopLoss, session.takeProfit]).toEqual([125, 50]);
    for (const none of [11, 12]) {
      session.setPosition(none, 0);
      session.askRiskLevels(1, 100);
      expect([session.stopLoss, session.takeProfit]).toEqual([Number.NaN, Number.NaN]);
    }
  });

  it("knows the parameters it was given, the defaults of the others and its position", () => {
    const given = WasmStrategySession.open(probe, { parameters: { second: -2.25 } });
    given.setPosition(13, 123.5);
    given.askRiskLevels(1, 0);
    expect([given.stopLoss, given.takeProfit]).toEqual([-2.25, 123.5]);
    const defaults = WasmStrategySession.open(probe);
    defaults.setPosition(13, 0);
    defaults.askRiskLevels(1, 0);
    expect([defaults.stopLoss, defaults.takeProfit]).toEqual([1.5, 0]);
  });

  it("has no risk levels when the strategy exports no riskLevels", () => {
    const session = WasmStrategySession.open(compiledOf("reversion").module);
    session.askRiskLevels(1, 100);
    expect([session.stopLoss, session.takeProfit]).toEqual([Number.NaN, Number.NaN]);
  });
});

interface RawStrategy {
  readonly memory: WebAssembly.Memory;
  readonly meta: () => number;
  readonly init: () => void;
  readonly on_candle: (...candle: number[]) => number;
}

const MIB = 2 ** 20;

function instantiateRaw(wasm: Uint8Array): RawStrategy {
  const imports = { env: { abort: () => undefined, seed: () => 0 } };
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(wasm)), imports);
  return exports as unknown as RawStrategy;
}

describe("the authors' README", () => {
  const readme = readFileSync(new URL("../../strategy-api/README.md", import.meta.url), "utf8");

  it.each(["smaCross", "breakout"] as const)("shows the strategy that these tests run: %s", (name) => {
    expect(readme).toContain(`\`\`\`ts\n${SAMPLE_STRATEGIES[name]}\`\`\``);
  });

  it("names everything that can be imported", () => {
    const index = sdkSources().get("rara.ts") ?? "";
    const names = [...index.matchAll(/export \{ ([^}]+) \}/g)].flatMap(([, list = ""]) => list.split(", "));
    expect(names).toHaveLength(42);
    for (const name of names) expect(readme).toMatch(new RegExp(`\\b${name}\\b`));
  });
});

describe("a compiled strategy", () => {
  const market = randomMarket(3000, "samples");

  function targetsOf(onCandle: (...candle: number[]) => number): number[] {
    return Array.from({ length: market.length }, (_, i) => {
      const { openTimeMs, open, high, low, close, volume } = market;
      return onCandle(...[openTimeMs, open, high, low, close, volume].map((column) => column[i] ?? Number.NaN));
    });
  }

  function runMetered(module: StrategyModule): { targets: number[]; fuelUsed: number } {
    const session = WasmStrategySession.open(module);
    const targets = targetsOf((t = 0, o = 0, h = 0, l = 0, c = 0, v = 0) => session.onCandle(t, o, h, l, c, v));
    return { targets, fuelUsed: session.fuelUsed };
  }

  it.each(Object.keys(SAMPLE_STRATEGIES))("gives the same targets metered as unmetered: %s", (name) => {
    const { module, artifact } = compiledOf(name);
    const raw = instantiateRaw(artifact.wasm);
    raw.meta();
    raw.init();
    const { targets } = runMetered(module);
    expect(targets).toEqual(targetsOf(raw.on_candle));
    expect(new Set(targets).size).toBeGreaterThan(1);
    // Garbage is collected between bars, also by the strategy that makes some on each.
    expect(raw.memory.buffer.byteLength).toBeLessThan(MIB);
  });

  it.each(Object.keys(SAMPLE_STRATEGIES))("uses the same fuel for the same targets on every run: %s", (name) => {
    const { module, artifact } = compiledOf(name);
    const first = runMetered(module);
    expect(first.fuelUsed).toBeGreaterThan(market.length * 50);
    expect(runMetered(module)).toEqual(first);
    expect(runMetered(loadStrategyModule(artifact.wasm))).toEqual(first);
  });
});

describeIndicators(() => compiledOf("indicators").module);

describe("compileStrategy", () => {
  const source = SAMPLE_STRATEGIES.smaCross;

  it("describes the artifact that it makes", async () => {
    const { artifact, module, fromStore } = compiledOf("smaCross");
    expect(fromStore).toBe(false);
    expect(artifact.manifest).toEqual({
      sha256: module.sha256,
      sourceSha256: sha256(source),
      compileKey: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      name: "sma-cross",
      version: 1,
      sdkVersion: SDK_VERSION,
      compilerVersion: COMPILER_VERSION,
      meteringVersion: METERING_VERSION,
      limits: DEFAULT_STRATEGY_LIMITS,
    });
    expect(await store.load(module.sha256)).toEqual(artifact);
  });

  it("takes a source that it has compiled before from the store, without a compiler", async () => {
    await using closed = new StrategyCompiler();
    await closed[Symbol.asyncDispose]();
    const again = await compileStrategy(source, { compiler: closed, store });
    expect(again).toMatchObject({ kind: "compiled", fromStore: true, artifact: compiledOf("smaCross").artifact });
    expect(closed.workersStarted).toBe(0);
  });

  it("warns of a source also when its module comes from the store", async () => {
    const dividing = source.replace("enterLong(1.0)", "enterLong(f64(i32(f) / i32(s)))");
    const options = { compiler, store: new FileArtifactStore(join(home, "warned")) };
    for (const fromStore of [false, true]) {
      expect(await compileStrategy(dividing, options)).toMatchObject({
        fromStore,
        warnings: [{ line: 19, code: "rara.integer-division" }],
      });
    }
  });

  it("makes the same module of the same source every time", async () => {
    const again = await compileStrategy(source, { compiler });
    expect(again).toMatchObject({ kind: "compiled", fromStore: false, artifact: compiledOf("smaCross").artifact });
    expect(compiler.workersStarted).toBe(1);
  });

  it("returns the compiler's diagnostics and stores nothing for a source that does not compile", async () => {
    const outcome = await compileStrategy(source.replace("enterLong(1.0)", "buy()"), { compiler, store });
    expect(outcome).toMatchObject({ kind: "failed", diagnostics: [{ line: 19, code: "TS2304" }] });
    expect(await store.list()).toHaveLength(strategies.size);
  });

  it("finds a host function that is used without an import, and says where", async () => {
    const clocked = source.replace("isNaN(s)", "Date.now() == 0");
    const outcome = await compileStrategy(clocked, { compiler, store });
    expect(outcome).toMatchObject({ kind: "failed", diagnostics: [{ line: 19, code: "rara.import" }] });
  });

  it("throws the fault of a strategy whose meta aborts, and stores nothing", async () => {
    await expect(
      compileStrategy(source.replace(".warmup(30)", ".warmup(-1)"), { compiler, store }),
    ).rejects.toMatchObject({
      kind: "abort",
      message: expect.stringContaining("a warmup of at least 0 bars, found -1") as string,
    });
    expect(await store.list()).toHaveLength(strategies.size);
  });
});
