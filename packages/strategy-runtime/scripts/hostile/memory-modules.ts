import { f64Const, i32Const, leb } from "../../src/testing/module-builder.ts";
import { type StrategySketch } from "../../src/testing/sketch-strategy.ts";
import { type HostileModule, strategyWith } from "./hostile-module.ts";

const PAGE = 65_536;
const PLACES = ["start", "init", "on_candle"] as const;
const NO_MAXIMUM = { memory: [1, 0, 1] } as const;
const FUNCREF_TABLE = [1, 0x70, 0, 1] as const;

const forever = (code: readonly number[]): number[] => [0x03, 0x40, ...code, 0x0c, 0, 0x0b];
const grow = (pages: number): number[] => [...i32Const(pages), 0x40, 0];
const minusOne = [0x41, 0x7f];

interface Bomb {
  readonly what: string;
  readonly code: readonly number[];
  readonly sketch?: StrategySketch;
  /** A bomb that is refused or runs dry, as opposed to one whose growth is answered by -1. */
  readonly mustFault?: boolean;
}

const BOMBS: readonly Bomb[] = [
  { what: "grows by a page for ever", code: forever([...grow(1), 0x1a]), mustFault: true },
  { what: "grows by nothing for ever", code: forever([...grow(0), 0x1a]), mustFault: true },
  { what: "grows by 255 pages at once", code: [...grow(255), 0x1a] },
  { what: "grows by 65,535 pages", code: [...grow(65_535), 0x1a], mustFault: true },
  { what: "grows by 2^32 - 1 pages", code: [...minusOne, 0x40, 0, 0x1a], mustFault: true },
  {
    what: "grows to the limit and touches every byte",
    code: [...grow(200), 0x1a, 0x41, 0, 0x41, 1, ...i32Const(201 * PAGE), 0xfc, 0x0b, 0],
  },
  {
    what: "fills outside memory",
    code: [...i32Const(PAGE - 1), 0x41, 0, 0x41, 2, 0xfc, 0x0b, 0],
    mustFault: true,
  },
  { what: "fills 2^32 - 1 bytes", code: [0x41, 0, 0x41, 0, ...minusOne, 0xfc, 0x0b, 0], mustFault: true },
  {
    what: "copies a page over itself for ever",
    code: forever([0x41, 0, 0x41, 8, ...i32Const(PAGE - 8), 0xfc, 0x0a, 0, 0]),
    mustFault: true,
  },
  { what: "copies 2^32 - 1 bytes", code: [0x41, 0, 0x41, 0, ...minusOne, 0xfc, 0x0a, 0, 0], mustFault: true },
  { what: "loads outside memory", code: [...minusOne, 0x2b, 3, 0, 0x1a], mustFault: true },
  {
    what: "loads at an offset of 2^32 - 1",
    code: [0x41, 0, 0x2b, 3, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x1a],
    mustFault: true,
  },
  { what: "stores outside memory", code: [...minusOne, ...f64Const(1), 0x39, 3, 0], mustFault: true },
  {
    what: "grows its table for ever",
    code: forever([0xd0, 0x70, ...i32Const(1000), 0xfc, 0x0f, 0, 0x1a]),
    sketch: { prepare: (builder) => void builder.section(4, FUNCREF_TABLE) },
    mustFault: true,
  },
  {
    what: "grows its table by 2^32 - 1",
    code: [0xd0, 0x70, ...minusOne, 0xfc, 0x0f, 0, 0x1a],
    sketch: { prepare: (builder) => void builder.section(4, FUNCREF_TABLE) },
    mustFault: true,
  },
  {
    what: "grows a table of anything by four million",
    code: [0xd0, 0x6f, ...i32Const(4_000_000), 0xfc, 0x0f, 0, 0x1a],
    sketch: { prepare: (builder) => void builder.section(4, [1, 0x6f, 0, 1]) },
  },
  {
    what: "fills its table outside",
    code: [0x41, 0, 0xd0, 0x70, ...i32Const(4096), 0xfc, 0x11, 0],
    sketch: { prepare: (builder) => void builder.section(4, FUNCREF_TABLE) },
    mustFault: true,
  },
  { what: "calls a slot that is empty", code: [0x41, 0, 0x11, 0, 0], sketch: emptyTable(), mustFault: true },
  { what: "divides by zero", code: [0x41, 1, 0x41, 0, 0x6d, 0x1a], mustFault: true },
  {
    what: "divides the least number by -1",
    code: [0x41, 0x80, 0x80, 0x80, 0x80, 0x78, ...minusOne, 0x6d, 0x1a],
    mustFault: true,
  },
  { what: "truncates a number too large", code: [...f64Const(1e300), 0xaa, 0x1a], mustFault: true },
  { what: "is unreachable", code: [0x00], mustFault: true },
];

function emptyTable(): StrategySketch {
  return {
    prepare: (builder) => {
      builder.addFunction({ code: [] });
      builder.section(4, FUNCREF_TABLE);
    },
  };
}

/** Sizes that a memory or table declares. */
const DECLARED: readonly (readonly [what: string, sketch: StrategySketch, mustFault: boolean])[] = [
  ["a memory of 257 pages", { memory: [1, 0, ...leb(257)] }, true],
  ["a memory of 65,536 pages", { memory: [1, 0, ...leb(65_536)] }, true],
  ["a memory of 256 pages", { memory: [1, 0, ...leb(256)] }, false],
  ["a memory with a maximum of 65,536 pages", { memory: [1, 1, 1, ...leb(65_536)] }, false],
  ["a memory below its maximum", { memory: [1, 1, 2, 1] }, true],
  ["no memory", { memory: [0] }, true],
  ["two memories", { memory: [2, 0, 1, 0, 1] }, true],
  ["a shared memory", { memory: [1, 3, 1, 2] }, true],
  ["a 64-bit memory", { memory: [1, 4, 1] }, true],
  ["a shared 64-bit memory", { memory: [1, 7, 1, 2] }, true],
  ["a memory of tiny pages", { memory: [1, 8, 1, 0] }, true],
  ["a table of ten million", { prepare: (builder) => void builder.section(4, [1, 0x70, 0, ...leb(10_000_000)]) }, true],
  ["a table of 2^32 - 1", { prepare: (builder) => void builder.section(4, [1, 0x70, 0, ...leb(0xffff_ffff)]) }, true],
  ["two tables", { prepare: (builder) => void builder.section(4, [2, 0x70, 0, 1, 0x70, 0, 1]) }, true],
  ["a hundred tables", { prepare: (builder) => void builder.section(4, hundredTables()) }, true],
  ["a 64-bit table", { prepare: (builder) => void builder.section(4, [1, 0x70, 4, 1]) }, true],
];

function hundredTables(): number[] {
  return [100, ...Array.from({ length: 100 }, () => [0x70, 0, ...leb(100_000)]).flat()];
}

/** Bombs on memory and tables, and accesses outside them. */
export function memoryModules(): readonly HostileModule[] {
  const bombs = PLACES.flatMap((place) =>
    BOMBS.map(({ what, code, sketch = {}, mustFault = false }): HostileModule => ({
      name: `memory: ${what} in ${place}`,
      expected: mustFault ? "fault" : "contained",
      wasm: () => strategyWith(place, code, { ...NO_MAXIMUM, ...sketch }),
    })),
  );
  const declared = DECLARED.map(([what, sketch, mustFault]): HostileModule => ({
    name: `memory: declares ${what}`,
    expected: mustFault ? "fault" : "contained",
    wasm: () => strategyWith("init", [], sketch),
  }));
  return [...bombs, ...declared];
}
