import type { MeteringGlobals } from "../metering/metering-globals.ts";
import { emitI64 } from "../metering/emit-charges.ts";
import { Opcode } from "../wasm/opcodes.ts";
import { call, type Code, globalVariable, integer, load, sequence, store } from "./code.ts";
import { CELL_BYTES, columnAddress, type Slot, slotCell, type StretchColumn } from "./stretch-layout.ts";

/** A function of ours that becomes part of a strategy's module. Its types are value type codes. */
export interface TrustedFunction {
  readonly parameters: readonly number[];
  readonly results: readonly number[];
  /** Locals and code. */
  readonly body: Uint8Array;
}

/** What the trusted code calls and counts, by index in the module that it becomes part of. */
export interface Surroundings {
  /** The strategy's own functions, without the wrappers that fill the tank. */
  readonly onCandle: number;
  /** Which of its arguments `onCandle` ever looks at. */
  readonly readsOfCandle: ReadonlySet<number>;
  readonly setPosition: number;
  readonly riskLevels: number;
  readonly outStop: number;
  readonly outTakeProfit: number;
  /** Our own. */
  readonly execute: number;
  readonly openBar: number;
  readonly decide: number;
  /** Fuel that each call of the strategy begins with. */
  readonly callFuel: number;
  readonly globals: MeteringGlobals;
}

/** Returns a number that the host and the trusted code exchange. */
export function slot(name: Slot): { readonly get: Code; set(value: Code): Code } {
  const address = slotCell(name) * CELL_BYTES;
  return { get: load(integer(0), address), set: (value) => store(integer(0), address, value) };
}

/** Returns a column's number at the offset `at`. */
export function cell(column: StretchColumn, at: Code): Code {
  return load(at, columnAddress(column));
}

const addFuel: Code = (out) => out.byte(Opcode.i64Add);
const subtractFuel: Code = (out) => out.byte(Opcode.i64Subtract);

/** Calls the strategy under a fresh budget and books what it used, as the wrappers of its exports do. */
export function callStrategy(surroundings: Surroundings, callee: number, ...operands: readonly Code[]): Code {
  const fuel = globalVariable(surroundings.globals.fuel);
  const used = globalVariable(surroundings.globals.fuelUsed);
  const tank: Code = (out) => emitI64(out, surroundings.callFuel);
  return sequence(
    fuel.set(tank),
    call(callee, ...operands),
    used.set(sequence(used.get, tank, addFuel, fuel.get, subtractFuel)),
  );
}
