import { RaraError, StrategyFault } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { HOST_CALL_FUEL } from "../metering/fuel-plan.ts";
import { DEFAULT_STRATEGY_LIMITS } from "../strategy-limits.ts";
import { loadStrategyModule } from "../strategy-module.ts";
import { f64Const, type FunctionSketch, i32Const, leb, repeated } from "../testing/module-builder.ts";
import { sketchStrategy, type StrategySketch } from "../testing/sketch-strategy.ts";
import { thrownBy } from "../testing/thrown.ts";
import { ValueType } from "../wasm/value-type.ts";
import { WasmStrategySession } from "./wasm-strategy-session.ts";

const { i32, i64, f64 } = ValueType;
const FOREVER = [0x03, 0x40, 0x0c, 0, 0x0b];
const MIB_13 = i32Const(13 * 2 ** 20);

function open(sketch: StrategySketch): WasmStrategySession {
  return WasmStrategySession.open(loadStrategyModule(sketchStrategy(sketch)));
}

function feed(session: WasmStrategySession): number {
  return session.onCandle(0, 1, 2, 0.5, 1.5, 10);
}

function faultOf(act: () => unknown): StrategyFault {
  const error = thrownBy(act);
  if (!(error instanceof StrategyFault)) throw error;
  return error;
}

/** A sketch whose on_candle calls the last of these functions, each of which may call any other by its index. */
function calling(...functions: readonly FunctionSketch[]): StrategySketch {
  return {
    prepare: (builder) => {
      for (const sketch of functions) builder.addFunction(sketch);
    },
    onCandle: [0x10, functions.length - 1, ...f64Const(2)],
  };
}

/** A sketch that traces 1.5 and 2 so many times a bar. */
function tracing(times: number): StrategySketch {
  return {
    prepare: (builder) => void builder.importFunction("env", "trace", [i32, i32, f64, f64, f64, f64, f64], []),
    onCandle: [
      ...repeated([0x41, 8, 0x41, 2, ...f64Const(1.5), ...f64Const(2), ...repeated(f64Const(0), 3), 0x10, 0], times),
      ...f64Const(2),
    ],
  };
}

function draw(wasm: Uint8Array, parameters: Record<string, number>): number {
  return feed(WasmStrategySession.open(loadStrategyModule(wasm), { parameters }));
}

