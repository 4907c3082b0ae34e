import { f64Const, i32Const, leb, type ModuleBuilder, repeated } from "../../src/testing/module-builder.ts";
import { ValueType } from "../../src/wasm/value-type.ts";
import { type HostileModule, strategyWith } from "./hostile-module.ts";

const { i32, i64, f64 } = ValueType;

type Locals = readonly (readonly [count: number, type: number])[];

interface Oversize {
  readonly what: string;
  readonly code: () => Uint8Array | readonly number[];
  readonly locals?: Locals;
  readonly prepare?: (builder: ModuleBuilder) => void;
}

/** `count` conditional branches out of one block: V8 merges the state of every local at each. */
const branches = (count: number): Uint8Array =>
  Uint8Array.from([0x02, 0x40, ...repeated([0x41, 0, 0x0d, 0], count), 0x0b]);
const nested = (open: readonly number[], depth: number): Uint8Array =>
  Uint8Array.from([...repeated(open, depth), ...repeated([0x0b], depth)]);
const branchTable = (labels: number): Uint8Array =>
  Uint8Array.from([0x02, 0x40, 0x41, 1, 0x0e, ...leb(labels), ...repeated([0], labels + 1), 0x0b]);
const manyFunctions =
  (count: number) =>
  (builder: ModuleBuilder): void => {
    for (let i = 0; i < count; i++) builder.addFunction({ code: [] });
  };

/** Modules that are large or deep: over a limit they are refused, under it V8 must still compile them in time. */
const OVERSIZES: readonly Oversize[] = [
  { what: "50,000 locals", code: () => [], locals: [[50_000, f64]] },
  { what: "50,000 locals before 20,000 branches", code: () => branches(20_000), locals: [[50_000, i32]] },
  { what: "2^32 - 1 locals", code: () => [], locals: [[0xffff_ffff, i32]] },
  { what: "1,990 locals before 15,000 branches", code: () => branches(15_000), locals: [[1990, i32]] },
  { what: "1,990 floats before 15,000 branches", code: () => branches(15_000), locals: [[1990, f64]] },
  { what: "1,000 groups of locals", code: () => [], locals: Array.from({ length: 1000 }, () => [1, i64] as const) },
  { what: "10,000 nested blocks", code: () => nested([0x02, 0x40], 10_000) },
  { what: "10,000 nested loops", code: () => nested([0x03, 0x40], 10_000) },
  { what: "10,000 nested conditions", code: () => nested([0x41, 1, 0x04, 0x40], 10_000) },
  { what: "190 nested blocks", code: () => nested([0x02, 0x40], 190) },
  { what: "190 nested loops", code: () => nested([0x03, 0x40], 190) },
  {
    what: "a tower of 190 loops of which each turns",
    code: () => [...repeated([0x03, 0x40], 190), ...repeated([0x41, 1, 0x0d, 0, 0x0b], 190)],
  },
  { what: "a branch table of 60,000 labels", code: () => branchTable(60_000) },
  { what: "a branch table of a million labels", code: () => branchTable(1_000_000) },
  {
    what: "a hundred branch tables of 600 labels in a loop",
    code: () => [0x03, 0x40, ...Array.from({ length: 100 }, () => [...branchTable(600)]).flat(), 0x0c, 0, 0x0b],
  },
  { what: "a body of a megabyte", code: () => repeated([0x41, 0, 0x1a], 350_000) },
  { what: "a body of 60 KB", code: () => repeated([0x41, 0, 0x1a], 20_000) },
  { what: "a stack 20,000 deep", code: () => [...repeated([0x41, 0], 20_000), ...repeated([0x1a], 20_000)] },
  {
    what: "an expression of 6,000 square roots",
    code: () => [...f64Const(2), ...repeated([0x9f], 6000), 0x1a],
  },
  {
    what: "an expression of 6,000 divisions",
    code: () => [0x41, 7, ...repeated([0x41, 3, 0x6d], 6000), 0x1a],
  },
  { what: "30,000 selects", code: () => [0x41, 1, ...repeated([0x41, 2, 0x41, 1, 0x1b], 10_000), 0x1a] },
  { what: "10,000 memory sizes", code: () => repeated([0x3f, 0, 0x1a], 10_000) },
  { what: "5,000 calls", code: () => repeated([0x10, 0], 5000), prepare: manyFunctions(1) },
  { what: "100,000 functions", code: () => [], prepare: manyFunctions(100_000) },
  { what: "2,001 functions", code: () => [], prepare: manyFunctions(2001) },
  { what: "1,900 functions", code: () => [], prepare: manyFunctions(1900) },
  {
    what: "30 functions of 60 KB",
    code: () => [],
    prepare: (builder) => {
      for (let i = 0; i < 30; i++) builder.addFunction({ code: repeated([0x41, 0, 0x1a], 20_000) });
    },
  },
  {
    what: "16 functions of 60 KB that turn",
    code: () => Array.from({ length: 16 }, (_, i) => [0x10, i]).flat(),
    prepare: (builder) => {
      const turns = [0x03, 0x40, ...repeated([0x41, 0, 0x1a], 20_000), 0x0c, 0, 0x0b];
      for (let i = 0; i < 16; i++) builder.addFunction({ code: turns });
    },
  },
  {
    what: "1,000 parameters",
    code: () => [],
    prepare: (builder) => void builder.addFunction({ parameters: repeatedTypes(1000), code: [] }),
  },
  {
    what: "1,000 results",
    code: () => [],
    prepare: (builder) => void builder.addFunction({ results: repeatedTypes(1000), code: repeated([0x41, 0], 1000) }),
  },
  {
    what: "5,000 globals",
    code: () => [],
    prepare: (builder) => {
      for (let i = 0; i < 5000; i++) builder.addGlobal([i32, 1, 0x41, 0, 0x0b]);
    },
  },
  {
    what: "500 exports",
    code: () => [],
    prepare: (builder) => {
      const index = builder.addFunction({ code: [] });
      for (let i = 0; i < 500; i++) builder.exportAny(`e${i}`, 0, index);
    },
  },
  {
    what: "an export whose name is a megabyte",
    code: () => [],
    prepare: (builder) => void builder.exportAny("x".repeat(1 << 20), 0, builder.addFunction({ code: [] })),
  },
  {
    what: "a custom section of ten megabytes",
    code: () => [],
    prepare: (builder) => void builder.section(0, new Uint8Array(10 << 20)),
  },
  {
    what: "names of functions that hide and reorder text",
    code: () => [0x00],
    prepare: (builder) => void builder.section(0, [4, ...bytesOf("name"), ...nameSubsection("\u202e\u0007evil")]),
  },
];

