import { ValueType } from "../wasm/value-type.ts";
import { f64Const, type FunctionSketch, i32Const, ModuleBuilder } from "./module-builder.ts";

const { i32, f64 } = ValueType;

/** What differs from a strategy that always holds. */
export interface StrategySketch {
  /** Code of `on_candle` without the final `end`; its six parameters are locals 0 to 5. */
  readonly onCandle?: Uint8Array | readonly number[];
  readonly locals?: FunctionSketch["locals"];
  readonly init?: readonly number[];
  readonly start?: readonly number[];
  readonly abiVersion?: number;
  readonly meta?: string;
  /** Contents of the memory section: one memory of one page unless given. */
  readonly memory?: readonly number[];
  /** Exports to leave out. */
  readonly without?: readonly string[];
  /** Adds more before the ABI's functions; imports must be added here. */
  readonly prepare?: (builder: ModuleBuilder) => void;
}

const META_ADDRESS = 1024;
const DEFAULT_META = JSON.stringify({ name: "sketch", version: 1, warmup: 0, params: [] });

/** Returns a version 2 module that holds forever, changed as the sketch says. */
export function sketchStrategy(sketch: StrategySketch = {}): Uint8Array {
  const builder = new ModuleBuilder();
  const meta = new TextEncoder().encode(sketch.meta ?? DEFAULT_META);
  sketch.prepare?.(builder);
  const add = (exportAs: string, parameters: number[], results: number[], code: FunctionSketch["code"]): void => {
    if (sketch.without?.includes(exportAs) === true) return;
    const locals = exportAs === "on_candle" ? (sketch.locals ?? []) : [];
    builder.addFunction({ parameters, results, locals, code, exportAs });
  };
  add("abi_version", [], [i32], [0x41, sketch.abiVersion ?? 2]);
  add("meta", [], [i32], i32Const(META_ADDRESS));
  add("meta_len", [], [i32], i32Const(meta.length));
  add("set_param", [i32, f64], [], []);
  add("init", [], [], sketch.init ?? []);
  add("on_candle", [f64, f64, f64, f64, f64, f64], [f64], sketch.onCandle ?? f64Const(2));
  add("set_position", [f64, f64], [], []);
  add("risk_levels", [i32, f64], [], []);
  add("out_stop", [], [f64], f64Const(Number.NaN));
  add("out_take_profit", [], [f64], f64Const(Number.NaN));
  builder.section(5, sketch.memory ?? [1, 0, 1]);
  if (sketch.without?.includes("memory") !== true) builder.exportAny("memory", 0x02, 0);
  if (sketch.start !== undefined) builder.section(8, [builder.addFunction({ code: sketch.start })]);
  return builder.data(META_ADDRESS, meta).build();
}
