import { f64Const, i32Const, leb, type ModuleBuilder } from "../../src/testing/module-builder.ts";
import { sketchStrategy } from "../../src/testing/sketch-strategy.ts";
import { ValueType } from "../../src/wasm/value-type.ts";
import { type HostileModule, strategyWith } from "./hostile-module.ts";

const { i32, i64, f64 } = ValueType;
/** Bars after which V8 has optimised a function while it runs. */
const TIER_UP_BARS = 60_000;
const CANONICAL = [0x42, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0xfc, 0xff, 0x00] as const;

/** Code that leaves a NaN whose sign or payload V8 is free to choose; local 4 is the close. */
const NANS: readonly (readonly [what: string, code: readonly number[]])[] = [
  ["zero by zero", [...f64Const(0), ...f64Const(0), 0xa3]],
  ["the close less itself, by zero", [0x20, 4, 0x20, 4, 0xa1, ...f64Const(0), 0xa3]],
  ["the root of -1", [...f64Const(-1), 0x9f]],
  ["infinity less infinity", [...f64Const(Infinity), ...f64Const(Infinity), 0xa1]],
  ["zero times infinity", [...f64Const(0), ...f64Const(Infinity), 0xa2]],
  ["a constant with a payload", [0x44, 1, 2, 3, 4, 5, 6, 0xf8, 0xff]],
  ["a signalling constant", [0x44, 1, 0, 0, 0, 0, 0, 0xf0, 0x7f, ...f64Const(1), 0xa2]],
  ["the sum of two", [0x44, 1, 0, 0, 0, 0, 0, 0xf8, 0x7f, 0x44, 2, 0, 0, 0, 0, 0, 0xf8, 0xff, 0xa0]],
  ["the negative of one", [...f64Const(0), ...f64Const(0), 0xa3, 0x9a]],
  ["one that was an f32", [...f64Const(0), ...f64Const(0), 0xa3, 0xb6, 0xbb]],
];

/** Ways to look at its bits: each leaves 1 for the canonical NaN and 0 for another. */
const LOOKS: readonly (readonly [what: string, look: (nan: readonly number[]) => readonly number[]])[] = [
  ["reinterpreted", (nan) => [...nan, 0xbd, ...CANONICAL, 0x51, 0xb7]],
  ["stored", (nan) => [0x41, 0, ...nan, 0x39, 3, 0, 0x41, 0, 0x29, 3, 0, ...CANONICAL, 0x51, 0xb7]],
  ["as a sign", (nan) => [...f64Const(1), ...nan, 0xa6]],
];

function nanModules(): readonly HostileModule[] {
  return NANS.flatMap(([what, nan]) =>
    LOOKS.map(([how, look]): HostileModule => ({
      name: `nan: ${what}, ${how}`,
      expected: "target-one",
      bars: TIER_UP_BARS,
      wasm: () => sketchStrategy({ onCandle: look(nan) }),
    })),
  );
}

const BAD_TARGETS = [NaN, Infinity, -Infinity, 1.0000000000000002, -1.5, 2.0000000000000004, -2, 1e308, 3] as const;

/** Documents that are no meta, or one that is made to be printed. */
const METAS: readonly (readonly [what: string, meta: string])[] = [
  ["nothing", ""],
  ["text", "hello"],
  ["an array", "[]"],
  ["null", "null"],
  ["60,000 brackets", "[".repeat(60_000)],
  ["60,000 closed brackets", `${"[".repeat(30_000)}${"]".repeat(30_000)}`],
  ["a name that is missing", '{"version":1}'],
  ["a name of nothing but control characters", '{"name":"\\u0000\\u001b\\u202e"}'],
  ["a version of 1e999", '{"name":"x","version":1e999}'],
  ["a warm-up of 1e15", '{"name":"x","version":1,"warmup":1e15}'],
  ["a negative warm-up", '{"name":"x","version":1,"warmup":-1}'],
  ["params that are no array", '{"name":"x","version":1,"params":{"length":1e9}}'],
  ["100 params", JSON.stringify({ name: "x", version: 1, params: Array.from({ length: 100 }, () => ({})) })],
  ["a param out of range", '{"name":"x","version":1,"params":[{"name":"a","default":5,"min":0,"max":1}]}'],
  ["two params of one name", JSON.stringify({ name: "x", version: 1, params: [parameter("a"), parameter("a")] })],
  ["extra series", '{"name":"x","version":1,"series":[1]}'],
  ["a factor too many", JSON.stringify({ name: "x", version: 1, factors: Array.from({ length: 33 }, () => "f") })],
];

