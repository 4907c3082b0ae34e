import { ByteWriter } from "../wasm/byte-writer.ts";
import { Opcode } from "../wasm/opcodes.ts";
import { emitI64, emitIndexed } from "./emit-charges.ts";
import type { MeteringGlobals } from "./metering-globals.ts";

/**
 * Returns the body of a function that hands the host's call on to function `callee` under a fresh budget: fill the
 * tank, call, book what was used. The depth is 0 again after every call that returns, and none follows one that does
 * not. In WebAssembly because setting an i64 global from JavaScript costs more than a whole bar.
 */
export function callWrapper(
  callee: number,
  parameterCount: number,
  fuel: number,
  globals: MeteringGlobals,
): Uint8Array {
  const code = new ByteWriter();
  code.u32(0);
  emitI64(code, fuel);
  emitIndexed(code, Opcode.globalSet, globals.fuel);
  for (let i = 0; i < parameterCount; i++) emitIndexed(code, Opcode.localGet, i);
  emitIndexed(code, Opcode.call, callee);
  emitIndexed(code, Opcode.globalGet, globals.fuelUsed);
  emitI64(code, fuel);
  code.byte(Opcode.i64Add);
  emitIndexed(code, Opcode.globalGet, globals.fuel);
  code.byte(Opcode.i64Subtract);
  emitIndexed(code, Opcode.globalSet, globals.fuelUsed);
  code.byte(Opcode.end);
  return code.written();
}
