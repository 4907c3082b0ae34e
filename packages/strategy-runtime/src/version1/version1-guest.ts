import { StrategyFault, type StrategyFaultPlace } from "@rara-trading/domain";
import { withoutControls } from "../printable-text.ts";
import type { GuestInstance } from "../session/guest-instance.ts";
import { readBytes } from "../session/guest-memory.ts";
import type { Version1Exports } from "./version1-abi.ts";

/** Bytes of JSON that one call may answer. */
const OUTPUT_BYTES_MAX = 65_536;

const FOUND_CHARACTERS_MAX = 100;
const UTF8 = new TextDecoder("utf-8", { fatal: true });

/** What can be asked of a version 1 module. */
export type Version1Question = "wasm_meta" | "wasm_on_candles" | "wasm_risk_levels";

/** The protocol of version 1 over a sandboxed instance: JSON is copied in, the function called, JSON copied out. */
export class Version1Guest {
  readonly #guest: GuestInstance;
  readonly #exports: Version1Exports;

  constructor(guest: GuestInstance) {
    this.#guest = guest;
    // Sound: loadStrategyModule has compared every export of a version 1 module with its type.
    this.#exports = guest.exports as unknown as Version1Exports;
  }

  /** Fuel used so far. Exact up to 2^53. */
  get fuelUsed(): number {
    return this.#guest.fuelUsed;
  }

  /** Whether the module answers a question at all: risk levels are optional. */
  answers(question: Version1Question): boolean {
    return this.#exports[question] !== undefined;
  }

  /**
   * Asks one question and returns the parsed answer, which may be any JSON value.
   * @throws StrategyFault for what the strategy does; `abi` for an answer that is out of bounds, too long or not JSON.
   */
  ask(question: Version1Question, input: Uint8Array | undefined, place: StrategyFaultPlace): unknown {
    const exports = this.#exports;
    const output = this.#guest.run(() => {
      if (input !== undefined) this.#write(input);
      exports[question]?.();
      const address = exports.get_output_ptr() >>> 0;
      const length = exports.get_output_len() >>> 0;
      if (length > OUTPUT_BYTES_MAX) {
        refuse(question, `at most ${OUTPUT_BYTES_MAX} bytes`, String(length));
      }
      return readBytes(exports.memory, address, length, `the answer of ${question}`);
    }, place);
    return parse(question, output);
  }

  #write(input: Uint8Array): void {
    const address = this.#exports.alloc(input.length) >>> 0;
    // Taken after the call: alloc may have grown the memory, which detaches the buffer from before.
    const { buffer } = this.#exports.memory;
    if (address + input.length > buffer.byteLength) {
      refuse("alloc", `room for ${input.length} bytes inside ${buffer.byteLength}`, `the address ${address}`);
    }
    new Uint8Array(buffer, address, input.length).set(input);
  }
}

/** Refuses an answer; `found` may be the strategy's own text. */
export function refuse(question: string, expected: string, found: string): never {
  const shown = withoutControls(found, FOUND_CHARACTERS_MAX);
  throw new StrategyFault("abi", `Expected ${question} to answer ${expected}, found ${shown}`);
}

function parse(question: Version1Question, output: Uint8Array): unknown {
  try {
    return JSON.parse(UTF8.decode(output));
  } catch {
    return refuse(question, "JSON", JSON.stringify(new TextDecoder().decode(output.subarray(0, FOUND_CHARACTERS_MAX))));
  }
}
