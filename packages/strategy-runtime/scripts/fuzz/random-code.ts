import type { SeededRandom } from "@rara-trading/domain";
import { f64Const, i32Const } from "../../src/testing/module-builder.ts";
import { ValueType } from "../../src/wasm/value-type.ts";

/** Locals that random code uses, behind the six parameters of `on_candle`: two integers, one float. */
export const RANDOM_CODE_LOCALS = [
  [2, ValueType.i32],
  [1, ValueType.f64],
] as const;

const INTEGER = 6;
const COUNTER = 7;
const FLOAT = 8;
const STATEMENTS_MAX = 6;
const DEPTH_MAX = 5;
/** Keeps an address on the first page. */
const ADDRESS_MASK = 0xfff0;
const I32_OPERATIONS = [0x46, 0x48, 0x4b, 0x6a, 0x6b, 0x6c, 0x6d, 0x70, 0x71, 0x72, 0x73, 0x74, 0x76, 0x77] as const;
const F64_OPERATIONS = [0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5] as const;
const F64_FUNCTIONS = [0x99, 0x9a, 0x9b, 0x9c, 0x9d, 0x9e, 0x9f] as const;
const F64_COMPARISONS = [0x61, 0x62, 0x63, 0x64, 0x65, 0x66] as const;

/** Makes well-typed code out of a random source: function 0 of its module must take and return an i32. */
export class RandomCode {
  readonly #random: SeededRandom;

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  /** Statements that leave the stack as it was. */
  statements(depth = 0): number[] {
    return Array.from({ length: 1 + this.#below(STATEMENTS_MAX) }, () => this.#statement(depth)).flat();
  }

  #statement(depth: number): number[] {
    switch (this.#below(depth >= DEPTH_MAX ? 5 : 9)) {
      case 0:
        return [...this.#i32(0), 0x21, INTEGER];
      case 1:
        return [...this.#f64(0), 0x21, FLOAT];
      case 2:
        return [...this.#address(), ...this.#i32(0), 0x36, 2, 0];
      case 3:
        return [...this.#address(), ...this.#f64(0), 0x39, 3, 0];
      case 4:
        return [...this.#address(), ...this.#i32(0), ...i32Const(this.#below(100)), 0xfc, 0x0b, 0];
      case 5:
        return [...this.#i32(0), 0x04, 0x40, ...this.statements(depth + 1), 0x05, ...this.statements(depth + 1), 0x0b];
      case 6:
        return [0x02, 0x40, ...this.#i32(0), 0x0d, 0, ...this.statements(depth + 1), 0x0b];
      case 7:
        return [0x02, 0x40, 0x02, 0x40, ...this.#i32(0), 0x0e, 1, 0, 1, 0x0b, ...this.statements(depth + 1), 0x0b];
      default:
        return this.#loop(depth);
    }
  }

  /** Counts down; a loop inside that uses the same counter may well make it endless. */
  #loop(depth: number): number[] {
    const turns = [0x20, COUNTER, 0x41, 1, 0x6b, 0x22, COUNTER, 0x0d, 0];
    const start = [...i32Const(1 + this.#below(20)), 0x21, COUNTER];
    return [...start, 0x03, 0x40, ...this.statements(depth + 1), ...turns, 0x0b];
  }

  #address(): number[] {
    return this.#below(50) === 0 ? this.#i32(0) : [...this.#i32(0), ...i32Const(ADDRESS_MASK), 0x71];
  }

  #i32(depth: number): number[] {
    switch (this.#below(depth >= DEPTH_MAX ? 3 : 9)) {
      case 0:
        return i32Const(this.#below(2) === 0 ? this.#below(16) : this.#below(0x7fff_ffff));
      case 1:
        return [0x20, INTEGER];
      case 2:
        return [0x20, COUNTER];
      case 3:
        return [...this.#address(), 0x28, 2, 0];
      case 4:
        return [...this.#i32(depth + 1), 0x10, 0];
      case 5:
        return this.#below(20) === 0 ? [...i32Const(this.#below(3)), 0x40, 0] : [0x3f, 0];
      case 6:
        return [...this.#f64(depth + 1), ...this.#f64(depth + 1), this.#one(F64_COMPARISONS)];
      case 7:
        return [...this.#f64(depth + 1), 0xfc, 0x02];
      default:
        return [...this.#i32(depth + 1), ...this.#i32(depth + 1), this.#one(I32_OPERATIONS)];
    }
  }

  #f64(depth: number): number[] {
    switch (this.#below(depth >= DEPTH_MAX ? 3 : 7)) {
      case 0:
        return f64Const((this.#random.next() - 0.5) * 100);
      case 1:
        return [0x20, this.#below(6)];
      case 2:
        return [0x20, FLOAT];
      case 3:
        return [...this.#address(), 0x2b, 3, 0];
      case 4:
        return [...this.#i32(depth + 1), 0xb7];
      case 5:
        return [...this.#f64(depth + 1), this.#one(F64_FUNCTIONS)];
      default:
        return [...this.#f64(depth + 1), ...this.#f64(depth + 1), this.#one(F64_OPERATIONS)];
    }
  }

  #one(choices: readonly number[]): number {
    return choices[this.#below(choices.length)] ?? 0;
  }

  #below(limit: number): number {
    return Math.floor(this.#random.next() * limit);
  }
}