function repeatedTypes(count: number): number[] {
  return Array.from({ length: count }, () => i32);
}

function bytesOf(text: string): number[] {
  return [...new TextEncoder().encode(text)];
}

/** The subsection of function names, which calls function 0 `name`. */
function nameSubsection(name: string): number[] {
  const contents = [1, 0, bytesOf(name).length, ...bytesOf(name)];
  return [1, contents.length, ...contents];
}

/** Modules that are large, wide or deep, each called at a bar and at the start. */
export function sizeModules(): readonly HostileModule[] {
  return ["init", "on_candle"].flatMap((place) =>
    OVERSIZES.map(({ what, code, locals, prepare }): HostileModule => ({
      name: `size: ${what} in ${place}`,
      expected: "contained",
      wasm: () => strategyWith(place, code(), prepare ? { prepare } : {}, locals),
    })),
  );
}

/** Data and initialisers, which run before any code does. */
export function dataModules(): readonly HostileModule[] {
  const sections: readonly (readonly [what: string, id: number, contents: readonly number[]])[] = [
    ["data outside memory", 11, [1, 0, ...i32Const(65_536), 0x0b, 1, 0]],
    ["data at -1", 11, [1, 0, 0x41, 0x7f, 0x0b, 1, 0]],
    ["data in another memory", 11, [1, 2, 1, 0x41, 0, 0x0b, 1, 0]],
    ["100,000 data segments", 11, [...leb(100_001), ...repeated([1, 0], 100_001)]],
    ["elements outside the table", 9, [1, 0, ...i32Const(5), 0x0b, 1, 0]],
    ["elements without a table", 9, [1, 0, 0x41, 0, 0x0b, 1, 0]],
    ["10,000 passive elements", 9, [1, 1, 0, ...leb(10_000), ...repeated([0], 10_000)]],
    ["a data count that lies", 12, [...leb(1_000_000)]],
    ["a start function that does not exist", 8, [...leb(5000)]],
    ["a start function of another type", 8, [1]],
    ["a global from a global that comes later", 6, [2, i32, 0, 0x23, 1, 0x0b, i32, 0, 0x41, 0, 0x0b]],
    ["a global from a call", 6, [1, i32, 0, 0x10, 0, 0x0b]],
    ["a global whose value is computed", 6, [1, i32, 0, ...repeated([0x41, 1], 5000), ...repeated([0x6a], 4999), 0x0b]],
  ];
  return sections.map(([what, id, contents]): HostileModule => ({
    name: `data: ${what}`,
    expected: "contained",
    wasm: () => strategyWith("init", [], { prepare: (builder) => void builder.section(id, contents) }),
  }));
}