describe("WasmStrategySession", () => {
  it("hands the bar to the strategy as six numbers and returns its target", () => {
    // (high - low) / open
    const session = open({ onCandle: [0x20, 2, 0x20, 3, 0xa1, 0x20, 1, 0xa3] });
    expect(session.onCandle(1_700_000_000_000, 4, 6, 3, 5, 100)).toBe(0.75);
    expect(session.barsTaken).toBe(1);
  });

  it.each([-1, -0.25, 0, 0.5, 1, 2])("accepts the target %d", (target) => {
    expect(feed(open({ onCandle: f64Const(target) }))).toBe(target);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1.0000001, -1.5, 1.9999999, 3])(
    "calls the target %d a fault",
    (target) => {
      const fault = faultOf(() => feed(open({ onCandle: f64Const(target) })));
      expect(fault.kind).toBe("bad-target");
      expect(fault.place.barIndex).toBe(0);
      expect(fault.message).toContain(`found ${target}`);
    },
  );

  it("is dead after a fault and says what killed it", () => {
    // 1 / 0 as integers traps from the second bar on: the global counts up from -1.
    const session = open({
      prepare: (builder) => void builder.addGlobal([i32, 1, 0x41, 0x01, 0x0b]),
      onCandle: [0x23, 0, 0x41, 1, 0x6b, 0x24, 0, 0x41, 1, 0x41, 1, 0x23, 0, 0x6a, 0x6d, 0x1a, ...f64Const(1)],
    });
    expect(feed(session)).toBe(1);
    const fault = faultOf(() => feed(session));
    expect(fault.kind).toBe("trap");
    expect(fault.place.barIndex).toBe(1);
    for (const call of [() => feed(session), () => session.setPosition(0, 0), () => session.askRiskLevels(1, 100)]) {
      const later = faultOf(call);
      expect(later.kind).toBe("trap");
      expect(later.message).toContain("Expected a live session");
      expect(later.cause).toBe(fault);
    }
  });

  describe("an endless strategy", () => {
    it.each([
      ["loops in on_candle", { onCandle: [...FOREVER, ...f64Const(2)] }],
      [
        "branches through a table",
        { onCandle: [0x03, 0x40, 0x02, 0x40, 0x41, 7, 0x0e, 2, 1, 1, 1, 0x0b, 0x0b, ...f64Const(2)] },
      ],
      ["calls itself in tail position", calling({ code: [0x12, 0] })],
      [
        "fills memory again and again",
        {
          memory: [1, 0, ...leb(200)],
          onCandle: [0x03, 0x40, 0x41, 0, 0x41, 1, ...MIB_13, 0xfc, 0x0b, 0, 0x0c, 0, 0x0b, ...f64Const(2)],
        },
      ],
      [
        "copies memory again and again",
        {
          memory: [1, 0, ...leb(200)],
          onCandle: [0x03, 0x40, 0x41, 0, 0x41, 1, ...MIB_13, 0xfc, 0x0a, 0, 0, 0x0c, 0, 0x0b, ...f64Const(2)],
        },
      ],
      [
        "grows memory again and again",
        { onCandle: [0x03, 0x40, 0x41, 1, 0x40, 0, 0x1a, 0x0c, 0, 0x0b, ...f64Const(2)] },
      ],
    ])("that %s runs out of fuel, the same on every run", (_what, sketch) => {
      const faults = [1, 2, 3].map(() => {
        const session = open(sketch);
        return { fault: faultOf(() => feed(session)), fuelUsed: session.fuelUsed };
      });
      for (const { fault, fuelUsed } of faults) {
        expect(fault.kind).toBe("out-of-fuel");
        expect(fuelUsed).toBeGreaterThan(DEFAULT_STRATEGY_LIMITS.callFuel);
        expect(fuelUsed).toBe(faults[0]?.fuelUsed);
        expect(fault.place.fuelUsed).toBe(fuelUsed);
      }
    });

    it("that loops in init runs out of fuel", () => {
      expect(faultOf(() => open({ init: FOREVER })).kind).toBe("out-of-fuel");
    });

    it("that loops in its start function runs out of fuel", () => {
      const fault = faultOf(() => open({ start: FOREVER }));
      expect(fault.kind).toBe("out-of-fuel");
      expect(fault.place.fuelUsed).toBeGreaterThan(DEFAULT_STRATEGY_LIMITS.startFuel);
    });

    it("that doubles its work through calls without any loop runs out of fuel", () => {
      const doubling = Array.from({ length: 60 }, (_, i) => ({ code: i === 0 ? [] : [0x10, i - 1, 0x10, i - 1] }));
      expect(faultOf(() => feed(open(calling(...doubling)))).kind).toBe("out-of-fuel");
    });
  });

  describe("a recursive strategy", () => {
    it.each([
      ["itself", calling({ code: [0x10, 0] })],
      ["itself through another", calling({ code: [0x10, 1] }, { code: [0x10, 0] })],
      [
        "itself through a table",
        {
          ...calling({ code: [0x41, 0, 0x11, 0, 0] }),
          prepare: (builder: { addFunction(s: FunctionSketch): number; section(id: number, c: number[]): unknown }) => {
            builder.addFunction({ code: [0x41, 0, 0x11, 0, 0] });
            builder.section(4, [1, 0x70, 0, 1]);
            builder.section(9, [1, 0, 0x41, 0, 0x0b, 1, 0]);
          },
        },
      ],
    ])("that calls %s without end hits the recursion limit, at the same fuel on every run", (_what, sketch) => {
      const runs = [1, 2, 3].map(() => {
        const session = open(sketch);
        return [faultOf(() => feed(session)).kind, session.fuelUsed];
      });
      expect(runs[0]?.[0]).toBe("recursion-limit");
      expect(runs[1]).toEqual(runs[0]);
      expect(runs[2]).toEqual(runs[0]);
    });

    it("may recurse up to the limit, and as deep again on the next bar", () => {
      // f(n) = n == 0 ? 0 : f(n - 1), asked for 255 levels below the first call.
      const countdown = {
        parameters: [i32],
        results: [i32],
        code: [0x20, 0, 0x45, 0x04, i32, 0x41, 0, 0x05, 0x20, 0, 0x41, 1, 0x6b, 0x10, 0, 0x0b],
      };
      const session = open({ ...calling(countdown), onCandle: [...i32Const(256), 0x10, 0, 0x1a, ...f64Const(2)] });
      for (let i = 0; i < 3; i++) expect(feed(session)).toBe(2);
      const deeper = open({ ...calling(countdown), onCandle: [...i32Const(257), 0x10, 0, 0x1a, ...f64Const(2)] });
      expect(faultOf(() => feed(deeper)).kind).toBe("recursion-limit");
    });

    it("has a lower limit the larger its frames are", () => {
      const large = { code: [0x10, 0], locals: [[2000, f64]] as const };
      const small = open(calling({ code: [0x10, 0] }));
      const wide = open(calling(large));
      expect(faultOf(() => feed(small)).kind).toBe("recursion-limit");
      expect(faultOf(() => feed(wide)).kind).toBe("recursion-limit");
      expect(wide.fuelUsed).toBeLessThan(small.fuelUsed / 10);
    });
  });

  describe("memory", () => {
    it("answers -1 inside the strategy when it would grow beyond 16 MiB", () => {
      // Grows by 256 pages on top of 1 and returns the answer as a target.
      const session = open({ onCandle: [...i32Const(256), 0x40, 0, 0xb7] });
      expect(feed(session)).toBe(-1);
    });

    it("keeps a lower maximum that the module chose itself", () => {
      const session = open({ memory: [1, 1, 1, 2], onCandle: [0x41, 2, 0x40, 0, 0xb7] });
      expect(feed(session)).toBe(-1);
    });

    it("traps on a read beyond its end", () => {
      const session = open({ onCandle: [...i32Const(65_536), 0x2b, 3, 0, 0x1a, ...f64Const(2)] });
      expect(faultOf(() => feed(session)).kind).toBe("trap");
    });
  });

  it("shows every NaN with the same bits, wherever they could be seen", () => {
    const pattern = [0x42, 0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0xfc, 0x7f, 0xbf];
    const canonical = [0x42, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0xfc, 0xff, 0x00];
    const isCanonical = [...canonical, 0x51, 0xb7];
    // 0xfff8…01 reinterpreted, stored and loaded, as the sign of a copysign: 1 if canonical.
    const reinterpreted = open({ onCandle: [...pattern, 0xbd, ...isCanonical] });
    const stored = open({ onCandle: [0x41, 0, ...pattern, 0x39, 3, 0, 0x41, 0, 0x29, 3, 0, ...isCanonical] });
    const signed = open({ onCandle: [...f64Const(1), ...pattern, 0xa6] });
    expect(feed(reinterpreted)).toBe(1);
    expect(feed(stored)).toBe(1);
    expect(feed(signed)).toBe(1);
  });

  describe("the start function", () => {
    it("runs once, before anything else", () => {
      const session = open({
        prepare: (builder) => void builder.addGlobal([f64, 1, ...f64Const(0), 0x0b]),
        start: [0x23, 0, ...f64Const(0.5), 0xa0, 0x24, 0],
        onCandle: [0x23, 0],
      });
      expect(feed(session)).toBe(0.5);
      expect(session.fuelUsed).toBeGreaterThan(0);
    });

    it("that traps is a fault of its own kind", () => {
      expect(faultOf(() => open({ start: [0x00] })).kind).toBe("start-trap");
    });

    it("cannot be left out by data that lies outside memory", () => {
      const wasm = sketchStrategy({ memory: [1, 0, 0] });
      expect(faultOf(() => loadStrategyModule(wasm)).kind).toBe("start-trap");
    });
  });

  describe("parameters", () => {
    const meta = JSON.stringify({ name: "p", version: 1, params: [{ name: "fast", default: 10, min: 2, max: 200 }] });
    const module = loadStrategyModule(sketchStrategy({ meta }));

    it.each([
      ["an unknown name", { slow: 10 }],
      ["a value below the range", { fast: 1.99 }],
      ["a value above the range", { fast: 201 }],
      ["NaN", { fast: Number.NaN }],
    ])("refuses %s before the strategy hears of it", (_what, parameters) => {
      const error = thrownBy(() => WasmStrategySession.open(module, { parameters }));
      expect(error).toBeInstanceOf(RaraError);
      expect(error).toMatchObject({ code: "strategy.parameter", category: "usage" });
    });
  });

  it("answers a strategy's request for a seed by artifact and parameters alone", () => {
    const meta = JSON.stringify({ name: "s", params: [{ name: "p", default: 1, min: 0, max: 9 }] });
    const seeded = (onCandle: number[]): Uint8Array =>
      sketchStrategy({
        meta,
        prepare: (builder) => void builder.importFunction("env", "seed", [], [f64]),
        onCandle: [...onCandle, 0x10, 0, ...f64Const(2 ** 49), 0xa3],
      });
    const wasm = seeded([]);
    expect(draw(wasm, { p: 3 })).toBe(draw(wasm, { p: 3 }));
    expect(draw(wasm, { p: 3 })).not.toBe(draw(wasm, { p: 4 }));
    expect(draw(wasm, { p: 3 })).not.toBe(draw(seeded([0x01]), { p: 3 }));
    expect(draw(wasm, {})).toBeGreaterThan(0);
  });

  describe("output", () => {
    it("passes on what the strategy traces", () => {
      const lines: string[] = [];
      const module = loadStrategyModule(sketchStrategy(tracing(1)));
      feed(WasmStrategySession.open(module, { onLog: (line) => lines.push(line) }));
      expect(lines).toEqual([" 1.5 2"]);
    });

    it("costs fuel, besides the instructions around it", () => {
      const [once, twice] = [open(tracing(1)), open(tracing(2))];
      feed(once);
      feed(twice);
      // Seven operands, the call itself and the price of leaving the sandbox.
      expect(twice.fuelUsed - once.fuelUsed).toBe(7 + 1 + HOST_CALL_FUEL);
    });

    it("is cut off after a thousand lines, with a notice", () => {
      const lines: string[] = [];
      const session = WasmStrategySession.open(loadStrategyModule(sketchStrategy(tracing(100))), {
        onLog: (line) => lines.push(line),
      });
      for (let i = 0; i < 20; i++) feed(session);
      expect(lines).toHaveLength(1001);
      expect(lines.at(-1)).toContain("more output dropped");
    });
  });

  it("gives a run a mean budget besides that of each call", () => {
    // 300 turns a bar, some 3,000 fuel: a call may use that, a run with a mean of 1,000 may not.
    const busy = [
      ...i32Const(300),
      0x21,
      6,
      0x03,
      0x40,
      0x20,
      6,
      0x41,
      1,
      0x6b,
      0x22,
      6,
      0x0d,
      0,
      0x0b,
      ...f64Const(2),
    ];
    const wasm = sketchStrategy({ locals: [[1, i32]], onCandle: busy });
    const limits = { ...DEFAULT_STRATEGY_LIMITS, startFuel: 1000, meanBarFuel: 1000 };
    const session = WasmStrategySession.open(loadStrategyModule(wasm, limits));
    const fault = faultOf(() => {
      for (let i = 0; i < 5000; i++) feed(session);
    });
    expect(fault.kind).toBe("out-of-fuel");
    expect(fault.place.barIndex).toBe(4095);
  });

  it("survives a module that spends its fuel on 64-bit numbers", () => {
    const session = open({ locals: [[1, i64]], onCandle: [0x42, 0x7f, 0x21, 6, ...f64Const(2)] });
    expect(feed(session)).toBe(2);
  });
});
