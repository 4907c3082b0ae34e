import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { StrategyCompiler } from "./compile/strategy-compiler.ts";
import { WasmStrategySession } from "./session/wasm-strategy-session.ts";
import { loadStrategyModule, type StrategyModule } from "./strategy-module.ts";
import { thrownBy } from "./testing/thrown.ts";

/** Goes wrong in the way that its parameter says; lines are marked with what goes wrong there. */
const FAULTY = `import { close, position, barIndex, enterLong, param, Meta, RiskLevels, SMA, hold } from "rara";
const values: f64[] = [1.0, 2.0];
const average = new SMA(3);
export function meta(): Meta {
  return new Meta("faulty", 1).param("way", 0, 0, 9);
}
export function init(): void {}
function wait(bars: i32): i32 {
  let turns = bars;
  while (turns >= 0) { // a loop without an end
    turns = (turns + 1) & 0xffff;
  }
  return turns;
}
function deeper(depth: i32): f64 {
  const here = f64(depth) + close();
  return deeper(depth + 1) + here; // recursion without an end
}
export function onCandle(): f64 {
  const way = i32(param(0));
  average.update(close());
  if (way == 1) return f64(wait(barIndex()));
  if (way == 2) {
    const beyond = barIndex() + 7;
    return values[beyond]; // an index beyond the end
  }
  if (way == 3) return deeper(0);
  if (way == 4) {
    throw new Error("on purpose"); // a throw
  }
  if (way == 5) {
    const whole = 7 / barIndex(); // a division by zero
    return f64(whole);
  }
  if (way == 6) return enterLong(position() + 2.0); // a strength above 1
  if (way == 7) return new SMA(barIndex() - 1).value; // a period below 1
  return hold();
}
export function riskLevels(side: i32, entryPrice: f64): RiskLevels {
  return RiskLevels.at(values[side + i32(entryPrice)], NaN); // risk levels beyond the end
}
`;

function lineOf(text: string): number {
  return FAULTY.split("\n").findIndex((line) => line.includes(`// ${text}`)) + 1;
}

describe("a fault names the line of the strategy's source", () => {
  const compiler = new StrategyCompiler({ timeoutMs: 50_000 });
  let module: StrategyModule;

  beforeAll(async () => {
    const compiled = await compiler.compile(FAULTY);
    if (compiled.kind === "failed") throw new Error(JSON.stringify(compiled.diagnostics));
    module = loadStrategyModule(compiled.wasm);
  });
  afterAll(() => compiler[Symbol.asyncDispose]());

  it.each([
    [1, "a loop without an end", "out-of-fuel"],
    [2, "an index beyond the end", "abort"],
    [3, "recursion without an end", "recursion-limit"],
    [4, "a throw", "abort"],
    [5, "a division by zero", "trap"],
    [6, "a strength above 1", "abort"],
    [7, "a period below 1", "abort"],
  ])("way %d: %s", (way, text, kind) => {
    const session = WasmStrategySession.open(module, { parameters: { way } });
    const fault = thrownBy(() => session.onCandle(0, 1, 1, 1, 1, 1));
    expect(fault).toMatchObject({ kind, place: { line: lineOf(text), barIndex: 0 } });
    expect(String(fault)).toContain(` at line ${lineOf(text)} on bar 0`);
    expect(fault).toMatchObject({ place: { functionName: expect.stringMatching(/^strategy\//) as string } });
  });

  it("also in riskLevels", () => {
    const session = WasmStrategySession.open(module);
    session.onCandle(0, 1, 1, 1, 1, 1);
    expect(thrownBy(() => session.askRiskLevels(1, 7))).toMatchObject({
      kind: "abort",
      place: { line: lineOf("risk levels beyond the end"), functionName: "strategy/riskLevels" },
    });
  });
});
