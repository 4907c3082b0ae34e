import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
import { StrategyFault, type StrategyFaultKind } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { DEFAULT_STRATEGY_LIMITS } from "./strategy-limits.ts";
import { readStrategyMeta } from "./session/read-strategy-meta.ts";
import { loadStrategyModule, type StrategyModule } from "./strategy-module.ts";
import { f64Const, leb, ModuleBuilder, repeated } from "./testing/module-builder.ts";
import { sketchStrategy } from "./testing/sketch-strategy.ts";
import { thrownBy } from "./testing/thrown.ts";
import { ValueType } from "./wasm/value-type.ts";

const { i32, f64 } = ValueType;

function refusal(wasm: Uint8Array): { kind: StrategyFaultKind; message: string } {
  const error = thrownBy(() => loadStrategyModule(wasm));
  if (!(error instanceof StrategyFault)) throw error;
  return { kind: error.kind, message: error.message };
}

/** A refusal that is only meaningful if V8 itself would run the module. */
function refusalOfValid(wasm: Uint8Array): { kind: StrategyFaultKind; message: string } {
  expect(WebAssembly.validate(wasm)).toBe(true);
  return refusal(wasm);
}

function importing(module: string, name: string, parameters: number[], results: number[]): Uint8Array {
  return sketchStrategy({ prepare: (builder) => void builder.importFunction(module, name, parameters, results) });
}

/** Code that opens and closes `depth` blocks, one inside the other. */
function nested(depth: number): number[] {
  return [...repeated([0x02, 0x40], depth), ...repeated([0x0b], depth), ...f64Const(2)];
}

