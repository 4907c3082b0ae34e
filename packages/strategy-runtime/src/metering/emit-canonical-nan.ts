import type { ByteWriter } from "../wasm/byte-writer.ts";
import { Opcode } from "../wasm/opcodes.ts";
import { emitIndexed } from "./emit-charges.ts";

const CANONICAL_F32 = [Opcode.f32Const, 0x00, 0x00, 0xc0, 0x7f] as const;
const CANONICAL_F64 = [Opcode.f64Const, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xf8, 0x7f] as const;

/**
 * Replaces a NaN on top of the stack by the canonical one (positive, quiet, no payload). WebAssembly leaves the bits of
 * a computed NaN open, and V8 has been seen to change them when it optimises a running function.
 */
export function emitCanonicalF32(code: ByteWriter, valueLocal: number): void {
  emitCanonical(code, valueLocal, CANONICAL_F32, Opcode.f32Equal);
}

/** The same for an f64. */
export function emitCanonicalF64(code: ByteWriter, valueLocal: number): void {
  emitCanonical(code, valueLocal, CANONICAL_F64, Opcode.f64Equal);
}

function emitCanonical(code: ByteWriter, valueLocal: number, canonical: readonly number[], equal: number): void {
  emitIndexed(code, Opcode.localTee, valueLocal);
  code.bytes(canonical);
  emitIndexed(code, Opcode.localGet, valueLocal);
  emitIndexed(code, Opcode.localGet, valueLocal);
  code.byte(equal);
  code.byte(Opcode.select);
}
