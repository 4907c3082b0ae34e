import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { CandleColumns } from "@rara-trading/domain";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compileStrategy } from "./artifacts/compile-strategy.ts";
import { StrategyCompiler } from "./compile/strategy-compiler.ts";
import { WasmStrategySession } from "./session/wasm-strategy-session.ts";
import type { StrategyModule } from "./strategy-module.ts";
import { AUTHOR_PROBE } from "./testing/author-probe.ts";
import { describeAuthorIndicators, describeHigherTimeframe } from "./testing/author-suite.ts";
import { randomMarket } from "./testing/random-market.ts";

const EXAMPLES = new URL("../../../examples/strategies/", import.meta.url);
const FILES = readdirSync(EXAMPLES).filter((file) => file.endsWith(".ts"));
const README = readFileSync(new URL("../../strategy-api/README.md", import.meta.url), "utf8");
const BARS = 3000;
/** Eleven compilations, on a machine that may be busy with other suites. */
const COMPILE_ALL_MS = 180_000;
/** More than any example uses, and a thousandth of what a call may. */
const FUEL_PER_BAR = 3000;

// One compiler for the probe and the examples: the first compilation of a process is by far the slowest.
const compiler = new StrategyCompiler({ timeoutMs: 50_000 });
const modules = new Map<string, StrategyModule>();

beforeAll(async () => {
  const sources = new Map(FILES.map((file) => [file, readFileSync(new URL(file, EXAMPLES), "utf8")]));
  for (const [name, source] of sources.set("probe", AUTHOR_PROBE)) {
    const compiled = await compileStrategy(source, { compiler });
    if (compiled.kind === "failed") throw new Error(`${name}: ${JSON.stringify(compiled.diagnostics)}`);
    modules.set(name, compiled.module);
  }
}, COMPILE_ALL_MS);
afterAll(async () => compiler[Symbol.asyncDispose]());

function moduleOf(name: string): StrategyModule {
  const module = modules.get(name);
  if (module === undefined) throw new Error(`Expected a compiled ${name}, found none`);
  return module;
}

describeAuthorIndicators(() => moduleOf("probe"));
describeHigherTimeframe(() => moduleOf("probe"));

const at = (column: Float64Array, i: number): number => column[i] ?? Number.NaN;

/** A random walk in which every other stretch of fifty bars stays around one price, so that quiet and busy times alternate. */
function restlessMarket(): CandleColumns {
  const market = randomMarket(BARS, "examples");
  for (let i = 0; i < BARS; i++) {
    const start = i - (i % 50);
    if ((start / 50) % 2 === 0) continue;
    const anchor = market.close[start - 1] ?? Number.NaN;
    const price = anchor * (1 + 0.002 * Math.sin(i * 1.7));
    market.open[i] = price;
    market.close[i] = price;
    market.high[i] = price * 1.003;
    market.low[i] = price * 0.997;
  }
  return market;
}

describe("the example strategies", () => {
  const market = restlessMarket();

  function run(session: WasmStrategySession): { targets: number[]; stops: number[]; fuelUsed: number } {
    const stops: number[] = [];
    const { openTimeMs, open, high, low, close, volume } = market;
    const targets = Array.from({ length: BARS }, (_, i) => {
      const price = at(close, i);
      const target = session.onCandle(at(openTimeMs, i), at(open, i), at(high, i), at(low, i), price, at(volume, i));
      // As if every target were filled at once, so that strategies that look at their position go on.
      if (target !== 2) session.setPosition(target, target === 0 ? 0 : price);
      if (target !== 2 && target !== 0 && i >= session.meta.warmupBars) {
        session.askRiskLevels(target > 0 ? 1 : -1, price);
        if (!Number.isNaN(session.stopLoss)) {
          expect(Math.sign(price - session.stopLoss)).toBe(Math.sign(target));
          stops.push(session.stopLoss);
        }
      }
      return target;
    });
    return { targets, stops, fuelUsed: session.fuelUsed };
  }

  it("are ten, each explained and with parameters that have ranges", () => {
    expect(FILES).toHaveLength(10);
    for (const file of FILES) {
      const { meta } = WasmStrategySession.open(moduleOf(file));
      expect(`${meta.name}.ts`).toBe(file);
      expect(meta.parameters.length).toBeGreaterThan(1);
      expect(meta.warmupBars).toBeGreaterThan(0);
      expect(readFileSync(new URL(file, EXAMPLES), "utf8")).toMatch(/^\/\/ .+\n\/\/ Source: .+\n/);
    }
  });

  it.each(FILES)("trades, and does the same with the same fuel on every run: %s", (file) => {
    const first = run(WasmStrategySession.open(moduleOf(file)));
    const taken = new Set(first.targets.filter((target) => target !== 2));
    expect(taken.size).toBeGreaterThan(1);
    expect(first.fuelUsed / BARS).toBeLessThan(FUEL_PER_BAR);
    expect(run(WasmStrategySession.open(moduleOf(file)))).toEqual(first);
    // Every one but the volatility target has a protective stop.
    expect(first.stops.length > 0).toBe(file !== "daily-momentum.ts");
    process.stderr.write(`${file}: ${Math.round(first.fuelUsed / BARS)} fuel a bar\n`);
  });

  it.each(FILES)("takes the ends of its parameters' ranges: %s", (file) => {
    const { meta } = WasmStrategySession.open(moduleOf(file));
    for (const end of ["min", "max"] as const) {
      const parameters = Object.fromEntries(meta.parameters.map((parameter) => [parameter.name, parameter[end]]));
      expect(run(WasmStrategySession.open(moduleOf(file), { parameters })).targets).toHaveLength(BARS);
    }
  });

  it("are listed beside themselves, and one of them is in the authors' README", () => {
    const list = existsSync(new URL("README.md", EXAMPLES)) ? readFileSync(new URL("README.md", EXAMPLES), "utf8") : "";
    for (const file of FILES) expect(list).toContain(`\`${file}\``);
    expect(README).toContain(`\`\`\`ts\n${readFileSync(new URL("daily-momentum.ts", EXAMPLES), "utf8")}\`\`\``);
  });
});
