import { i32Const } from "../../src/testing/module-builder.ts";
import { ValueType } from "../../src/wasm/value-type.ts";
import { type HostileModule, strategyWith } from "./hostile-module.ts";

const { i32 } = ValueType;
const V128_CONST = [0xfd, 0x0c, ...Array.from({ length: 16 }, () => 0)];
const DROP = 0x1a;

/** Instructions of proposals that the sandbox does not take. */
const INSTRUCTIONS: readonly (readonly [what: string, code: readonly number[]])[] = [
  ["a vector constant", [...V128_CONST, DROP]],
  ["a vector addition", [...V128_CONST, ...V128_CONST, 0xfd, 0x6e, DROP]],
  ["a vector load", [0x41, 0, 0xfd, 0, 4, 0, DROP]],
  ["a relaxed vector operation", [...V128_CONST, ...V128_CONST, ...V128_CONST, 0xfd, 0x85, 0x02, DROP]],
  ["a fence", [0xfe, 0x03, 0]],
  ["an atomic load", [0x41, 0, 0xfe, 0x10, 2, 0, DROP]],
  ["an atomic wait", [0x41, 0, 0x41, 0, 0x42, 0x7f, 0xfe, 0x01, 2, 0, DROP]],
  ["a notification", [0x41, 0, 0x41, 1, 0xfe, 0x00, 2, 0, DROP]],
  ["a try of old", [0x06, 0x40, 0x19, 0x0b]],
  ["a try table", [0x1f, 0x40, 1, 2, 0, 0x0b]],
  ["a throw", [0x08, 0]],
  ["a throw of a reference", [0xd0, 0x69, 0x0a]],
  ["a small integer reference", [0x41, 1, 0xfb, 0x1c, DROP]],
  ["a struct", [0xfb, 0x00, 0, DROP]],
  ["an array", [0x41, 1, 0xfb, 0x07, 0, DROP]],
  ["a cast", [0xd0, 0x6e, 0xfb, 0x16, 0x6d, DROP]],
  ["a call of a reference", [0xd0, 0, 0x14, 0]],
  ["a tail call of a reference", [0xd0, 0, 0x15, 0]],
  ["a claim that a reference is not null", [0xd0, 0x70, 0xd4, DROP]],
  ["a branch on null", [0xd0, 0x70, 0xd5, 0, DROP]],
  ["a second memory", [0x41, 0, 0x28, 0x42, 1, 0, DROP]],
  ["an addition of 128 bits", [0x42, 1, 0x42, 1, 0x42, 1, 0x42, 1, 0xfc, 0x13, DROP, DROP]],
  ["a data drop of a segment that is not there", [0xfc, 9, 99]],
  ["an instruction that no proposal has", [0xff]],
  ["another that none has", [0xfc, 0x7f]],
  ["one of the garbage collection far out", [0xfb, 0x7f]],
  ["a block of a typed reference", [0x02, 0x63, 0x70, 0xd0, 0x70, 0x0b, DROP]],
  ["a select of a vector", [...V128_CONST, ...V128_CONST, 0x41, 0, 0x1c, 1, 0x7b, DROP]],
  ["a null exception", [0xd0, 0x69, DROP]],
];

/** Sections that only such modules have, or contents of known ones. */
const SECTIONS: readonly (readonly [what: string, id: number, contents: readonly number[]])[] = [
  ["exceptions", 13, [1, 0, 0]],
  ["a table of typed references", 4, [1, 0x63, 0, 0, 1]],
  ["a table with an initial value", 4, [1, 0x40, 0, 0x70, 0, 1, 0xd0, 0x70, 0x0b]],
  ["a global of a reference to anything", 6, [1, 0x6e, 0, 0xd0, 0x6e, 0x0b]],
  ["a global vector", 6, [1, 0x7b, 0, ...V128_CONST, 0x0b]],
  ["recursive types", 1, [1, 0x4e, 1, 0x60, 0, 0]],
  ["a struct type", 1, [1, 0x5f, 1, i32, 1]],
  ["an array type", 1, [1, 0x5e, i32, 1]],
  ["a type with a supertype", 1, [1, 0x50, 0, 0x60, 0, 0]],
];

/** Proposals beyond the allow-list, in code and in sections. */
export function featureModules(): readonly HostileModule[] {
  const used = INSTRUCTIONS.map(([what, code]): HostileModule => ({
    name: `feature: ${what}`,
    expected: "fault",
    wasm: () => strategyWith("on_candle", code),
  }));
  const unused = INSTRUCTIONS.map(([what, code]): HostileModule => ({
    name: `feature: ${what} where it never runs`,
    expected: "fault",
    wasm: () => strategyWith("init", [...i32Const(0), 0x04, 0x40, ...code, 0x0b]),
  }));
  const sections = SECTIONS.map(([what, id, contents]): HostileModule => ({
    name: `feature: ${what} as a section`,
    expected: "fault",
    wasm: () => strategyWith("init", [], { prepare: (builder) => void builder.section(id, contents) }),
  }));
  const appended = [14, 77, 255].map((id): HostileModule => ({
    name: `feature: a section of the unknown kind ${id}`,
    expected: "fault",
    wasm: () => Uint8Array.from([...strategyWith("init", []), id, 1, 0]),
  }));
  return [...used, ...unused, ...sections, ...appended];
}
