import { ByteWriter } from "../wasm/byte-writer.ts";
import { Opcode } from "../wasm/opcodes.ts";
import { ValueType } from "../wasm/value-type.ts";

/** Writes instructions; an expression leaves one value on the stack, a statement none. */
export type Code = (out: ByteWriter) => void;

/** Number of the memory that the trusted code works on; 0 is the strategy's. */
const WINDOW_MEMORY = 1;
/** Says in a memory argument that the number of a memory follows. */
const WITH_MEMORY = 0x40;
const ALIGN_8 = 3;
const ALIGN_4 = 2;
const F64_LOAD = 0x2b;
const I32_LOAD = 0x28;
const I32_STORE = 0x36;
const EMPTY_BLOCK = 0x40;

function operation(opcode: number): (...operands: readonly Code[]) => Code {
  return (...operands) =>
    (out) => {
      for (const operand of operands) operand(out);
      out.byte(opcode);
    };
}

/** The sum of two f64. */
export const add = operation(0xa0);
/** The first f64 minus the second. */
export const subtract = operation(0xa1);
/** The product of two f64. */
export const multiply = operation(0xa2);
/** The first f64 over the second. */
export const divide = operation(0xa3);
/** An f64 without its sign. */
export const absolute = operation(0x99);
/** An f64 rounded toward zero. */
export const truncate = operation(0x9d);
/** The first operand with the sign of the second. */
export const withSignOf = operation(Opcode.f64CopySign);
/** Whether two f64 are equal; false with a NaN, as every comparison but the next is. */
export const equal = operation(Opcode.f64Equal);
/** Whether two f64 are not equal; true with a NaN. */
export const notEqual = operation(0x62);
/** Whether the first f64 is below the second. */
export const less = operation(0x63);
/** Whether the first f64 is above the second. */
export const greater = operation(0x64);
/** Whether the first f64 is at or below the second. */
export const lessOrEqual = operation(0x65);
/** Whether the first f64 is at or above the second. */
export const greaterOrEqual = operation(0x66);
/** The sum of two i32: offsets and flags are. */
export const plus = operation(Opcode.i32Add);
/** The first i32 minus the second. */
export const minus = operation(Opcode.i32Subtract);
/** Whether the first i32 is at or above the second, both unsigned. */
export const isAtLeast = operation(0x4f);
/** Whether an i32 is 0. */
export const not = operation(0x45);
/** Whether two flags are set. */
export const both = operation(0x71);
/** Whether one of two flags is set. */
export const either = operation(0x72);
/** The first operand where the third, an i32, is not 0, else the second. */
export const select = operation(Opcode.select);
/** An unsigned i32 as an f64. */
export const asNumber = operation(0xb8);

/** Returns a constant of type f64. */
export function number(value: number): Code {
  const bytes = new Uint8Array(new Float64Array([value]).buffer);
  return (out) => {
    out.byte(Opcode.f64Const);
    out.bytes(bytes);
  };
}

/** Returns a non-negative constant of type i32. */
export function integer(value: number): Code {
  return (out) => {
    out.byte(Opcode.i32Const);
    out.signed(value);
  };
}

/** Whether a number is NaN. */
export function isMissing(value: Code): Code {
  return notEqual(value, value);
}

/** A parameter or local of a function. */
export interface Variable {
  readonly get: Code;
  set(value: Code): Code;
}

function indexed(opcode: number, index: number): Code {
  return (out) => {
    out.byte(opcode);
    out.u32(index);
  };
}

/** Returns the variable of that number. */
export function variable(index: number): Variable {
  return { get: indexed(Opcode.localGet, index), set: (value) => sequence(value, indexed(Opcode.localSet, index)) };
}

/** Returns the global of that number. */
export function globalVariable(index: number): Variable {
  return { get: indexed(Opcode.globalGet, index), set: (value) => sequence(value, indexed(Opcode.globalSet, index)) };
}

