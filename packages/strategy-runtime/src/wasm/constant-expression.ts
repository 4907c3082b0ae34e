import type { ByteReader } from "./byte-reader.ts";
import { InstructionReader } from "./instruction-reader.ts";
import { Opcode } from "./opcodes.ts";
import { refuseFeature, refuseMalformed } from "./refuse.ts";

const ALLOWED: ReadonlySet<number> = new Set([
  Opcode.globalGet,
  Opcode.i32Const,
  Opcode.i64Const,
  Opcode.f32Const,
  Opcode.f64Const,
  Opcode.refNull,
  Opcode.refFunc,
]);

/**
 * Moves past a constant expression: constants, reads of globals and references only, so that instantiating a module
 * costs no more than its size. Functions it refers to are added to `referenced`.
 */
export function skipConstantExpression(reader: ByteReader, referenced: Set<number>): void {
  const instructions = new InstructionReader(reader);
  while (instructions.next()) {
    if (instructions.opcode === Opcode.end) return;
    if (!ALLOWED.has(instructions.opcode)) {
      refuseFeature(`opcode 0x${instructions.opcode.toString(16)} in a constant expression`);
    }
    if (instructions.opcode === Opcode.refFunc) referenced.add(instructions.index);
  }
  refuseMalformed("a constant expression without an end");
}
