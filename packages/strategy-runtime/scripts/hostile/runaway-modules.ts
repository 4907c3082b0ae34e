import { i32Const, type ModuleBuilder } from "../../src/testing/module-builder.ts";
import { ValueType } from "../../src/wasm/value-type.ts";
import { type HostileModule, PLACES, strategyWith } from "./hostile-module.ts";

const { i32, i64 } = ValueType;
const COUNTER_TYPE = [[1, i64]] as const;

/** Adds a function that does nothing and returns its index. */
const addNothing = (builder: ModuleBuilder): number => builder.addFunction({ code: [] });

interface Loop {
  readonly what: string;
  readonly code: readonly number[];
  readonly prepare?: (builder: ModuleBuilder) => void;
  readonly locals?: readonly (readonly [count: number, type: number])[];
}

/** Loops that never end. The functions that they call are the first of the module. */
const LOOPS: readonly Loop[] = [
  { what: "an empty loop", code: [0x03, 0x40, 0x0c, 0, 0x0b] },
  { what: "a loop on a condition", code: [0x03, 0x40, 0x41, 1, 0x0d, 0, 0x0b] },
  { what: "a loop through a branch table", code: [0x03, 0x40, 0x41, 7, 0x0e, 2, 0, 0, 0, 0x0b] },
  { what: "a loop in a loop", code: [0x03, 0x40, 0x03, 0x40, 0x41, 0, 0x0d, 0, 0x0b, 0x0c, 0, 0x0b] },
  { what: "a loop whose turns cost next to nothing", code: [0x03, 0x40, 0x01, 0x01, 0x0c, 0, 0x0b] },
  {
    what: "a loop that leaves from an inner block to its header",
    code: [0x03, 0x40, 0x02, 0x40, 0x02, 0x40, 0x0c, 2, 0x0b, 0x0b, 0x0b],
  },
  { what: "a loop that calls", code: [0x03, 0x40, 0x10, 0, 0x0c, 0, 0x0b], prepare: addNothing },
  { what: "a loop of empty fills", code: [0x03, 0x40, 0x41, 0, 0x41, 0, 0x41, 0, 0xfc, 0x0b, 0, 0x0c, 0, 0x0b] },
  {
    what: "a loop of fills of a whole page",
    code: [0x03, 0x40, 0x41, 0, 0x41, 1, ...i32Const(65_536), 0xfc, 0x0b, 0, 0x0c, 0, 0x0b],
  },
  {
    what: "a loop that prints",
    code: [0x03, 0x40, 0x41, 0, 0x10, 0, 0x0c, 0, 0x0b],
    prepare: (builder) => void builder.importFunction("env", "console.log", [i32], []),
  },
];

/** Counts down from 2^62, which is as good as never: `local` is the counter. */
function countDown(local: number): number[] {
  const start = [0x42, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0xc0, 0x00, 0x21, local];
  return [...start, 0x03, 0x40, 0x20, local, 0x42, 1, 0x7d, 0x22, local, 0x42, 0, 0x52, 0x0d, 0, 0x0b];
}

/** Every way of never ending in every function that the host calls. */
export function runawayModules(): readonly HostileModule[] {
  return PLACES.flatMap(([place, parameters]) => {
    const loops = [
      ...LOOPS,
      { what: "a count of 2^62", code: countDown(parameters.length), locals: COUNTER_TYPE } satisfies Loop,
    ];
    return loops.map(({ what, code, prepare, locals }: Loop) => ({
      name: `runaway: ${what} in ${place}`,
      expected: "fault" as const,
      wasm: () => strategyWith(place, code, prepare ? { prepare } : {}, locals),
    }));
  });
}
