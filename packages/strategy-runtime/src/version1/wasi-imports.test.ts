import { describe, expect, it } from "vitest";
import { GuestLog } from "../session/guest-log.ts";
import { thrownBy } from "../testing/thrown.ts";
import { WASI_FUNCTION_NAMES, WASI_MODULE } from "./wasi-functions.ts";
import { wasiImports } from "./wasi-imports.ts";

const PAGE = 65_536;
const SUCCESS = 0;
const BAD_DESCRIPTOR = 8;
const FAULT = 21;
const INVALID = 28;
const NOT_SUPPORTED = 52;

/** A guest with one page full of 0xaa, and what it has printed. */
function guest() {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const bytes = new Uint8Array(memory.buffer).fill(0xaa);
  const lines: string[] = [];
  const log = new GuestLog((line) => lines.push(line));
  const functions = wasiImports({ memory: () => memory, log, seed: () => 0 })[WASI_MODULE] ?? {};
  const call = (name: string, ...values: readonly (number | bigint)[]): unknown => {
    const answer = functions[name];
    if (typeof answer !== "function") throw new Error(`Expected a function ${name}, found none`);
    return (answer as (...given: readonly (number | bigint)[]) => unknown)(...values);
  };
  const view = new DataView(memory.buffer);
  /** Lays out one buffer of a `fd_write` at 100 and its text at 200. */
  const put = (text: string): void => {
    view.setUint32(100, 200, true);
    view.setUint32(104, new TextEncoder().encodeInto(text, bytes.subarray(200)).written, true);
  };
  return { bytes, view, lines, call, put };
}

describe("the WASI that a version 1 module sees", () => {
  it("has no arguments, no environment and a clock that stands", () => {
    const { view, call } = guest();
    expect(call("args_sizes_get", 0, 4)).toBe(SUCCESS);
    expect(call("environ_sizes_get", 8, 12)).toBe(SUCCESS);
    expect(call("clock_time_get", 0, 1n, 16)).toBe(SUCCESS);
    expect(call("clock_res_get", 1, 24)).toBe(SUCCESS);
    for (let address = 0; address < 32; address += 4) expect(view.getUint32(address)).toBe(0);
    expect(view.getUint32(32)).toBe(0xaaaa_aaaa);
  });

  it("gives every instance the same random numbers", () => {
    const drawn = [guest(), guest()].map(({ bytes, call }) => {
      expect(call("random_get", 0, 16)).toBe(SUCCESS);
      return bytes.slice(0, 16);
    });
    expect(drawn[0]).toEqual(drawn[1]);
    expect(new Set(drawn[0]).size).toBeGreaterThan(8);
  });

  it("writes to the log, escaped and cut, and to no other descriptor", () => {
    const { view, lines, call, put } = guest();
    put("thread panicked\u001b[2J\n");
    expect(call("fd_write", 2, 100, 1, 0)).toBe(SUCCESS);
    expect(view.getUint32(0, true)).toBe(20);
    put("x".repeat(5000));
    expect(call("fd_write", 1, 100, 1, 0)).toBe(SUCCESS);
    expect(view.getUint32(0, true)).toBe(5000);
    expect(call("fd_write", 3, 100, 1, 0)).toBe(BAD_DESCRIPTOR);
    expect(lines).toEqual(["thread panicked\\u{1b}[2J", "x".repeat(300)]);
  });

  it("touches nothing outside the guest's memory", () => {
    const { bytes, view, lines, call } = guest();
    view.setUint32(100, PAGE - 4, true);
    view.setUint32(104, 5, true);
    const before = bytes.slice();
    expect(call("random_get", PAGE - 4, 5)).toBe(FAULT);
    expect(call("random_get", -1, 1)).toBe(FAULT);
    expect(call("random_get", 0, -1)).toBe(INVALID);
    expect(call("clock_time_get", 0, 0n, PAGE - 7)).toBe(FAULT);
    expect(call("environ_sizes_get", 0, PAGE - 3)).toBe(FAULT);
    expect(call("fd_write", 1, 100, 1, 0)).toBe(FAULT);
    expect(call("fd_write", 1, -8, 1, 0)).toBe(FAULT);
    expect(bytes).toEqual(before);
    expect(lines).toEqual([]);
  });

  it("ends the strategy that ends itself", () => {
    const { call } = guest();
    expect(thrownBy(() => call("proc_exit", 3))).toMatchObject({ message: "the strategy ended itself with code 3" });
    expect(thrownBy(() => call("proc_raise", 6))).toMatchObject({ name: "GuestAbort" });
  });

  it("denies everything else", () => {
    const { bytes, call } = guest();
    const before = bytes.slice();
    const answered = /^(?:args|environ|clock)_|^(?:random_get|fd_write|proc_exit|proc_raise|sched_yield)$/;
    const denied = WASI_FUNCTION_NAMES.filter((name) => !answered.test(name));
    expect(denied).toHaveLength(35);
    for (const name of denied) {
      expect(call(name, 0, 0, 0, 0, 0, 0, 0, 0, 0)).toBe(/^(?:fd|path)_/.test(name) ? BAD_DESCRIPTOR : NOT_SUPPORTED);
    }
    expect(bytes).toEqual(before);
  });
});
