import { refuseMalformed } from "./refuse.ts";

const UTF8 = new TextDecoder("utf-8", { fatal: true });
const LEB_U32_BYTES_MAX = 5;
const LEB_S64_BYTES_MAX = 10;

/** Reads a stretch of a WebAssembly binary from front to back and refuses to run over its end. */
export class ByteReader {
  readonly bytes: Uint8Array;
  readonly end: number;
  #position: number;

  constructor(bytes: Uint8Array, from = 0, end = bytes.length) {
    if (end > bytes.length || from > end) refuseMalformed("a part that is longer than the module");
    this.bytes = bytes;
    this.end = end;
    this.#position = from;
  }

  /** Offset of the next byte in the whole module. */
  get position(): number {
    return this.#position;
  }

  get atEnd(): boolean {
    return this.#position >= this.end;
  }

  byte(): number {
    const value = this.#position < this.end ? this.bytes[this.#position] : undefined;
    if (value === undefined) return refuseMalformed("an unexpected end");
    this.#position++;
    return value;
  }

  /** Returns an unsigned LEB128 number of at most 32 bits. */
  u32(): number {
    let value = 0;
    for (let i = 0; i < LEB_U32_BYTES_MAX; i++) {
      const part = this.byte();
      value += (part & 0x7f) * 2 ** (7 * i);
      if (part < 0x80) return value <= 0xffff_ffff ? value : refuseMalformed("a number above 32 bits");
    }
    return refuseMalformed("a number of more than 5 bytes");
  }

  /** Skips a LEB128 number of up to 64 bits, signed or not. */
  skipNumber(): void {
    for (let i = 0; i < LEB_S64_BYTES_MAX; i++) if (this.byte() < 0x80) return;
    refuseMalformed("a number of more than 10 bytes");
  }

  skip(count: number): void {
    if (count > this.end - this.#position) refuseMalformed("an unexpected end");
    this.#position += count;
  }

  /** Returns a length-prefixed UTF-8 name. */
  name(): string {
    const part = this.part(this.u32());
    try {
      return UTF8.decode(part.bytes.subarray(part.position, part.end));
    } catch {
      return refuseMalformed("a name that is not UTF-8");
    }
  }

  /** Returns a reader for the next `length` bytes and moves past them. */
  part(length: number): ByteReader {
    const from = this.#position;
    this.skip(length);
    return new ByteReader(this.bytes, from, from + length);
  }
}
