import type { StrategyLimits } from "../strategy-limits.ts";
import { ByteReader } from "./byte-reader.ts";
import { InstructionReader } from "./instruction-reader.ts";
import { Opcode } from "./opcodes.ts";
import { refuseAbove, refuseMalformed } from "./refuse.ts";
import { checkedValueType } from "./value-type.ts";
import type { BodyRange, WasmModule } from "./wasm-module.ts";

/** What one look over a function body tells the pass. */
export interface ScannedBody {
  /** Parameters and locals together: the index of the first local that the pass may add. */
  readonly localCount: number;
  /** Groups in which the locals are declared, and where their declarations lie without the leading count. */
  readonly localGroups: number;
  readonly localsFrom: number;
  readonly codeFrom: number;
  readonly codeTo: number;
  /** Functions called by name, tail calls included. */
  readonly calls: ReadonlySet<number>;
  readonly callsIndirectly: boolean;
  /** It has instructions whose work grows with an operand. */
  readonly hasBulkOperations: boolean;
  /** It has instructions that make the bits of an f32 or f64 observable. */
  readonly observesF32: boolean;
  readonly observesF64: boolean;
}

/** Instructions whose work grows with the length on top of the stack. */
export const BULK_OPERATIONS: ReadonlySet<number> = new Set([
  Opcode.memoryGrow,
  Opcode.memoryInit,
  Opcode.memoryCopy,
  Opcode.memoryFill,
  Opcode.tableInit,
  Opcode.tableCopy,
  Opcode.tableGrow,
  Opcode.tableFill,
]);

/** Instructions that make the bits of the f32 on top of the stack observable. */
export const F32_OBSERVERS: ReadonlySet<number> = new Set([
  Opcode.f32Store,
  Opcode.i32ReinterpretF32,
  Opcode.f32CopySign,
]);

/** Instructions that make the bits of the f64 on top of the stack observable. */
export const F64_OBSERVERS: ReadonlySet<number> = new Set([
  Opcode.f64Store,
  Opcode.i64ReinterpretF64,
  Opcode.f64CopySign,
]);

/**
 * Scans every body of a module. Functions that a body takes a reference of are added to `referenced`.
 * @throws StrategyFault `limit-exceeded` or `unsupported-feature`.
 */
export function scanBodies(
  module: WasmModule,
  limits: StrategyLimits,
  referenced: Set<number>,
): readonly ScannedBody[] {
  let localsInModule = 0;
  return module.bodies.map((range, index) => {
    const type = module.types[module.functionTypes[index] ?? -1];
    if (type === undefined) return refuseMalformed("a function of a type that does not exist");
    const body = scanBody(module.bytes, range, type.parameters.length, limits, referenced);
    localsInModule += body.localCount;
    refuseAbove(limits.localsPerModule, localsInModule, "locals in the module");
    return body;
  });
}

function scanBody(
  bytes: Uint8Array,
  range: BodyRange,
  parameterCount: number,
  limits: StrategyLimits,
  referenced: Set<number>,
): ScannedBody {
  const reader = new ByteReader(bytes, range.from, range.to);
  const localGroups = reader.u32();
  const localsFrom = reader.position;
  let localCount = parameterCount;
  for (let i = 0; i < localGroups; i++) {
    localCount += reader.u32();
    checkedValueType(reader.byte());
    refuseAbove(limits.localsPerFunction, localCount, "locals in a function");
  }
  const codeFrom = reader.position;
  const seen = scanInstructions(new InstructionReader(reader), limits, referenced);
  return { localCount, localGroups, localsFrom, codeFrom, codeTo: range.to, ...seen };
}

type Seen = Pick<ScannedBody, "calls" | "callsIndirectly" | "hasBulkOperations" | "observesF32" | "observesF64">;

function scanInstructions(instructions: InstructionReader, limits: StrategyLimits, referenced: Set<number>): Seen {
  const calls = new Set<number>();
  let callsIndirectly = false;
  let hasBulkOperations = false;
  let observesF32 = false;
  let observesF64 = false;
  let depth = 1;
  while (instructions.next()) {
    const { opcode } = instructions;
    if (opcode === Opcode.block || opcode === Opcode.loop || opcode === Opcode.if) {
      refuseAbove(limits.blockNesting, ++depth, "nested blocks");
    } else if (opcode === Opcode.end) depth--;
    else if (opcode === Opcode.call || opcode === Opcode.returnCall) calls.add(instructions.index);
    else if (opcode === Opcode.callIndirect || opcode === Opcode.returnCallIndirect) callsIndirectly = true;
    else if (opcode === Opcode.refFunc) referenced.add(instructions.index);
    else if (BULK_OPERATIONS.has(opcode)) hasBulkOperations = true;
    else if (F32_OBSERVERS.has(opcode)) observesF32 = true;
    else if (F64_OBSERVERS.has(opcode)) observesF64 = true;
  }
  if (depth !== 0) refuseMalformed("unbalanced blocks");
  return { calls, callsIndirectly, hasBulkOperations, observesF32, observesF64 };
}
