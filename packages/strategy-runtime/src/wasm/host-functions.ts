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

/** The host functions that a module may import; which ones depends on the version of its ABI. */
export interface HostFunctions {
  /** How a refusal names all of them. */
  readonly summary: string;
  /** Returns the one type of a function, or `undefined` when there is none of that name. */
  readonly typeOf: (module: string, name: string) => FunctionType | undefined;
}

/** The host functions of ABI version 2. */
export const ABI_HOST_FUNCTIONS: HostFunctions = {
  summary: HOST_FUNCTION_NAMES.join(", "),
  // A module name with a dot in it must not be able to spell its way to another function.
  typeOf: (module, name) => (module === "env" ? HOST_FUNCTIONS.get(`env.${name}`) : undefined),
};