function memoryAccess(opcode: number, alignment: number, offset: number): Code {
  return (out) => {
    out.bytes([opcode, alignment | WITH_MEMORY, WINDOW_MEMORY]);
    out.u32(offset);
  };
}

/** Returns the f64 at `offset` behind the address. */
export function load(address: Code, offset: number): Code {
  return sequence(address, memoryAccess(F64_LOAD, ALIGN_8, offset));
}

/** Stores an f64 at `offset` behind the address. */
export function store(address: Code, offset: number, value: Code): Code {
  return sequence(address, value, memoryAccess(Opcode.f64Store, ALIGN_8, offset));
}

/** Returns the i32 at a fixed address. */
export function loadInteger(address: number): Code {
  return sequence(integer(0), memoryAccess(I32_LOAD, ALIGN_4, address));
}

/** Stores an i32 at a fixed address. */
export function storeInteger(address: number, value: Code): Code {
  return sequence(integer(0), value, memoryAccess(I32_STORE, ALIGN_4, address));
}

/** Calls a function with what the operands leave on the stack. */
export function call(functionIndex: number, ...operands: readonly Code[]): Code {
  return sequence(...operands, indexed(Opcode.call, functionIndex));
}

/** Returns from the function with a value. */
export function giveBack(value: Code): Code {
  return sequence(value, (out) => out.byte(Opcode.return));
}

/** One after the other. */
export function sequence(...parts: readonly Code[]): Code {
  return (out) => {
    for (const part of parts) part(out);
  };
}

/** Runs the statements where the condition, an i32, is not 0. */
export function when(condition: Code, ...statements: readonly Code[]): Code {
  return sequence(condition, (out) => {
    out.bytes([Opcode.if, EMPTY_BLOCK]);
    sequence(...statements)(out);
    out.byte(Opcode.end);
  });
}

/** The first value where the condition is not 0, else the second, which is then the only one computed. */
export function choose(condition: Code, yes: Code, no: Code): Code {
  return sequence(condition, (out) => {
    out.bytes([Opcode.if, ValueType.f64]);
    yes(out);
    out.byte(Opcode.else);
    no(out);
    out.byte(Opcode.end);
  });
}

/** Goes on with the next turn of `repeat` where the condition holds. Only directly inside it, not inside `when`. */
export const nextTurnIf = branchIf(0);
/** Ends `repeat` where the condition holds. Only directly inside it. */
export const stopIf = branchIf(1);
/** Ends `repeat` from inside one `when`. */
export const stopIfInsideWhen = branchIf(2);
/** Ends the `repeat` around the one in which it directly stands, and so both. */
export const stopBothIf = branchIf(3);
/** The same from inside one `when`. */
export const stopBothIfInsideWhen = branchIf(4);
/** Goes on with the next turn of the `repeat` around the one in which it stands, from inside one `when`. */
export const nextOuterTurnIfInsideWhen = branchIf(3);
/** Goes on behind the `when` in which it directly stands. */
export const leaveWhenIf = branchIf(0);

function branchIf(depth: number): (condition: Code) => Code {
  return (condition) => sequence(condition, indexed(Opcode.brIf, depth));
}

/** Repeats the statements; a turn that comes to its end is the last one. */
export function repeat(...statements: readonly Code[]): Code {
  return (out) => {
    out.bytes([Opcode.block, EMPTY_BLOCK, Opcode.loop, EMPTY_BLOCK]);
    sequence(...statements)(out);
    out.bytes([Opcode.end, Opcode.end]);
  };
}

/** Returns the body of a function: its locals by type, then the code and its end. */
export function functionBody(locals: readonly number[], ...statements: readonly Code[]): Uint8Array {
  const out = new ByteWriter(1024);
  out.u32(locals.length);
  for (const type of locals) out.bytes([1, type]);
  sequence(...statements)(out);
  out.byte(Opcode.end);
  return out.written();
}
