import type { ByteReader } from "./byte-reader.ts";
import { type Immediate, immediateBehindFc, immediateOf, PREFIX_FC } from "./opcodes.ts";
import { refuseFeature, refuseMalformed } from "./refuse.ts";
import { checkedReferenceType, checkedValueType } from "./value-type.ts";

const EMPTY_BLOCK = 0x40;
/** A block type of one byte at or above this is a value type, below it a type index. */
const SHORTEST_NEGATIVE = 0x40;
const MULTI_MEMORY_FLAG = 0x40;

/** Walks over the instructions of a function body or constant expression and refuses any that is not allowed. */
export class InstructionReader {
  /** The instruction last read; a prefixed one as 0xfcNN. */
  opcode = 0;
  /** Its first index immediate (function, local, label …); 0 when it has none. */
  index = 0;
  /** Offset of its first byte in the module. */
  start = 0;
  readonly #reader: ByteReader;

  constructor(reader: ByteReader) {
    this.#reader = reader;
  }

  /** Offset behind the instruction last read. */
  get end(): number {
    return this.#reader.position;
  }

  /** Reads the next instruction; returns false at the end. */
  next(): boolean {
    const reader = this.#reader;
    if (reader.atEnd) return false;
    this.start = reader.position;
    this.index = 0;
    const first = reader.byte();
    if (first === PREFIX_FC) {
      const sub = reader.u32();
      this.opcode = (PREFIX_FC << 8) | sub;
      this.#readImmediate(immediateBehindFc(sub));
    } else {
      this.opcode = first;
      this.#readImmediate(immediateOf(first));
    }
    return true;
  }

  #readImmediate(immediate: Immediate | undefined): void {
    const reader = this.#reader;
    switch (immediate) {
      case "none":
        return;
      case "index":
        this.index = reader.u32();
        return;
      case "two-indices":
        this.index = reader.u32();
        reader.u32();
        return;
      case "block-type":
        return this.#readBlockType();
      case "branch-table":
        for (let labels = reader.u32(); labels >= 0; labels--) reader.u32();
        return;
      case "value-types":
        for (let count = reader.u32(); count > 0; count--) checkedValueType(reader.byte());
        return;
      case "reference-type":
        checkedReferenceType(reader.byte());
        return;
      case "memory-argument":
        if ((reader.u32() & MULTI_MEMORY_FLAG) !== 0) refuseFeature("a second memory");
        reader.u32();
        return;
      case "number":
        return reader.skipNumber();
      case "four-bytes":
        return reader.skip(4);
      case "eight-bytes":
        return reader.skip(8);
      case undefined:
        return refuseFeature(`opcode 0x${this.opcode.toString(16)}`);
    }
  }

  #readBlockType(): void {
    const reader = this.#reader;
    const first = reader.bytes[reader.position];
    if (first === undefined) return refuseMalformed("an unexpected end");
    if (first >= SHORTEST_NEGATIVE && first < 0x80) {
      if (reader.byte() !== EMPTY_BLOCK) checkedValueType(first);
      return;
    }
    reader.u32();
    const last = reader.bytes[reader.position - 1] ?? 0;
    if ((last & 0x40) !== 0) refuseMalformed("a value type of more than one byte");
  }
}
