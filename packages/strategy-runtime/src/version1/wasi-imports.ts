import { GuestAbort } from "../session/guest-abort.ts";
import { LOG_LINE_CHARACTERS_MAX } from "../session/guest-log.ts";
import type { HostFunctionContext } from "../session/host-imports.ts";
import { WASI_FUNCTION_NAMES, WASI_MODULE } from "./wasi-functions.ts";

/** Error numbers of WASI preview 1. */
const SUCCESS = 0;
const BAD_DESCRIPTOR = 8;
const FAULT = 21;
const INVALID = 28;
const NOT_SUPPORTED = 52;

const STDOUT = 1;
const STDERR = 2;
/** Buffers of one `fd_write` that are looked at; the rest counts as written and is dropped. */
const WRITE_BUFFERS_MAX = 16;
/** Bytes that one `random_get` fills at most. */
const RANDOM_BYTES_MAX = 65_536;
/** State that every session's random numbers begin with: chance is a constant here. */
const RANDOM_SEED = 0x9e37_79b9;

const UTF8 = new TextDecoder();

type WasiFunction = (...values: readonly (number | bigint)[]) => number;

/**
 * Returns answers to every function of WASI preview 1: no arguments, no environment, no file, no socket, a clock that
 * stands at 0, random numbers from a constant, output into the session's capped log. `proc_exit` and `proc_raise` end
 * the strategy. Nothing here waits, and no address outside the guest's memory is read or written.
 */
export function wasiImports(context: HostFunctionContext): WebAssembly.Imports {
  const answers: Record<string, WasiFunction> = {};
  for (const name of WASI_FUNCTION_NAMES) answers[name] = () => denial(name);
  const memory = (): DataView => {
    const found = context.memory();
    return found instanceof WebAssembly.Memory ? new DataView(found.buffer) : new DataView(new ArrayBuffer(0));
  };
  const nothing = (count: number | bigint = 0, bytes: number | bigint = 0): number =>
    store(memory(), [count, bytes], (view, address) => view.setUint32(address, 0, true), 4);
  const zeroTime = (...values: readonly (number | bigint)[]): number =>
    store(memory(), [values.at(-1) ?? 0], (view, address) => view.setBigUint64(address, 0n, true), 8);
  Object.assign(answers, {
    args_sizes_get: nothing,
    environ_sizes_get: nothing,
    args_get: () => SUCCESS,
    environ_get: () => SUCCESS,
    sched_yield: () => SUCCESS,
    clock_time_get: zeroTime,
    clock_res_get: zeroTime,
    random_get: randomFunction(memory),
    fd_write: writeFunction(memory, (text) => context.log.write(text)),
    proc_exit: (code: number) => exit(`ended itself with code ${code >>> 0}`),
    proc_raise: (signal: number) => exit(`raised signal ${signal >>> 0}`),
  });
  return { [WASI_MODULE]: answers };
}

/** There is no descriptor but the two that `fd_write` knows, and nothing that a path could name. */
function denial(name: string): number {
  return name.startsWith("fd_") || name.startsWith("path_") ? BAD_DESCRIPTOR : NOT_SUPPORTED;
}

function exit(what: string): never {
  throw new GuestAbort(`the strategy ${what}`, undefined);
}

/** Writes a value of `size` bytes to each address, or answers that one lies outside and writes none. */
function store(
  view: DataView,
  addresses: readonly (number | bigint)[],
  write: (view: DataView, address: number) => void,
  size: number,
): number {
  const unsigned = addresses.map((address) => Number(address) >>> 0);
  if (unsigned.some((address) => address + size > view.byteLength)) return FAULT;
  for (const address of unsigned) write(view, address);
  return SUCCESS;
}

/** A linear congruential generator (Numerical Recipes, 1992): for hash tables, which need any numbers at all. */
function randomFunction(memory: () => DataView): (address: number, length: number) => number {
  let state = RANDOM_SEED;
  return (address, length) => {
    const view = memory();
    const from = address >>> 0;
    const count = length >>> 0;
    if (count > RANDOM_BYTES_MAX) return INVALID;
    if (from + count > view.byteLength) return FAULT;
    for (let i = 0; i < count; i++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
      view.setUint8(from + i, state >>> 24);
    }
    return SUCCESS;
  };
}

function writeFunction(
  memory: () => DataView,
  log: (text: string) => void,
): (descriptor: number, buffers: number, count: number, written: number) => number {
  return (descriptor, buffers, count, written) => {
    if (descriptor !== STDOUT && descriptor !== STDERR) return BAD_DESCRIPTOR;
    const view = memory();
    const list = buffers >>> 0;
    const parts = Math.min(count >>> 0, WRITE_BUFFERS_MAX);
    if (list + 8 * parts > view.byteLength) return FAULT;
    let text = "";
    let total = 0;
    for (let i = 0; i < parts; i++) {
      const from = view.getUint32(list + 8 * i, true);
      const length = view.getUint32(list + 8 * i + 4, true);
      if (from + length > view.byteLength) return FAULT;
      total += length;
      const room = Math.max(0, LOG_LINE_CHARACTERS_MAX - text.length);
      text += UTF8.decode(new Uint8Array(view.buffer, from, Math.min(length, room)));
    }
    const answer = store(view, [written], (at, address) => at.setUint32(address, total, true), 4);
    const line = text.replace(/\r?\n$/, "");
    if (answer === SUCCESS && line !== "") log(line);
    return answer;
  };
}