function parameter(name: string): object {
  return { name, default: 1, min: 0, max: 2 };
}

/** Calls to the host with wild arguments, once and for ever. */
function hostCalls(): readonly HostileModule[] {
  const importAbort = (builder: ModuleBuilder): void => {
    builder.importFunction("env", "abort", [i32, i32, i32, i32], []);
  };
  const importTrace = (builder: ModuleBuilder): void => {
    builder.importFunction("env", "trace", [i32, i32, f64, f64, f64, f64, f64], []);
  };
  const wild = [0, 1, 3, 65_535, 65_536, 0x7fff_fffe];
  const aborts = wild.map((address): HostileModule => ({
    name: `host: abort with a message at ${address}`,
    expected: "fault",
    wasm: () =>
      strategyWith("on_candle", [...i32Const(address), ...i32Const(address), 0x41, 0x7f, 0x41, 0x7f, 0x10, 0], {
        prepare: importAbort,
      }),
  }));
  const five = Array.from({ length: 5 }, () => f64Const(NaN)).flat();
  const traces = wild.map((address): HostileModule => ({
    name: `host: trace of 2^31 - 1 values at ${address}`,
    expected: "contained",
    wasm: () =>
      strategyWith("on_candle", [...i32Const(address), ...i32Const(0x7fff_ffff), ...five, 0x10, 0], {
        prepare: importTrace,
      }),
  }));
  const floodLocals: readonly (readonly [number, number])[] = [[1, i32]];
  const flood: HostileModule = {
    name: "host: prints a page of text at every instruction",
    expected: "fault",
    wasm: () =>
      strategyWith(
        "on_candle",
        // A string of 2^31 bytes, if its length could be believed.
        [0x41, 0, ...i32Const(0x7fff_ffff), 0x36, 2, 0, 0x03, 0x40, 0x41, 4, 0x10, 0, 0x0c, 0, 0x0b],
        { prepare: (builder) => void builder.importFunction("env", "console.log", [i32], []) },
        floodLocals,
      ),
  };
  return [...aborts, ...traces, flood];
}

function refused(name: string, wasm: () => Uint8Array): HostileModule {
  return { name: `answer: ${name}`, expected: "fault", wasm };
}

/** A strategy whose function `place` has these results and this code instead of its own. */
function without(place: string, results: readonly number[], code: readonly number[]): Uint8Array {
  return sketchStrategy({
    without: [place],
    prepare: (builder) => void builder.addFunction({ results, code, exportAs: place }),
  });
}

/** What a module may answer the host: targets, versions, addresses, meta. */
function answers(): readonly HostileModule[] {
  return [
    ...BAD_TARGETS.map((target) =>
      refused(`the target ${target}`, () => sketchStrategy({ onCandle: f64Const(target) })),
    ),
    ...METAS.map(([what, meta]) => refused(`as its meta ${what}`, () => sketchStrategy({ meta }))),
    ...[0, 1, 3, 63].map((version) => refused(`the version ${version}`, () => sketchStrategy({ abiVersion: version }))),
    refused("a meta outside memory", () => without("meta", [i32], i32Const(65_530))),
    refused("a meta at -1", () => without("meta", [i32], [0x41, 0x7f])),
    refused("a meta of -1 bytes", () => without("meta_len", [i32], [0x41, 0x7f])),
    refused("a meta of 2^31 - 1 bytes", () => without("meta_len", [i32], i32Const(0x7fff_ffff))),
    refused("a meta of no bytes", () => without("meta_len", [i32], [0x41, 0])),
    refused("an i64 as its version", () => without("abi_version", [i64], [0x42, 2])),
    refused("two values as its version", () => without("abi_version", [i32, i32], [0x41, 2, 0x41, 2])),
    refused("a reference as its version", () => without("abi_version", [0x6f], [0xd0, 0x6f])),
    refused("an infinite stop", () => without("out_stop", [f64], f64Const(Infinity))),
    refused("an infinite take-profit", () => without("out_take_profit", [f64], f64Const(-Infinity))),
    ...["abi_version", "meta", "init", "on_candle", "risk_levels", "memory"].map((name) =>
      refused(`no ${name}`, () => sketchStrategy({ without: [name] })),
    ),
    refused("a table as its memory", () =>
      sketchStrategy({
        without: ["memory"],
        prepare: (builder) => void builder.section(4, [1, 0x70, 0, ...leb(1)]).exportAny("memory", 1, 0),
      }),
    ),
  ];
}

/** Modules that are small and well formed, and say or do something that they should not. */
export function behaviourModules(): readonly HostileModule[] {
  return [...nanModules(), ...hostCalls(), ...answers()];
}
