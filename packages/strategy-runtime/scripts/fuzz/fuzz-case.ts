import { SeededRandom, StrategyFault } from "@rara-trading/domain";
import {
  DEFAULT_STRATEGY_LIMITS,
  loadStrategyModule,
  type StrategyLimits,
  WasmStrategySession,
} from "../../src/index.ts";
import { f64Const } from "../../src/testing/module-builder.ts";
import { sketchStrategy } from "../../src/testing/sketch-strategy.ts";
import { parseModule } from "../../src/wasm/parse-module.ts";
import { scanBodies } from "../../src/wasm/scan-body.ts";
import { ValueType } from "../../src/wasm/value-type.ts";
import { mutateBytes } from "../hostile/mutate-bytes.ts";
import { RANDOM_CODE_LOCALS, RandomCode } from "./random-code.ts";

const { i32 } = ValueType;
const BARS = 5;
const PAGE_BYTES = 65_536;
/** Small limits, so that a run that goes wild ends soon. */
const LIMITS: StrategyLimits = { ...DEFAULT_STRATEGY_LIMITS, startFuel: 200_000, callFuel: 50_000, memoryPages: 16 };

/** What a module did under the sandbox: comparable with `===` field by field. */
interface Run {
  /** `survived` or the kind of the fault. */
  readonly outcome: string;
  readonly targets: readonly number[];
  readonly fuelUsed: number;
}

/** What it did without the sandbox. */
interface RawRun {
  readonly targets: readonly number[];
  readonly trap: string | undefined;
  /** Its memory is larger than the sandbox would have allowed, so that it may have gone another way. */
  readonly grewBeyondLimit: boolean;
}

/** How a case ended, and what rule it broke, if any. */
export interface FuzzResult {
  readonly outcome: string;
  readonly compared: boolean;
  readonly violation: string | undefined;
}

/** Returns the module of a seed: random code, as it is or with bytes changed. */
function fuzzModule(seed: string): Uint8Array {
  const random = new SeededRandom(seed);
  const code = new RandomCode(random);
  const target = [0x20, 8, 0x20, 8, 0x61, 0x04, 0x7c, 0x20, 8, 0x20, 8, 0x9c, 0xa1, 0x05, ...f64Const(2), 0x0b];
  const wasm = sketchStrategy({
    prepare: (builder) =>
      void builder.addFunction({ parameters: [i32], results: [i32], code: [0x20, 0, 0x41, 3, 0x6c, 0x41, 7, 0x6a] }),
    locals: RANDOM_CODE_LOCALS,
    // The fraction of the float, or hold when it is none.
    onCandle: [...code.statements(), ...target],
  });
  return random.next() < 0.5 ? wasm : mutateBytes(wasm, random);
}

/** Runs the module of a seed twice under the sandbox and, where that is safe, once without metering. */
export function runFuzzCase(seed: string): FuzzResult {
  const wasm = fuzzModule(seed);
  try {
    const first = runMetered(wasm);
    const second = runMetered(wasm);
    if (first.outcome !== second.outcome) return broken(first, `ended as ${first.outcome}, then as ${second.outcome}`);
    if (first.fuelUsed !== second.fuelUsed)
      return broken(first, `used ${first.fuelUsed} fuel, then ${second.fuelUsed}`);
    if (!sameNumbers(first.targets, second.targets)) return broken(first, "answered with other targets");
    if (first.fuelUsed > (BARS + 30) * LIMITS.callFuel + LIMITS.startFuel) return broken(first, "went beyond its fuel");
    if (first.outcome !== "survived") return { ...first, compared: false, violation: undefined };
    // What ends under metering ends without it as well.
    const raw = runRaw(wasm);
    if (!raw.grewBeyondLimit && sameNumbers(first.targets, raw.targets)) {
      return { ...first, compared: true, violation: undefined };
    }
    // Only NaN bits, where a module looks at them, and a memory without its limit may make a difference.
    if (raw.grewBeyondLimit || observesNan(wasm)) return { ...first, compared: false, violation: undefined };
    const found = raw.trap ?? raw.targets.join();
    return broken(first, `answered ${first.targets.join()}, without metering ${found}`);
  } catch (error) {
    return { outcome: "escaped", compared: false, violation: String(error) };
  }
}

function broken({ outcome }: Run, violation: string): FuzzResult {
  return { outcome, compared: false, violation };
}

function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, i) => Object.is(value, b[i]));
}

function runMetered(wasm: Uint8Array): Run {
  const targets: number[] = [];
  let session: WasmStrategySession | undefined;
  try {
    session = WasmStrategySession.open(loadStrategyModule(wasm, LIMITS));
    for (let i = 0; i < BARS; i++) targets.push(session.onCandle(...bar(i)));
    return { outcome: "survived", targets, fuelUsed: session.fuelUsed };
  } catch (error) {
    if (!(error instanceof StrategyFault)) throw error;
    return { outcome: error.kind, targets, fuelUsed: error.place.fuelUsed ?? session?.fuelUsed ?? 0 };
  }
}

/** Runs the module as it is. */
function runRaw(wasm: Uint8Array): RawRun {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(wasm));
  const call = (name: string, ...values: readonly number[]): number => {
    const called = exports[name];
    return typeof called === "function" ? Number(called(...values)) : Number.NaN;
  };
  const targets: number[] = [];
  let trap: string | undefined;
  try {
    for (const name of ["abi_version", "meta", "meta_len", "init"]) call(name);
    for (let i = 0; i < BARS; i++) targets.push(call("on_candle", ...bar(i)));
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError)) throw error;
    trap = error.message;
  }
  const { memory } = exports;
  const bytes = memory instanceof WebAssembly.Memory ? memory.buffer.byteLength : 0;
  return { targets, trap, grewBeyondLimit: bytes > LIMITS.memoryPages * PAGE_BYTES };
}

function bar(i: number): [number, number, number, number, number, number] {
  return [i * 60_000, 100 + i, 103 + i, 99 - i, 101.5 + i, 10 * i];
}

/** Whether the module looks at the bits of floats, which only metering makes the same everywhere. */
function observesNan(wasm: Uint8Array): boolean {
  const bodies = scanBodies(parseModule(wasm, LIMITS), LIMITS, new Set());
  return bodies.some(({ observesF32, observesF64 }) => observesF32 || observesF64);
}
