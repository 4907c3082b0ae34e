import { ValueType } from "./value-type.ts";
import type { FunctionType } from "./wasm-module.ts";

const { i32, f64 } = ValueType;

/** What a strategy may import, with the one type each function has. */
const HOST_FUNCTIONS: ReadonlyMap<string, FunctionType> = new Map([
  ["env.abort", { parameters: [i32, i32, i32, i32], results: [] }],
  ["env.trace", { parameters: [i32, i32, f64, f64, f64, f64, f64], results: [] }],
  ["env.console.log", { parameters: [i32], results: [] }],
  ["env.seed", { parameters: [], results: [f64] }],
]);

/** The importable functions as `module.name`. */
export const HOST_FUNCTION_NAMES: readonly string[] = [...HOST_FUNCTIONS.keys()];

/** Returns the type of a host function, or `undefined` when there is none of that name. */
export function hostFunctionType(module: string, name: string): FunctionType | undefined {
  // A module name with a dot in it must not be able to spell its way to another function.
  return module === "env" ? HOST_FUNCTIONS.get(`env.${name}`) : undefined;
}
