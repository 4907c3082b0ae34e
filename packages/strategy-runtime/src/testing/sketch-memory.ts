import { ValueType } from "../wasm/value-type.ts";
import { f64Const } from "./module-builder.ts";
import { sketchStrategy } from "./sketch-strategy.ts";

const { i32, f64 } = ValueType;

/** Globals of the sketch, in their order. */
const TOTAL = 0;
const SIZE = 1;
const STOP = 2;
const GLOBALS = [TOTAL, SIZE, STOP];

const SUBTRACT = 0xa1;
const ADD = 0xa0;
const MULTIPLY = 0xa2;
const DIVIDE = 0xa3;
const get = (global: number): number[] => [0x23, global];
const set = (global: number): number[] => [0x24, global];
const local = (index: number): number[] => [0x20, index];
const TRAP_IF_13 = [...local(0), ...f64Const(13), 0x61, 0x04, 0x40, 0x00, 0x0b];
const RETURN_OF_BAR = [...local(4), ...local(1), SUBTRACT, ...local(1), DIVIDE];

/**
 * Returns a strategy whose answers depend on everything that it is told: its target on the bar, the bars before and the
 * position, its stop on the entry price. It traps when it is told a size of 13.
 */
export function sketchWithMemory(): Uint8Array {
  return sketchStrategy({
    without: ["set_position", "risk_levels", "out_stop"],
    prepare: (builder) => {
      for (const _ of GLOBALS) builder.addGlobal([f64, 1, ...f64Const(0), 0x0b]);
      const position = [...TRAP_IF_13, ...local(0), ...set(SIZE)];
      builder.addFunction({ parameters: [f64, f64], code: position, exportAs: "set_position" });
      const levels = [...local(1), ...f64Const(0.9), MULTIPLY, ...set(STOP)];
      builder.addFunction({ parameters: [i32, f64], code: levels, exportAs: "risk_levels" });
      builder.addFunction({ results: [f64], code: get(STOP), exportAs: "out_stop" });
    },
    // total / 2 + the bar's return + size / 100, which stays inside [-1, 1].
    onCandle: [
      ...get(TOTAL),
      ...f64Const(2),
      DIVIDE,
      ...RETURN_OF_BAR,
      ADD,
      ...get(SIZE),
      ...f64Const(100),
      DIVIDE,
      ADD,
      ...set(TOTAL),
      ...get(TOTAL),
    ],
  });
}
