import { SeededRandom } from "@rara-trading/domain";
import { f64Const, i32Const } from "../../src/testing/module-builder.ts";
import { sketchStrategy } from "../../src/testing/sketch-strategy.ts";
import { ValueType } from "../../src/wasm/value-type.ts";
import { type HostileModule, sectionsOnly } from "./hostile-module.ts";
import { mutateBytes } from "./mutate-bytes.ts";

const TRUNCATIONS = 60;
const MUTATIONS = 150;
const RANDOM_MODULES = 30;
const RANDOM_BYTES = 400;

const { i32 } = ValueType;
const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

/** A valid module with loops, memory and calls in it, to be broken. */
function seedModule(): Uint8Array {
  const sum = [0x20, 6, 0x41, 1, 0x6a, 0x22, 6, 0x41, 50, 0x49, 0x0d, 0];
  return sketchStrategy({
    prepare: (builder) =>
      void builder.addFunction({ parameters: [i32], results: [i32], code: [0x20, 0, 0x41, 3, 0x6c] }),
    locals: [[2, i32]],
    init: [...i32Const(16), ...f64Const(1.5), 0x39, 3, 0],
    onCandle: [0x03, 0x40, 0x20, 6, 0x10, 0, 0x1a, ...sum, 0x0b, ...f64Const(2)],
  });
}

function contained(name: string, wasm: () => Uint8Array): HostileModule {
  return { name: `malformed: ${name}`, expected: "contained", wasm };
}

function refused(name: string, bytes: readonly number[]): HostileModule {
  return { name: `malformed: ${name}`, expected: "fault", wasm: () => Uint8Array.from(bytes) };
}

/** Bytes that are no module, and modules that a bit or a length apart were one. */
export function malformedModules(): readonly HostileModule[] {
  const seed = seedModule();
  const random = new SeededRandom("hostile modules");
  const cuts = Array.from({ length: TRUNCATIONS }, (_, i) => Math.floor((i * seed.length) / TRUNCATIONS));
  const mutants = Array.from({ length: MUTATIONS }, () => mutateBytes(seed, random));
  const noise = Array.from({ length: RANDOM_MODULES }, () =>
    Array.from({ length: RANDOM_BYTES }, () => Math.floor(random.next() * 256)),
  );
  return [
    ...cuts.map((length) => refused(`cut off after ${length} bytes`, [...seed.subarray(0, length)])),
    ...mutants.map((bytes, i) => contained(`mutant ${i}`, () => bytes)),
    ...noise.map((bytes, i) => refused(`noise ${i}`, bytes)),
    ...noise.map((bytes, i) => refused(`noise ${i} behind a header`, [...HEADER, ...bytes])),
    refused("nothing but a header", HEADER),
    refused("the header of a component", [0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00]),
    refused("a version of 2", [0x00, 0x61, 0x73, 0x6d, 0x02, 0x00, 0x00, 0x00]),
    refused("a section of 2^32 - 1 bytes", [...HEADER, 1, 0xff, 0xff, 0xff, 0xff, 0x0f]),
    refused("a length of six bytes", [...HEADER, 1, 0x80, 0x80, 0x80, 0x80, 0x80, 0]),
    refused("a length that never ends", [...HEADER, 1, ...Array.from({ length: 50 }, () => 0xff)]),
    refused("2^32 - 1 types", [...HEADER, 1, 5, 0xff, 0xff, 0xff, 0xff, 0x0f]),
    refused("two sections of types", [...HEADER, 1, 4, 1, 0x60, 0, 0, 1, 4, 1, 0x60, 0, 0]),
    refused("sections out of order", [...HEADER, 3, 2, 1, 0, 1, 4, 1, 0x60, 0, 0]),
    refused("a module behind a module", [...seed, ...seed]),
    refused("a byte too many", [...seed, 0]),
    contained("only empty sections", () => sectionsOnly(Array.from({ length: 12 }, (_, id) => [id + 1, [0]] as const))),
  ];
}
