import { beforeAll, describe, expect, it } from "vitest";
import { type CompiledStrategy, compileStrategy } from "./artifacts/compile-strategy.ts";
import { StrategyCompiler } from "./compile/strategy-compiler.ts";
import { WasmStrategySession } from "./session/wasm-strategy-session.ts";
import { loadStrategyModule, type StrategyModule } from "./strategy-module.ts";
import { SAMPLE_STRATEGIES } from "./testing/sample-strategies.ts";
import { randomMarket } from "./testing/random-market.ts";
import { thrownBy } from "./testing/thrown.ts";

/** Shows what a strategy can read: the position's size says what, the entry price asked with says how many bars ago. */
const PROBE = `import {
  open, high, low, close, volume, time, barIndex, position, entryPrice, param, Meta, RiskLevels, enterLong, enterShort, exit, hold,
} from "rara";
export function meta(): Meta {
  return new Meta("pro\\"be\\\\ \\u0007é", 7, "two\\nlines").warmup(12).param("signal", 0, 0, 9).param("second", 1.5, -2.25, 1e300);
}
export function init(): void {}
export function onCandle(): f64 {
  const signal = i32(param(0));
  if (signal == 1) return enterLong(0.25);
  if (signal == 2) return enterShort(0.25);
  if (signal == 3) return exit();
  if (signal == 4) return enterLong(2.0);
  if (signal == 5) return enterShort(NaN);
  if (signal == 6) return param(2);
  if (signal == 7) { const zero = barIndex(), whole = 1 / zero; return f64(whole); }
  return hold();
}
export function riskLevels(side: i32, price: f64): RiskLevels {
  const k = i32(price), what = i32(position());
  if (what == 10) return RiskLevels.percent(side, price, 0.25, 0.5);
  if (what == 11) return RiskLevels.percent(side, price, 0.0, NaN);
  if (what == 12) return RiskLevels.none();
  if (what == 13) return RiskLevels.at(param(1), entryPrice());
  const values = [open(k), high(k), low(k), close(k), volume(k), time(k)];
  return RiskLevels.at(values[what], f64(barIndex()));
}
`;

const strategies = new Map<string, CompiledStrategy>();
let probe: StrategyModule;

beforeAll(async () => {
  await using compiler = new StrategyCompiler({ timeoutMs: 50_000 });
  for (const [name, source] of Object.entries({ probe: PROBE, ...SAMPLE_STRATEGIES })) {
    const compiled = await compileStrategy(source, { compiler });
    if (compiled.kind === "failed") throw new Error(`${name}: ${JSON.stringify(compiled.diagnostics)}`);
    strategies.set(name, compiled);
  }
  probe = compiledOf("probe").module;
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
    [4, "Expected a strength above 0 and at most 1, found 2.0"],
    [5, "Expected a strength above 0 and at most 1, found NaN"],
    [6, "param(2): meta() declares 2 parameters"],
  ])("aborts with a reason on signal %d", (signal, reason) => {
    const session = WasmStrategySession.open(probe, { parameters: { signal } });
    const error = thrownBy(() => session.onCandle(0, 1, 1, 1, 1, 1));
    expect(error).toMatchObject({ kind: "abort", place: { functionName: "strategy/onCandle", barIndex: 0 } });
    expect(String(error)).toContain(reason);
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
