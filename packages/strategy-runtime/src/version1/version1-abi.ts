import { wrongExports } from "../session/abi.ts";
import type { StrategyLimits } from "../strategy-limits.ts";
import { ValueType } from "../wasm/value-type.ts";
import type { FunctionType, WasmModule } from "../wasm/wasm-module.ts";

/** Exports of a metered version 1 module, as the host calls them. What the `wasm_` functions return is ignored. */
export interface Version1Exports {
  readonly memory: WebAssembly.Memory;
  readonly alloc: (length: number) => number;
  readonly get_output_ptr: () => number;
  readonly get_output_len: () => number;
  readonly wasm_meta: () => number;
  readonly wasm_on_candles: () => number;
  /** Absent in the later form, which scores instead of signalling. */
  readonly wasm_risk_levels?: () => number;
}

/** Version 1 reads and writes JSON, 500 bars a call, which takes this many times the fuel of a version 2 call. */
const FUEL_FACTOR = 20;

const { i32 } = ValueType;
const ANSWERING: FunctionType = { parameters: [], results: [i32] };

const REQUIRED: ReadonlyMap<string, FunctionType> = new Map([
  ["alloc", { parameters: [i32], results: [i32] }],
  ["get_output_ptr", ANSWERING],
  ["get_output_len", ANSWERING],
  ["wasm_meta", ANSWERING],
  ["wasm_on_candles", ANSWERING],
]);
const OPTIONAL: ReadonlyMap<string, FunctionType> = new Map([["wasm_risk_levels", ANSWERING]]);

/** Returns whether a module with these exports speaks version 1. One that speaks both is taken for version 2. */
export function isVersion1(exports: ReadonlySet<string>): boolean {
  return exports.has("wasm_meta") && !exports.has("abi_version");
}

/** Returns the exports of version 1 that a module lacks or has with another type. */
export function findVersion1Problems(module: WasmModule): readonly string[] {
  const optional = wrongExports(module, OPTIONAL).filter((name) =>
    module.exports.some((candidate) => candidate.name === name && OPTIONAL.has(name)),
  );
  return [...wrongExports(module, REQUIRED), ...optional];
}

/** Returns the limits of a version 1 module where `limits` hold for version 2: by default 20 M fuel a call. */
export function version1Limits(limits: StrategyLimits): StrategyLimits {
  const callFuel = FUEL_FACTOR * limits.callFuel;
  return { ...limits, callFuel, meanBarFuel: callFuel };
}
