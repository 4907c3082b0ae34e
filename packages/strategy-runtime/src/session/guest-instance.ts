import { RaraError, StrategyFault, type StrategyFaultKind, type StrategyFaultPlace } from "@rara-trading/domain";
import { METERING_EXPORTS, START_EXPORT } from "../metering/metering-globals.ts";
import type { MemoryPages } from "../metering/meter-module.ts";
import type { StrategyModule } from "../strategy-module.ts";
import { threadWindow } from "../stretch/loop-window.ts";
import type { LoopFunction } from "../stretch/trading-loop.ts";
import { LOOP_EXPORT, MEMORY_IMPORTS } from "../stretch/trusted-functions.ts";
import { wasiImports } from "../version1/wasi-imports.ts";
import type { AbiExports } from "./abi.ts";
import { LINE_SECTION, lineAt } from "../wasm/line-section.ts";
import { faultFunction, faultOffsets } from "./fault-function.ts";
import { GuestAbort } from "./guest-abort.ts";
import type { GuestLog } from "./guest-log.ts";
import { giveMemoryBack, takeMemory } from "./guest-memories.ts";
import { hostImports } from "./host-imports.ts";

/**
 * One live instance of a metered module: instantiates it, runs its start function and turns whatever it throws into a
 * `StrategyFault`. Between a fault and the end of the object nothing may be called any more.
 */
export class GuestInstance {
  readonly exports: AbiExports;
  /** The trusted loop over bars, where the module has one. */
  readonly loop: LoopFunction | undefined;
  readonly #limits: StrategyModule["limits"];
  readonly #module: WebAssembly.Module;
  readonly #memory: MemoryPages | null;
  readonly #fuel: WebAssembly.Global<bigint>;
  readonly #fuelUsed: WebAssembly.Global<bigint>;
  readonly #depth: WebAssembly.Global<number>;
  /** Fuel that the call under way began with. */
  #tank: number;
  #faulted = false;

  constructor(module: StrategyModule, log: GuestLog, seed: () => number) {
    const importsOf = module.abiVersion === 1 ? wasiImports : hostImports;
    const imports = importsOf({ memory: () => this.exports.memory, log, seed });
    const { exports } = instantiate(module, imports);
    this.#limits = module.limits;
    this.#module = module.module;
    this.#memory = module.memory;
    // Sound: loadStrategyModule has compared every export with its type, and the pass has added the globals.
    this.exports = exports as unknown as AbiExports;
    // Sound: no module can export a name of this kind, and the pass gives the loop its type.
    this.loop = exports[LOOP_EXPORT] as LoopFunction | undefined;
    this.#fuel = exports[METERING_EXPORTS.fuel] as WebAssembly.Global<bigint>;
    this.#fuelUsed = exports[METERING_EXPORTS.fuelUsed] as WebAssembly.Global<bigint>;
    this.#depth = exports[METERING_EXPORTS.depth] as WebAssembly.Global<number>;
    this.#tank = module.limits.startFuel;
    const start = exports[START_EXPORT];
    if (typeof start === "function") this.run(() => start(), {}, "start-trap");
    this.#tank = module.limits.callFuel;
  }

  /** Fuel used so far, the start function and a call that faulted included. Exact up to 2^53. */
  get fuelUsed(): number {
    const finished = Number(this.#fuelUsed.value);
    return this.#faulted ? finished + this.#tank - Number(this.#fuel.value) : finished;
  }

  /** Runs `call` and lets only `StrategyFault`s out. */
  run<Result>(call: () => Result, place: StrategyFaultPlace = {}, trapKind: StrategyFaultKind = "trap"): Result {
    try {
      return call();
    } catch (error) {
      throw this.faultOf(error, place, trapKind);
    }
  }

  /** Gives the instance's memory to another one; nothing of this one may be called afterwards. */
  release(): void {
    if (this.#memory !== null) giveMemoryBack(this.exports.memory, this.#memory);
  }

  /** Returns what `error`, thrown by a call into the guest, means. */
  faultOf(error: unknown, place: StrategyFaultPlace, trapKind: StrategyFaultKind = "trap"): Error {
    if (error instanceof StrategyFault) return error;
    this.#faulted = true;
    const functionName = faultFunction(error);
    const line = this.#lineOf(error);
    const full = {
      ...place,
      fuelUsed: this.fuelUsed,
      ...(functionName === undefined ? {} : { functionName }),
      ...(line === undefined ? {} : { line }),
    };
    if (error instanceof GuestAbort) {
      const where = error.line === undefined ? full : { ...full, line: error.line };
      return new StrategyFault("abort", `Expected no abort, found: ${error.message}`, where, error);
    }
    if (error instanceof WebAssembly.RuntimeError) return this.#trap(error, full, trapKind);
    if (error instanceof RangeError) {
      return new StrategyFault("stack-overflow", "Expected the call stack to suffice, found it full", full, error);
    }
    return RaraError.from(error);
  }

  /** The innermost line of the author's source on the stack, if the module came with its lines. */
  #lineOf(error: unknown): number | undefined {
    const [section] = WebAssembly.Module.customSections(this.#module, LINE_SECTION);
    if (section === undefined) return undefined;
    const contents = new Uint8Array(section);
    for (const offset of faultOffsets(error)) {
      const line = lineAt(contents, offset);
      if (line !== undefined) return line;
    }
    return undefined;
  }

  /** A trap of the pass is told from one of the strategy's own by the globals it leaves behind. */
  #trap(error: Error, place: StrategyFaultPlace, trapKind: StrategyFaultKind): StrategyFault {
    if (this.#fuel.value < 0n) {
      return new StrategyFault(
        "out-of-fuel",
        `Expected a call to use at most ${this.#tank} fuel, found more`,
        place,
        error,
      );
    }
    const { recursionDepth } = this.#limits;
    if (this.#depth.value >>> 0 > recursionDepth) {
      return new StrategyFault(
        "recursion-limit",
        `Expected at most ${recursionDepth} nested recursive calls, found more`,
        place,
        error,
      );
    }
    return new StrategyFault(trapKind, `Expected no trap, found: ${error.message}`, place, error);
  }
}

function instantiate({ module, memory }: StrategyModule, imports: WebAssembly.Imports): WebAssembly.Instance {
  try {
    return new WebAssembly.Instance(module, memory === null ? imports : { ...imports, ...memories(memory) });
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) {
      throw new StrategyFault("start-trap", `Expected the module to initialise, found: ${error.message}`, {}, error);
    }
    if (error instanceof RangeError) {
      throw new RaraError("Expected room for one more strategy instance, found no address space left", {
        category: "refused",
        code: "strategy.too-many-instances",
        hint: "Keep fewer sessions alive at once; each reserves several GiB of address space.",
        cause: error,
      });
    }
    throw error;
  }
}

/** A memory of its own, and the one of this thread's loops, which nothing but the trusted functions can reach. */
function memories(pages: MemoryPages): WebAssembly.Imports {
  const { module, own, window } = MEMORY_IMPORTS;
  return { [module]: { [own]: takeMemory(pages), [window]: threadWindow().memory } };
}
