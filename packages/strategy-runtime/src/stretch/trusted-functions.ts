import type { MeteringGlobals } from "../metering/metering-globals.ts";
import { readParameters } from "../wasm/read-parameters.ts";
import { ExportKind, type WasmModule } from "../wasm/wasm-module.ts";
import { decideFunction } from "./decide-code.ts";
import { executeFunction } from "./execute-code.ts";
import { openBarFunction } from "./open-bar-code.ts";
import { stretchLoopFunction } from "./stretch-loop-code.ts";
import type { Surroundings, TrustedFunction } from "./trusted-function.ts";

/** Name under which the host finds the loop over bars, the last of the trusted functions. */
export const LOOP_EXPORT = "__fuel_stretch";

/** Module and names of the two memories that a module with trusted functions imports, in the order of their numbers. */
export const MEMORY_IMPORTS = { module: "__host", own: "memory", window: "window" } as const;

/**
 * Returns the functions that trade stretches of bars, to be appended to a strategy's module from function index
 * `firstFunction` on. The module must have every export of ABI version 2, each with its type.
 */
export function trustedFunctions(
  module: WasmModule,
  firstFunction: number,
  callFuel: number,
  globals: MeteringGlobals,
): readonly TrustedFunction[] {
  const exported = (name: string): number =>
    module.exports.find((one) => one.name === name && one.kind === ExportKind.function)?.index ?? -1;
  const surroundings: Surroundings = {
    onCandle: exported("on_candle"),
    readsOfCandle: readParameters(module, exported("on_candle")),
    setPosition: exported("set_position"),
    riskLevels: exported("risk_levels"),
    outStop: exported("out_stop"),
    outTakeProfit: exported("out_take_profit"),
    execute: firstFunction,
    openBar: firstFunction + 1,
    decide: firstFunction + 2,
    callFuel,
    globals,
  };
  return [executeFunction(), openBarFunction(surroundings), decideFunction(), stretchLoopFunction(surroundings)];
}
