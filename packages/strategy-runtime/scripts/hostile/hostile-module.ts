import { ModuleBuilder } from "../../src/testing/module-builder.ts";
import { sketchStrategy, type StrategySketch } from "../../src/testing/sketch-strategy.ts";
import { ValueType } from "../../src/wasm/value-type.ts";

const { i32, f64 } = ValueType;

/** A module that means harm. */
export interface HostileModule {
  /** Family and what it does, unique in the corpus. */
  readonly name: string;
  readonly wasm: () => Uint8Array;
  /**
   * What the sandbox has to make of it: `fault` when it must not get through a whole session, `target-one` when every
   * bar must answer 1, `contained` when anything that ends in time will do.
   */
  readonly expected: "fault" | "target-one" | "contained";
  /** Bars it is given; a few unless the harm needs an optimised function. */
  readonly bars?: number;
}

/** The functions of the ABI and their types, and the start function. */
export const PLACES: readonly (readonly [name: string, parameters: readonly number[], results: readonly number[]])[] = [
  ["abi_version", [], [i32]],
  ["meta", [], [i32]],
  ["meta_len", [], [i32]],
  ["set_param", [i32, f64], []],
  ["init", [], []],
  ["on_candle", [f64, f64, f64, f64, f64, f64], [f64]],
  ["set_position", [f64, f64], []],
  ["risk_levels", [i32, f64], []],
  ["out_stop", [], [f64]],
  ["out_take_profit", [], [f64]],
  ["start", [], []],
];

/** Meta of a strategy with one parameter, so that `set_param` is called as well. */
const META_WITH_PARAMETER = JSON.stringify({
  name: "hostile",
  version: 1,
  params: [{ name: "p", default: 1, min: 0, max: 2 }],
});

/**
 * Returns a strategy whose function `place` runs `code`. The code must leave nothing on the stack; what the function
 * has to return comes behind it.
 */
export function strategyWith(
  place: string,
  code: Uint8Array | readonly number[],
  sketch: StrategySketch = {},
  locals: readonly (readonly [count: number, type: number])[] = [],
): Uint8Array {
  const found = PLACES.find(([name]) => name === place);
  if (found === undefined) throw new Error(`Expected a function of the ABI, found ${place}`);
  const [, parameters, results] = found;
  const body = Uint8Array.from([...code, ...valuesOf(results)]);
  if (place === "start") {
    return sketchStrategy({
      meta: META_WITH_PARAMETER,
      ...sketch,
      prepare: (builder) => {
        sketch.prepare?.(builder);
        builder.section(8, [builder.addFunction({ code: body, locals })]);
      },
    });
  }
  return sketchStrategy({
    meta: META_WITH_PARAMETER,
    ...sketch,
    without: [...(sketch.without ?? []), place],
    prepare: (builder) => {
      sketch.prepare?.(builder);
      builder.addFunction({ parameters, results, code: body, locals, exportAs: place });
    },
  });
}

/** Returns a module of nothing but these sections. */
export function sectionsOnly(sections: readonly (readonly [id: number, contents: readonly number[]])[]): Uint8Array {
  const builder = new ModuleBuilder();
  for (const [id, contents] of sections) builder.section(id, contents);
  return builder.build();
}

function valuesOf(results: readonly number[]): number[] {
  return results.flatMap((type) => (type === i32 ? [0x41, 0x02] : [0x44, 0, 0, 0, 0, 0, 0, 0, 0x40]));
}
