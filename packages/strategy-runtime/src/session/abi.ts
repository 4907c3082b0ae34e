import { StrategyFault } from "@rara-trading/domain";
import { sameType } from "../wasm/import-section.ts";
import { ValueType } from "../wasm/value-type.ts";
import { ExportKind, type FunctionType, functionType, type WasmModule } from "../wasm/wasm-module.ts";

/** The ABI version that this host speaks. */
const ABI_VERSION = 2;

/** Exports of a metered version 2 module, as the host calls them. */
export interface AbiExports {
  readonly memory: WebAssembly.Memory;
  readonly abi_version: () => number;
  readonly meta: () => number;
  readonly meta_len: () => number;
  readonly set_param: (index: number, value: number) => void;
  readonly init: () => void;
  readonly on_candle: (
    openTimeMs: number,
    open: number,
    high: number,
    low: number,
    close: number,
    volume: number,
  ) => number;
  readonly set_position: (size: number, entryPrice: number) => void;
  readonly risk_levels: (side: number, entryPrice: number) => void;
  readonly out_stop: () => number;
  readonly out_take_profit: () => number;
}

const { i32, f64 } = ValueType;

const FUNCTIONS: ReadonlyMap<string, FunctionType> = new Map([
  ["abi_version", { parameters: [], results: [i32] }],
  ["meta", { parameters: [], results: [i32] }],
  ["meta_len", { parameters: [], results: [i32] }],
  ["set_param", { parameters: [i32, f64], results: [] }],
  ["init", { parameters: [], results: [] }],
  ["on_candle", { parameters: [f64, f64, f64, f64, f64, f64], results: [f64] }],
  ["set_position", { parameters: [f64, f64], results: [] }],
  ["risk_levels", { parameters: [i32, f64], results: [] }],
  ["out_stop", { parameters: [], results: [f64] }],
  ["out_take_profit", { parameters: [], results: [f64] }],
]);

/**
 * Returns the exports of version 2 that a module lacks or has with another type: an i64 among them would turn numbers
 * into BigInts.
 * @throws StrategyFault `abi` when it cannot even say which version it speaks.
 */
export function findAbiProblems(module: WasmModule): readonly string[] {
  const wrong = wrongExports(module, FUNCTIONS);
  if (!wrong.includes("abi_version")) return wrong;
  throw new StrategyFault(
    "abi",
    `Expected an export abi_version: () -> i32 that answers ${ABI_VERSION}, or the exports of version 1, found neither`,
  );
}

/** Returns which of `functions`, and `memory`, a module does not export or exports with another type. */
export function wrongExports(module: WasmModule, functions: ReadonlyMap<string, FunctionType>): readonly string[] {
  const wrong = [...functions].filter(([name, type]) => !hasFunction(module, name, type)).map(([name]) => name);
  if (!module.exports.some(({ name, kind }) => name === "memory" && kind === ExportKind.memory)) wrong.push("memory");
  return wrong;
}

function hasFunction(module: WasmModule, name: string, expected: FunctionType): boolean {
  const found = module.exports.find((candidate) => candidate.name === name && candidate.kind === ExportKind.function);
  const type = found && functionType(module, found.index);
  return type !== undefined && sameType(expected, type);
}

/** Refuses any version but this host's. */
export function checkAbiVersion(found: number): void {
  if (found === ABI_VERSION) return;
  throw new StrategyFault("abi", `Expected a strategy of ABI version ${ABI_VERSION}, found version ${found}`);
}
