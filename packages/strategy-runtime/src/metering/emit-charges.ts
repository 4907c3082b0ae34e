import type { ByteWriter } from "../wasm/byte-writer.ts";
import { Opcode } from "../wasm/opcodes.ts";

const EMPTY_BLOCK = 0x40;
/** Bytes that a bulk operation handles for one unit of fuel: 2^3. */
const BULK_BYTES_SHIFT = 3;
/** Fuel of growing memory by one page. */
const GROW_PAGE_FUEL = 256;
/** Fuel of any growth of memory or a table, by nothing too: it leaves compiled code and may move what was there. */
const GROW_CALL_FUEL = 256;
/** Locals that fill one unit of a frame's weight: 2^5. */
const FRAME_LOCALS_SHIFT = 5;

/** Takes `fuel` without looking at what is left. */
export function emitCharge(code: ByteWriter, fuelGlobal: number, fuel: number): void {
  emitIndexed(code, Opcode.globalGet, fuelGlobal);
  emitI64(code, fuel);
  code.byte(Opcode.i64Subtract);
  emitIndexed(code, Opcode.globalSet, fuelGlobal);
}

/** Takes `fuel` and traps when less than that was left. `fuelLocal` is an i64 local of the pass. */
export function emitCheckedCharge(code: ByteWriter, fuelGlobal: number, fuelLocal: number, fuel: number): void {
  emitIndexed(code, Opcode.globalGet, fuelGlobal);
  emitI64(code, fuel);
  emitSubtractAndCheck(code, fuelGlobal, fuelLocal);
}

/**
 * Takes fuel in proportion to the unsigned length on top of the stack, before the operation that uses it runs.
 * `lengthLocal` is an i32 local of the pass.
 */
export function emitBulkCharge(
  code: ByteWriter,
  opcode: number,
  fuelGlobal: number,
  fuelLocal: number,
  lengthLocal: number,
): void {
  emitIndexed(code, Opcode.localSet, lengthLocal);
  emitIndexed(code, Opcode.globalGet, fuelGlobal);
  emitIndexed(code, Opcode.localGet, lengthLocal);
  code.byte(Opcode.i64ExtendUnsigned);
  if (opcode === Opcode.memoryGrow) {
    emitI64(code, GROW_PAGE_FUEL);
    code.byte(Opcode.i64Multiply);
  } else {
    emitI64(code, BULK_BYTES_SHIFT);
    code.byte(Opcode.i64ShiftRightUnsigned);
  }
  if (opcode === Opcode.memoryGrow || opcode === Opcode.tableGrow) {
    emitI64(code, GROW_CALL_FUEL);
    code.byte(Opcode.i64Add);
  }
  emitSubtractAndCheck(code, fuelGlobal, fuelLocal);
  emitIndexed(code, Opcode.localGet, lengthLocal);
}

/** Returns the weight of a frame with `localCount` locals: large frames use up the recursion budget faster. */
export function frameWeight(localCount: number): number {
  return 1 + (localCount >> FRAME_LOCALS_SHIFT);
}

/** Enters a frame on a cycle of the call graph; traps beyond `depthMax`. */
export function emitDepthEnter(code: ByteWriter, depthGlobal: number, weight: number, depthMax: number): void {
  emitDepthChange(code, depthGlobal, weight, Opcode.i32Add);
  emitIndexed(code, Opcode.globalGet, depthGlobal);
  emitI32(code, depthMax);
  code.byte(Opcode.i32GreaterUnsigned);
  emitTrapIf(code);
}

/** Leaves a frame that `emitDepthEnter` entered. */
export function emitDepthLeave(code: ByteWriter, depthGlobal: number, weight: number): void {
  emitDepthChange(code, depthGlobal, weight, Opcode.i32Subtract);
}

/** Writes an instruction with one index. */
export function emitIndexed(code: ByteWriter, opcode: number, index: number): void {
  code.byte(opcode);
  code.u32(index);
}

function emitI32(code: ByteWriter, value: number): void {
  code.byte(Opcode.i32Const);
  code.signed(value);
}

/** Writes `i64.const value`. */
export function emitI64(code: ByteWriter, value: number): void {
  code.byte(Opcode.i64Const);
  code.signed(value);
}

function emitSubtractAndCheck(code: ByteWriter, fuelGlobal: number, fuelLocal: number): void {
  code.byte(Opcode.i64Subtract);
  // Keeping the new value in a local is cheaper than reading the global again.
  emitIndexed(code, Opcode.localTee, fuelLocal);
  emitIndexed(code, Opcode.globalSet, fuelGlobal);
  emitIndexed(code, Opcode.localGet, fuelLocal);
  emitI64(code, 0);
  code.byte(Opcode.i64LessSigned);
  emitTrapIf(code);
}

function emitDepthChange(code: ByteWriter, depthGlobal: number, weight: number, operation: number): void {
  emitIndexed(code, Opcode.globalGet, depthGlobal);
  emitI32(code, weight);
  code.byte(operation);
  emitIndexed(code, Opcode.globalSet, depthGlobal);
}

function emitTrapIf(code: ByteWriter): void {
  code.bytes([Opcode.if, EMPTY_BLOCK, Opcode.unreachable, Opcode.end]);
}