describe("loadStrategyModule", () => {
  it("takes a module of ABI version 2 and says what is in it", () => {
    const wasm = sketchStrategy();
    const module = loadStrategyModule(wasm);
    expect(module.info).toMatchObject({ bytes: wasm.length, functions: 10, recursiveFunctions: 0, imports: [] });
    expect(module.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(module.limits).toBe(DEFAULT_STRATEGY_LIMITS);
  });

  it("works on a copy, so that bytes in shared memory cannot change after they were checked", () => {
    const wasm = sketchStrategy();
    const shared = new Uint8Array(new SharedArrayBuffer(wasm.length));
    shared.set(wasm);
    // The first limit that the pass asks for stands in for another thread that overwrites the module meanwhile.
    const limits = {
      ...DEFAULT_STRATEGY_LIMITS,
      get types(): number {
        shared.fill(0);
        return DEFAULT_STRATEGY_LIMITS.types;
      },
    };
    expect(loadStrategyModule(shared, limits).sha256).toBe(loadStrategyModule(wasm).sha256);
    expect(shared.every((byte) => byte === 0)).toBe(true);
  });

  it("gives a module that can be posted to a worker", () => {
    const { port1, port2 } = new MessageChannel();
    port1.postMessage(loadStrategyModule(sketchStrategy()), []);
    const received = receiveMessageOnPort(port2)?.message as StrategyModule;
    expect(readStrategyMeta(received).name).toBe("sketch");
    port1.close();
  });

  it.each([
    ["nothing", new Uint8Array()],
    ["text", new TextEncoder().encode("export function onCandle() {}")],
    ["a component", Uint8Array.from([0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00])],
    ["half a module", sketchStrategy().subarray(0, 100)],
    ["a body that does not type-check", sketchStrategy({ onCandle: [0x41, 0] })],
  ])("refuses %s as invalid", (_what, wasm) => {
    expect(refusal(wasm).kind).toBe("invalid-module");
  });

  describe("imports", () => {
    it("allows the four host functions of the ABI", () => {
      const wasm = sketchStrategy({
        prepare: (builder) => {
          builder.importFunction("env", "abort", [i32, i32, i32, i32], []);
          builder.importFunction("env", "trace", [i32, i32, f64, f64, f64, f64, f64], []);
          builder.importFunction("env", "console.log", [i32], []);
          builder.importFunction("env", "seed", [], [f64]);
        },
      });
      expect(loadStrategyModule(wasm).info.imports).toEqual(["env.abort", "env.trace", "env.console.log", "env.seed"]);
    });

    it.each([
      ["a system call", importing("wasi_snapshot_preview1", "fd_write", [i32, i32, i32, i32], [i32])],
      ["an unknown function", importing("env", "Date.now", [], [f64])],
      ["a name spelled across the dot", importing("env.console", "log", [i32], [])],
      ["a host function of another type", importing("env", "abort", [f64], [])],
      ["a property of every object", importing("env", "constructor", [], [])],
    ])("refuses %s and names what is allowed", (_what, wasm) => {
      const { kind, message } = refusalOfValid(wasm);
      expect(kind).toBe("forbidden-import");
      expect(message).toContain("env.abort, env.trace, env.console.log, env.seed");
    });

    it.each([
      ["a memory", [0x02, 0x00, 0x01]],
      ["a table", [0x01, 0x70, 0x00, 0x01]],
      ["a global", [0x03, 0x7f, 0x00]],
    ])("refuses to import %s", (_what, descriptor) => {
      const wasm = sketchStrategy({
        prepare: (builder) => void builder.importAny("env", "thing", descriptor),
        // An imported memory takes the place of the module's own.
        ...(descriptor[0] === 0x02 ? { memory: [0] } : {}),
      });
      expect(refusalOfValid(wasm).kind).toBe("forbidden-import");
    });
  });

  it.each([
    ["vectors", { onCandle: [0xfd, 12, ...repeated([0], 16), 0x1a, ...f64Const(2)] }],
    ["atomic instructions", { onCandle: [0xfe, 0x03, 0x00, ...f64Const(2)] }],
    ["a shared memory", { memory: [1, 3, 1, 1] }],
    ["a typed reference", { locals: [[1, 0x6e]] as const }],
    ["a garbage-collected reference", { onCandle: [0x41, 1, 0xfb, 0x1c, 0x1a, ...f64Const(2)] }],
    [
      "extended constants",
      { prepare: (b: { addGlobal(d: number[]): number }) => void b.addGlobal([i32, 0, 0x41, 1, 0x41, 1, 0x6a, 0x0b]) },
    ],
  ])("refuses %s as a feature", (_what, sketch) => {
    expect(refusalOfValid(sketchStrategy(sketch)).kind).toBe("unsupported-feature");
  });

  it("refuses a 64-bit memory", () => {
    expect(refusalOfValid(new ModuleBuilder().section(5, [1, 4, 1]).build()).kind).toBe("unsupported-feature");
  });

  it("refuses exception tags", () => {
    const wasm = sketchStrategy({
      prepare: (builder) => void builder.section(13, [1, 0, builder.addFunction({ code: [] })]),
    });
    expect(refusalOfValid(wasm).kind).toBe("unsupported-feature");
  });

  describe("limits", () => {
    it.each([
      ["locals in a function", { locals: [[2001, f64]] as const }],
      [
        "locals that add up over groups",
        {
          locals: [
            [1500, f64],
            [1500, i32],
          ] as const,
        },
      ],
      ["nested blocks", { onCandle: nested(200) }],
      ["bytes in a function", { onCandle: Uint8Array.from([...repeated([0x01], 70_000), ...f64Const(2)]) }],
      ["pages of memory", { memory: [1, 0, ...leb(257)] }],
    ])("refuses too many %s", (_what, sketch) => {
      expect(refusalOfValid(sketchStrategy(sketch)).kind).toBe("limit-exceeded");
    });

    it("takes as many nested blocks as the limit says", () => {
      expect(() => loadStrategyModule(sketchStrategy({ onCandle: nested(199) }))).not.toThrow();
    });

    it("refuses too many functions", () => {
      const wasm = sketchStrategy({
        prepare: (builder) => {
          for (let i = 0; i < 2000; i++) builder.addFunction({ code: [] });
        },
      });
      expect(refusalOfValid(wasm)).toMatchObject({ kind: "limit-exceeded" });
    });

    it("refuses a module that is too long before it looks at it", () => {
      expect(refusal(new Uint8Array((1 << 20) + 1))).toMatchObject({ kind: "limit-exceeded" });
    });

    it("refuses a table that is too large", () => {
      const wasm = sketchStrategy({ prepare: (builder) => void builder.section(4, [1, 0x70, 0, ...leb(5000)]) });
      expect(refusalOfValid(wasm).kind).toBe("limit-exceeded");
    });
  });

  describe("the ABI", () => {
    it("names what is missing of version 1 when that is what it finds", () => {
      const wasm = sketchStrategy({
        without: ["abi_version"],
        prepare: (builder) => void builder.addFunction({ code: [0x41, 0], results: [i32], exportAs: "wasm_meta" }),
      });
      expect(refusal(wasm).message).toContain(
        "every export of ABI version 1, found these missing or mistyped: alloc, ",
      );
    });

    it("names both versions when another answers, even if exports are missing", () => {
      const wasm = sketchStrategy({ abiVersion: 3, without: ["on_candle"] });
      expect(refusal(wasm)).toEqual({ kind: "abi", message: "Expected a strategy of ABI version 2, found version 3" });
    });

    it("lists the exports that are missing", () => {
      const { kind, message } = refusal(sketchStrategy({ without: ["on_candle", "memory"] }));
      expect(kind).toBe("abi");
      expect(message).toContain("on_candle, memory");
    });

    it("refuses an export of another type, so that no BigInt comes back", () => {
      const wasm = sketchStrategy({
        without: ["on_candle"],
        prepare: (builder) => {
          const parameters = [f64, f64, f64, f64, f64, f64];
          builder.addFunction({ parameters, results: [ValueType.i64], code: [0x42, 0], exportAs: "on_candle" });
        },
      });
      expect(refusal(wasm)).toMatchObject({ kind: "abi" });
    });

    it.each(["__fuel", "__fuel_used", "__snap0"])("refuses an export named %s", (name) => {
      const wasm = sketchStrategy({ prepare: (builder) => void builder.addFunction({ code: [], exportAs: name }) });
      expect(refusalOfValid(wasm).kind).toBe("abi");
    });
  });
});
