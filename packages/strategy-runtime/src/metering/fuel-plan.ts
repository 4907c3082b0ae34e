import { ByteReader } from "../wasm/byte-reader.ts";
import { InstructionReader } from "../wasm/instruction-reader.ts";
import { Opcode } from "../wasm/opcodes.ts";
import type { ScannedBody } from "../wasm/scan-body.ts";

/** Where a function body is charged and checked. Places are numbers of instructions: before that instruction. */
export interface FuelPlan {
  /** Fuel to take at each place. */
  readonly charges: ReadonlyMap<number, number>;
  /** Places where running out is noticed: the function's entry and every loop header. */
  readonly checks: ReadonlySet<number>;
}

/** Fuel of a call into the host, beyond the instruction itself. */
export const HOST_CALL_FUEL = 100;

/** A segment of at most this cost may be charged at the header of its loop instead of where it stands … */
const HOISTED_SEGMENT_FUEL_MAX = 24;
/** … as long as all segments charged there together cost no more than this. */
const HOISTED_HEADER_FUEL_MAX = 64;

/** Instructions without work of their own, as wasmtime counts them. */
const FREE: ReadonlySet<number> = new Set([
  Opcode.nop,
  Opcode.block,
  Opcode.loop,
  Opcode.else,
  Opcode.end,
  Opcode.drop,
]);

/** Instructions behind which control may go elsewhere, so that a straight-line segment ends. */
const SEGMENT_ENDS: ReadonlySet<number> = new Set([
  Opcode.unreachable,
  Opcode.if,
  Opcode.else,
  Opcode.end,
  Opcode.br,
  Opcode.brIf,
  Opcode.brTable,
  Opcode.return,
  Opcode.returnCall,
  Opcode.returnCallIndirect,
]);

/**
 * Plans the hybrid mode: straight-line segments are charged as a whole, small ones at the header of the innermost loop
 * (or function) around them, where the check stands anyway. A hoisted segment is charged on every turn, taken or not,
 * so fuel is an upper bound that is the same on every run. Between two checks code cannot repeat.
 */
export function planFuel(bytes: Uint8Array, body: ScannedBody, importCount: number): FuelPlan {
  const plan = new Planner(importCount);
  const instructions = new InstructionReader(new ByteReader(bytes, body.codeFrom, body.codeTo));
  for (let place = 0; instructions.next(); place++) plan.take(place, instructions.opcode, instructions.index);
  return plan;
}

class Planner implements FuelPlan {
  readonly charges = new Map<number, number>();
  readonly checks = new Set<number>([0]);
  readonly #importCount: number;
  /** Headers of the loops around the current place, the function's entry first. */
  readonly #headers = [0];
  /** For every open block, whether it is a loop. */
  readonly #blocks: boolean[] = [];
  readonly #hoisted = new Map<number, number>();
  #segmentFrom = 0;
  #segmentFuel = 0;

  constructor(importCount: number) {
    this.#importCount = importCount;
  }

  take(place: number, opcode: number, index: number): void {
    this.#segmentFuel += this.#fuelOf(opcode, index);
    if (opcode === Opcode.loop) {
      this.#endSegment(place + 1);
      this.checks.add(place + 1);
      this.#headers.push(place + 1);
    } else if (SEGMENT_ENDS.has(opcode)) {
      this.#endSegment(place + 1);
    }
    if (opcode === Opcode.block || opcode === Opcode.if) this.#blocks.push(false);
    else if (opcode === Opcode.loop) this.#blocks.push(true);
    else if (opcode === Opcode.end && this.#blocks.pop() === true) this.#headers.pop();
  }

  #fuelOf(opcode: number, index: number): number {
    if (FREE.has(opcode)) return 0;
    const toHost = (opcode === Opcode.call || opcode === Opcode.returnCall) && index < this.#importCount;
    return toHost ? 1 + HOST_CALL_FUEL : 1;
  }

  #endSegment(next: number): void {
    const header = this.#headers.at(-1) ?? 0;
    // A loop header costs at least 1, so that no turn is free.
    const isHeader = this.#segmentFrom === header;
    const fuel = isHeader && header > 0 ? Math.max(this.#segmentFuel, 1) : this.#segmentFuel;
    if (fuel > 0) this.#charge(isHeader ? header : this.#placeFor(header, fuel), fuel);
    this.#segmentFrom = next;
    this.#segmentFuel = 0;
  }

  #placeFor(header: number, fuel: number): number {
    const hoisted = (this.#hoisted.get(header) ?? 0) + fuel;
    if (fuel > HOISTED_SEGMENT_FUEL_MAX || hoisted > HOISTED_HEADER_FUEL_MAX) return this.#segmentFrom;
    this.#hoisted.set(header, hoisted);
    return header;
  }

  #charge(place: number, fuel: number): void {
    this.charges.set(place, (this.charges.get(place) ?? 0) + fuel);
  }
}
