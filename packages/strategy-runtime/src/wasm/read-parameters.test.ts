import { describe, expect, it } from "vitest";
import { DEFAULT_STRATEGY_LIMITS } from "../strategy-limits.ts";
import { f64Const } from "../testing/module-builder.ts";
import { sketchStrategy, type StrategySketch } from "../testing/sketch-strategy.ts";
import { ABI_HOST_FUNCTIONS } from "./host-functions.ts";
import { parseModule } from "./parse-module.ts";
import { readParameters } from "./read-parameters.ts";
import { ValueType } from "./value-type.ts";

const [GET, SET, TEE, DROP] = [0x20, 0x21, 0x22, 0x1a];

function readByOnCandle(sketch: StrategySketch): readonly number[] {
  const module = parseModule(sketchStrategy(sketch), DEFAULT_STRATEGY_LIMITS, ABI_HOST_FUNCTIONS);
  const index = module.exports.find(({ name }) => name === "on_candle")?.index ?? -1;
  return [...readParameters(module, index)].toSorted((a, b) => a - b);
}

describe("the parameters that a function reads", () => {
  it("are those it gets, in any block, not those it only sets", () => {
    expect(readByOnCandle({})).toEqual([]);
    expect(readByOnCandle({ onCandle: [GET, 4] })).toEqual([4]);
    const inBlocks = [0x02, 0x40, 0x03, 0x40, GET, 1, DROP, 0x0b, 0x0b, GET, 5];
    expect(readByOnCandle({ onCandle: inBlocks })).toEqual([1, 5]);
    expect(readByOnCandle({ onCandle: [...f64Const(1), SET, 2, ...f64Const(1), TEE, 3] })).toEqual([]);
  });

  it("are told from its locals, and from numbers that look like code", () => {
    const locals = [[2, ValueType.f64]] as const;
    expect(readByOnCandle({ locals, onCandle: [GET, 7] })).toEqual([]);
    expect(readByOnCandle({ onCandle: [0x41, GET, DROP, 0x44, GET, 0, GET, 1, GET, 2, GET, 3] })).toEqual([]);
  });

  it("are all of a function of the host", () => {
    const wasm = sketchStrategy({
      prepare: (builder) => void builder.importFunction("env", "abort", [0x7f, 0x7f, 0x7f, 0x7f], []),
    });
    const module = parseModule(wasm, DEFAULT_STRATEGY_LIMITS, ABI_HOST_FUNCTIONS);
    expect([...readParameters(module, 0)]).toEqual([0, 1, 2, 3]);
  });
});
