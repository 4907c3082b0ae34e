import type { StrategyLimits } from "../strategy-limits.ts";
import { ByteReader } from "../wasm/byte-reader.ts";
import { ByteWriter } from "../wasm/byte-writer.ts";
import { type CallGraph, INDIRECT } from "../wasm/call-graph.ts";
import { InstructionReader } from "../wasm/instruction-reader.ts";
import { type CodeLine, firstLineFrom } from "../wasm/line-section.ts";
import { Opcode } from "../wasm/opcodes.ts";
import { BULK_OPERATIONS, F32_OBSERVERS, F64_OBSERVERS, type ScannedBody } from "../wasm/scan-body.ts";
import { ValueType } from "../wasm/value-type.ts";
import { emitCanonicalF32, emitCanonicalF64 } from "./emit-canonical-nan.ts";
import {
  emitBulkCharge,
  emitCharge,
  emitCheckedCharge,
  emitDepthEnter,
  emitDepthLeave,
  frameWeight,
} from "./emit-charges.ts";
import { type FuelPlan, planFuel } from "./fuel-plan.ts";
import type { MeteringGlobals } from "./metering-globals.ts";

/** What is the same for every function of a module. */
export interface RewriteContext {
  readonly bytes: Uint8Array;
  readonly importCount: number;
  readonly limits: StrategyLimits;
  readonly callGraph: CallGraph;
  readonly globals: MeteringGlobals;
  readonly lines: readonly CodeLine[];
}

/** Locals that the pass adds behind a function's own, by what they are for. */
interface AddedLocals {
  readonly fuel: number;
  readonly length: number;
  readonly f32: number;
  readonly f64: number;
  readonly types: readonly number[];
}

/** A function with the pass's code in it. */
export interface RewrittenBody {
  readonly code: Uint8Array;
  /** The module's source lines inside it, at offsets from its first byte; the one before them says where it begins. */
  readonly lines: readonly CodeLine[];
}

/** Returns function `index` (counted among those defined) with fuel, depth and canonical NaNs written into its code. */
export function rewriteBody(context: RewriteContext, body: ScannedBody, index: number): RewrittenBody {
  const locals = addedLocals(body);
  const code = new ByteWriter((body.codeTo - body.localsFrom) * 2 + 64);
  code.u32(body.localGroups + locals.types.length);
  code.bytes(context.bytes.subarray(body.localsFrom, body.codeFrom));
  for (const type of locals.types) code.bytes([1, type]);
  const plan = planFuel(context.bytes, body, context.importCount);
  const weight = frameWeight(body.localCount + locals.types.length);
  const instructions = new InstructionReader(new ByteReader(context.bytes, body.codeFrom, body.codeTo));
  const lines: CodeLine[] = [{ offset: 0, line: 0 }];
  let nextLine = firstLineFrom(context.lines, body.codeFrom);
  for (let place = 0; instructions.next(); place++) {
    // What is charged for an instruction counts as its line.
    for (let known = context.lines[nextLine]; known && known.offset <= instructions.start;) {
      lines.push({ offset: code.length, line: known.line });
      known = context.lines[++nextLine];
    }
    emitFuel(code, context, plan, locals, place);
    emitGuards(code, context, locals, instructions.opcode);
    const original = context.bytes.subarray(instructions.start, instructions.end);
    if (isRecursive(context.callGraph, index, instructions)) {
      emitDepthEnter(code, context.globals.depth, weight, context.limits.recursionDepth);
      code.bytes(original);
      emitDepthLeave(code, context.globals.depth, weight);
    } else {
      code.bytes(original);
    }
  }
  return { code: code.written(), lines };
}

function addedLocals(body: ScannedBody): AddedLocals {
  const types: number[] = [];
  const add = (type: number): number => body.localCount + types.push(type) - 1;
  return {
    fuel: add(ValueType.i64),
    length: body.hasBulkOperations ? add(ValueType.i32) : -1,
    f32: body.observesF32 ? add(ValueType.f32) : -1,
    f64: body.observesF64 ? add(ValueType.f64) : -1,
    types,
  };
}

function emitFuel(code: ByteWriter, context: RewriteContext, plan: FuelPlan, locals: AddedLocals, place: number): void {
  const fuel = plan.charges.get(place) ?? 0;
  if (plan.checks.has(place)) emitCheckedCharge(code, context.globals.fuel, locals.fuel, fuel);
  else if (fuel > 0) emitCharge(code, context.globals.fuel, fuel);
}

function emitGuards(code: ByteWriter, context: RewriteContext, locals: AddedLocals, opcode: number): void {
  if (BULK_OPERATIONS.has(opcode)) emitBulkCharge(code, opcode, context.globals.fuel, locals.fuel, locals.length);
  else if (F32_OBSERVERS.has(opcode)) emitCanonicalF32(code, locals.f32);
  else if (F64_OBSERVERS.has(opcode)) emitCanonicalF64(code, locals.f64);
}

/** A tail call leaves its frame, so it needs no depth; its callee checks fuel on entry. */
function isRecursive(callGraph: CallGraph, caller: number, instructions: InstructionReader): boolean {
  if (instructions.opcode === Opcode.call) return callGraph.isOnCycle(caller, instructions.index);
  return instructions.opcode === Opcode.callIndirect && callGraph.isOnCycle(caller, INDIRECT);
}
