import type { ModuleBuilder } from "../../src/testing/module-builder.ts";
import { ValueType } from "../../src/wasm/value-type.ts";
import { type HostileModule, strategyWith } from "./hostile-module.ts";

const { i32, i64, f32, f64 } = ValueType;

/** Functions that a module might like to have, none of them on the list. */
const FUNCTIONS: readonly (readonly [module: string, name: string])[] = [
  ["wasi_snapshot_preview1", "fd_write"],
  ["wasi_snapshot_preview1", "path_open"],
  ["wasi_snapshot_preview1", "environ_get"],
  ["wasi_snapshot_preview1", "proc_exit"],
  ["wasi_snapshot_preview1", "clock_time_get"],
  ["wasi_snapshot_preview1", "random_get"],
  ["wasi_unstable", "fd_write"],
  ["wasi", "thread-spawn"],
  ["env", "eval"],
  ["env", "process"],
  ["env", "require"],
  ["env", "Date.now"],
  ["env", "Math.random"],
  ["env", "performance.now"],
  ["env", "fetch"],
  ["env", "constructor"],
  ["env", "toString"],
  ["env", "valueOf"],
  ["env", "hasOwnProperty"],
  ["env", "__proto__"],
  ["env", "__defineGetter__"],
  ["env", ""],
  ["", ""],
  ["", "abort"],
  ["env", "abort\0"],
  ["env", "Abort"],
  ["env ", "abort"],
  ["ENV", "abort"],
  ["env", "аbort"],
  ["env", "abort\u200b"],
  ["env.console", "log"],
  ["__proto__", "abort"],
  ["constructor", "constructor"],
  ["prototype", "abort"],
  ["global", "Infinity"],
  ["global.Math", "exp"],
  ["wasm:js-string", "length"],
  ["wasm:js-string", "fromCharCode"],
  ["wasm:text-encoder", "encodeStringIntoUTF8Array"],
  ["'", "x"],
  ["spectest", "print"],
  ["rara", "host"],
];

/** Allowed names under types that would let a number through as something else. */
const TYPES: readonly (readonly [name: string, parameters: readonly number[], results: readonly number[]])[] = [
  ["abort", [], []],
  ["abort", [i32, i32, i32, i32], [i32]],
  ["abort", [i64, i64, i64, i64], []],
  ["abort", [0x6f, 0x6f, 0x6f, 0x6f], []],
  ["trace", [i32], []],
  ["trace", [i32, i32, f32, f32, f32, f32, f32], []],
  ["console.log", [0x6f], []],
  ["console.log", [i32], [0x6f]],
  ["seed", [], [i64]],
  ["seed", [], [0x6f]],
  ["seed", [], [f64, f64]],
];

/** Things other than functions. */
const THINGS: readonly (readonly [what: string, descriptor: readonly number[]])[] = [
  ["a memory", [2, 0, 1]],
  ["a shared memory", [2, 3, 1, 2]],
  ["a table", [1, 0x70, 0, 1]],
  ["a table of anything", [1, 0x6f, 0, 1]],
  ["a global", [3, i32, 0]],
  ["a mutable global", [3, i32, 1]],
  ["a reference", [3, 0x6f, 0]],
  ["an exception", [4, 0, 0]],
  ["a kind that does not exist", [9, 0]],
];

/** Names that belong to the host. */
const RESERVED = [
  "__fuel",
  "__fuel_used",
  "__fuel_depth",
  "__fuel_start",
  "__fuel_anything",
  "__snap0",
  "__snap",
] as const;

function refused(name: string, prepare: (builder: ModuleBuilder) => void): HostileModule {
  return { name: `import: ${name}`, expected: "fault", wasm: () => strategyWith("init", [], { prepare }) };
}

/** Tricks with what goes in and out of a module. */
export function importModules(): readonly HostileModule[] {
  return [
    ...FUNCTIONS.map(([module, name]) =>
      refused(`${JSON.stringify(module)} ${JSON.stringify(name)}`, (builder) => {
        builder.importFunction(module, name, [], []);
      }),
    ),
    ...TYPES.map(([name, parameters, results]) =>
      refused(`${name} of type ${JSON.stringify([parameters, results])}`, (builder) => {
        builder.importFunction("env", name, parameters, results);
      }),
    ),
    ...THINGS.map(([what, descriptor]) =>
      refused(what, (builder) => {
        builder.importAny("env", "thing", descriptor);
      }),
    ),
    ...RESERVED.map((name) =>
      refused(`a function of its own under the host's name ${name}`, (builder) => {
        builder.exportAny(name, 0, builder.addFunction({ code: [] }));
      }),
    ),
    ...RESERVED.map((name) =>
      refused(`a global of its own under the host's name ${name}`, (builder) => {
        builder.exportAny(name, 3, builder.addGlobal([i64, 1, 0x42, 0, 0x0b]));
      }),
    ),
    refused("seventeen times the same", (builder) => {
      for (let i = 0; i < 17; i++) builder.importFunction("env", "seed", [], [f64]);
    }),
    refused("an export twice", (builder) => {
      builder.exportAny("init", 0, builder.addFunction({ code: [] }));
    }),
  ];
}
