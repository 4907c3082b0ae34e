import { leb, type ModuleBuilder } from "../../src/testing/module-builder.ts";
import { ValueType } from "../../src/wasm/value-type.ts";
import { type HostileModule, strategyWith } from "./hostile-module.ts";

const { i32, f64 } = ValueType;
const PLACES = ["start", "meta", "init", "on_candle", "risk_levels"] as const;
const LOCALS_MANY = 1990;
/** A chain of calls without a cycle: as many functions as a module may have, less the ABI's. */
const CHAIN_FUNCTIONS = 1980;
/** Section contents: one table of `size` functions … */
const tableOf = (size: number): readonly number[] => [1, 0x70, 0, ...leb(size)];
/** … filled from 0 with these functions. */
const elements = (functions: readonly number[]): readonly number[] => [
  1,
  0,
  0x41,
  0,
  0x0b,
  ...leb(functions.length),
  ...functions.flatMap(leb),
];

interface Recursion {
  readonly what: string;
  /** Adds functions; number 0 is the one to call. */
  readonly prepare: (builder: ModuleBuilder) => void;
}

/** Calls through the table go to type 0, that of function 0: nothing in, nothing out. */
const RECURSIONS: readonly Recursion[] = [
  { what: "itself", prepare: (builder) => void builder.addFunction({ code: [0x10, 0] }) },
  { what: "itself by a tail call", prepare: (builder) => void builder.addFunction({ code: [0x12, 0] }) },
  {
    what: "itself twice",
    prepare: (builder) => void builder.addFunction({ code: [0x10, 0, 0x10, 0] }),
  },
  {
    what: "itself with a frame of 1,990 locals",
    prepare: (builder) => void builder.addFunction({ code: [0x10, 0], locals: [[LOCALS_MANY, f64]] }),
  },
  {
    what: "each other",
    prepare: (builder) => {
      builder.addFunction({ code: [0x10, 1] });
      builder.addFunction({ code: [0x10, 0] });
    },
  },
  {
    what: "each other by tail calls",
    prepare: (builder) => {
      builder.addFunction({ code: [0x12, 1] });
      builder.addFunction({ code: [0x12, 0] });
    },
  },
  {
    what: "round a ring of fifty",
    prepare: (builder) => {
      for (let i = 0; i < 50; i++) builder.addFunction({ code: [0x10, ...leb((i + 1) % 50)] });
    },
  },
  {
    what: "itself through a table",
    prepare: (builder) => {
      builder.addFunction({ code: [0x41, 0, 0x11, 0, 0] });
      builder.section(4, tableOf(1)).section(9, elements([0]));
    },
  },
  {
    what: "itself through a table by a tail call",
    prepare: (builder) => {
      builder.addFunction({ code: [0x41, 0, 0x13, 0, 0] });
      builder.section(4, tableOf(1)).section(9, elements([0]));
    },
  },
  {
    what: "through a table that it fills itself",
    prepare: (builder) => {
      builder.addFunction({ code: [0x41, 0, 0xd2, 0, 0x26, 0, 0x41, 0, 0x11, 0, 0] });
      builder.section(4, tableOf(2)).section(9, elements([0, 0]));
    },
  },
];

/** Endless recursion in its forms, and chains that are only deep or only wide. */
export function recursionModules(): readonly HostileModule[] {
  const endless = PLACES.flatMap((place) =>
    RECURSIONS.map(({ what, prepare }): HostileModule => ({
      name: `recursion: ${what} from ${place}`,
      expected: "fault",
      wasm: () => strategyWith(place, [0x10, 0], { prepare }),
    })),
  );
  const chains = PLACES.flatMap((place): HostileModule[] => [
    {
      name: `recursion: a chain of ${CHAIN_FUNCTIONS} functions from ${place}`,
      expected: "contained",
      wasm: () => strategyWith(place, [0x10, 0], { prepare: (builder) => addChain(builder, 1, 1) }),
    },
    {
      name: `recursion: a chain of ${CHAIN_FUNCTIONS} frames of 20 locals from ${place}`,
      expected: "contained",
      wasm: () => strategyWith(place, [0x10, 0], { prepare: (builder) => addChain(builder, 20, 1) }),
    },
    {
      name: `recursion: a chain whose every link calls the next twice from ${place}`,
      expected: "fault",
      wasm: () => strategyWith(place, [0x10, 0], { prepare: (builder) => addChain(builder, 1, 2) }),
    },
  ]);
  return [...endless, ...chains];
}

function addChain(builder: ModuleBuilder, locals: number, calls: number): void {
  for (let i = 0; i < CHAIN_FUNCTIONS; i++) {
    const call = i + 1 < CHAIN_FUNCTIONS ? [0x10, ...leb(i + 1)] : [];
    builder.addFunction({ code: Array.from({ length: calls }, () => call).flat(), locals: [[locals, i32]] });
  }
}
