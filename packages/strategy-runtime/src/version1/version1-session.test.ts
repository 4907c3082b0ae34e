// No genuine artifact of the older protocol is at hand: these modules are assembled from its documentation, byte by byte;
// rust-version1.test.ts adds one that a real compiler made.
import { HOLD_TARGET, StrategyFault } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { openStrategySession } from "../open-strategy-session.ts";
import { readStrategyMeta } from "../session/read-strategy-meta.ts";
import { WasmStrategySession } from "../session/wasm-strategy-session.ts";
import { loadStrategyModule } from "../strategy-module.ts";
import { i32Const } from "../testing/module-builder.ts";
import { sketchStrategy } from "../testing/sketch-strategy.ts";
import { ANSWERS_ADDRESS, SKETCH_META, sketchVersion1, type Version1Sketch } from "../testing/sketch-version1.ts";
import { thrownBy } from "../testing/thrown.ts";
import { ValueType } from "../wasm/value-type.ts";
import { CandleWindow } from "./candle-window.ts";
import { Version1StrategySession, type Version1SessionOptions } from "./version1-session.ts";

const { i32 } = ValueType;
const UNREACHABLE = [0x00];
const ENDLESS = [0x03, 0x40, 0x0c, 0, 0x0b];

function open(sketch: Version1Sketch = {}, options: Version1SessionOptions = {}): Version1StrategySession {
  return Version1StrategySession.open(loadStrategyModule(sketchVersion1(sketch)), options);
}

/** What the first bar of a session gives. */
function firstTarget(sketch: Version1Sketch, options: Version1SessionOptions = {}): number {
  return open(sketch, options).onCandle(60_000, 1, 2, 0.5, 1.5, 10);
}

function faultOf(act: () => unknown): { kind: string; message: string; place: object } {
  const error = thrownBy(act);
  if (!(error instanceof StrategyFault)) throw error;
  return { kind: error.kind, message: error.message, place: error.place };
}

describe("a version 1 module", () => {
  it("is told by its exports and gets twenty times the fuel", () => {
    const module = loadStrategyModule(sketchVersion1());
    expect(module).toMatchObject({ abiVersion: 1, limits: { callFuel: 20_000_000, meanBarFuel: 20_000_000 } });
    expect(loadStrategyModule(sketchStrategy())).toMatchObject({ abiVersion: 2, limits: { callFuel: 1_000_000 } });
  });

  it("is described by its meta, without parameters or warm-up", () => {
    const meta = { name: "older", version: 3, description: "of bytes", warmupBars: 0, parameters: [] };
    expect(open().meta).toEqual(meta);
    expect(readStrategyMeta(loadStrategyModule(sketchVersion1()))).toEqual(meta);
  });

  it("cannot smuggle control characters into its name", () => {
    const meta = JSON.stringify({
      name: "a\u001b[2Jb\u202e",
      version: 1,
      api_version: 1,
      description: "x".repeat(9999),
    });
    expect(open({ meta }).meta.name).toBe("a[2Jb");
    expect(open({ meta }).meta.description).toHaveLength(500);
  });

  it.each([
    ["3", 'version "3"'],
    ["0", "version 0"],
    ["", "version none"],
  ])("of api_version %s is refused with both versions named", (number, found) => {
    const field = number === "" ? {} : { api_version: number === "3" ? "3" : Number(number) };
    const meta = JSON.stringify({ name: "older", version: 1, ...field });
    const { kind, message } = faultOf(() => open({ meta }));
    expect(kind).toBe("abi");
    expect(message).toContain("an api_version of 1 or 2");
    expect(message).toContain(found);
  });

  it("is opened by openStrategySession and refused by the session of version 2, and the other way round", () => {
    const module = loadStrategyModule(sketchVersion1());
    expect(openStrategySession(module)).toBeInstanceOf(Version1StrategySession);
    expect(faultOf(() => WasmStrategySession.open(module)).message).toContain("found version 1");
    const version2 = loadStrategyModule(sketchStrategy());
    expect(openStrategySession(version2)).toBeInstanceOf(WasmStrategySession);
    expect(faultOf(() => Version1StrategySession.open(version2)).message).toContain("found version 2");
  });

  it.each(["memory", "alloc", "get_output_ptr", "get_output_len", "wasm_on_candles"])(
    "without %s is refused",
    (name) => {
      const { kind, message } = faultOf(() => loadStrategyModule(sketchVersion1({ without: [name] })));
      expect(kind).toBe("abi");
      expect(message).toContain(`missing or mistyped: ${name}`);
    },
  );

  it("may import WASI, and a version 2 module may not", () => {
    const wasi = (name: string, parameters: number[]): Version1Sketch => ({
      prepare: (builder) => void builder.importFunction("wasi_snapshot_preview1", name, parameters, [i32]),
    });
    expect(loadStrategyModule(sketchVersion1(wasi("environ_get", [i32, i32]))).info.imports).toEqual([
      "wasi_snapshot_preview1.environ_get",
    ]);
    for (const refused of [
      () => loadStrategyModule(sketchVersion1(wasi("environ_get", [i32]))),
      () => loadStrategyModule(sketchVersion1(wasi("path_exec", [i32, i32]))),
      () => loadStrategyModule(sketchStrategy(wasi("environ_get", [i32, i32]))),
      () => loadStrategyModule(sketchVersion1({ prepare: (b) => void b.importFunction("env", "seed", [], [0x7c]) })),
    ]) {
      expect(faultOf(refused).kind).toBe("forbidden-import");
    }
  });
});

describe("a version 1 session", () => {
  it.each([
    ['"Hold"', HOLD_TARGET],
    ['"Exit"', 0],
    ['{"Entry":{"side":"Long","strength":0.8}}', 0.8],
    ['{"Entry":{"side":"Short","strength":1}}', -1],
    ['{"Entry":{"side":"Short","strength":0}}', 0],
    ['{"score":0.31,"factors":{"trend":1}}', 1],
    ['{"score":-0.31}', -1],
    ['{"score":0.3}', HOLD_TARGET],
    ['{"score":-0.3}', HOLD_TARGET],
  ])("takes %s for the target %d", (signal, target) => {
    expect(firstTarget({ signal })).toBe(target);
  });

  it("takes another threshold for scores, which must be one", () => {
    const sketch = { signal: '{"score":0.2}' };
    expect(firstTarget(sketch, { scoreThreshold: 0.1 })).toBe(1);
    expect(firstTarget(sketch, { scoreThreshold: 0.2 })).toBe(HOLD_TARGET);
    for (const scoreThreshold of [1, -0.1, Number.NaN]) {
      expect(thrownBy(() => open(sketch, { scoreThreshold }))).toMatchObject({ code: "strategy.score-threshold" });
    }
  });

  it.each([
    '"Buy"',
    "null",
    "2",
    "[]",
    "{}",
    '{"Entry":{}}',
    '{"Entry":{"side":"Up","strength":1}}',
    '{"Entry":{"side":"Long","strength":1.01}}',
    '{"Entry":{"side":"Long","strength":-0.5}}',
    '{"Entry":{"side":"Long","strength":"1"}}',
    '{"score":1e999}',
    '{"score":null}',
    '{"score":-1.5}',
  ])("dies of the answer %s", (signal) => {
    const session = open({ signal });
    const bar = (): number => session.onCandle(0, 1, 1, 1, 1, 1);
    expect(faultOf(bar)).toMatchObject({ kind: "bad-target", place: { barIndex: 0 } });
    expect(faultOf(bar).message).toContain("found one that has failed before");
    expect(() => session.setPosition(0, 0)).toThrow("failed before");
  });

  it("refuses an answer that is not JSON, not UTF-8 or not in memory", () => {
    const place = ANSWERS_ADDRESS + SKETCH_META.length;
    const spoil = [...i32Const(place + 1), ...i32Const(0xff), 0x3a, 0, 0];
    for (const sketch of [{ signal: "{" }, { onCandles: spoil }, { outputAddress: 16 * 65_536 - 1 }]) {
      expect(faultOf(() => firstTarget(sketch)).kind).toBe("abi");
    }
  });

  it("refuses an answer that is too long, and says how long it may be", () => {
    expect(faultOf(() => open({ outputLength: 65_537 })).message).toContain("at most 65536 bytes, found 65537");
  });

  it("refuses room for the input that lies outside memory", () => {
    const { kind, message } = faultOf(() => firstTarget({ input: 16 * 65_536 - 10 }));
    expect(kind).toBe("abi");
    expect(message).toContain("Expected alloc to answer room for");
    expect(faultOf(() => firstTarget({ input: 0x7fff_ffff })).kind).toBe("abi");
  });

  it("escapes what it quotes of a strategy", () => {
    const signal = JSON.stringify({ "\u202e": "x".repeat(1000) });
    const { message } = faultOf(() => firstTarget({ signal }));
    expect(message.length).toBeLessThan(400);
    expect(message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it("stops an endless call at 20 M fuel, the same on every run, and names a trap's function", () => {
    const endless = [1, 2].map(() => faultOf(() => firstTarget({ onCandles: ENDLESS })));
    expect(endless[0]).toMatchObject({ kind: "out-of-fuel", place: { barIndex: 0 } });
    expect(endless[0]?.message).toContain("at most 20000000 fuel");
    expect(endless[1]).toEqual(endless[0]);
    expect(faultOf(() => firstTarget({ onCandles: UNREACHABLE }))).toMatchObject({
      kind: "trap",
      place: { barIndex: 0, functionName: expect.stringMatching(/^function \d+$/) as string },
    });
  });

  it("gives risk levels where the module has them", () => {
    const session = open({ riskLevels: '{"stop_loss":95.5,"take_profit":null}' });
    session.askRiskLevels(1, 100);
    expect([session.stopLoss, session.takeProfit]).toEqual([95.5, Number.NaN]);
    const without = open();
    without.askRiskLevels(-1, 100);
    expect([without.stopLoss, without.takeProfit]).toEqual([Number.NaN, Number.NaN]);
    for (const riskLevels of ['{"stop_loss":1e999,"take_profit":1}', '{"stop_loss":"1"}', "[]", "null"]) {
      const broken = open({ riskLevels });
      expect(faultOf(() => broken.askRiskLevels(1, 100)).kind).toBe("bad-target");
    }
  });

  it("has no parameters", () => {
    expect(thrownBy(() => open({}, { parameters: { fast: 1 } }))).toMatchObject({ code: "strategy.parameter" });
  });

  it("shows the module the window that it was promised", () => {
    const session = open({ echoesInput: true });
    const { message } = faultOf(() => session.onCandle(90_000, 1, 2, 0.5, 1.5, 10));
    expect(message).toContain('[{"timestamp":90,"open":1,"high":2,"low":0.5,"close":1.5,"volume":10}]');
  });

  it("counts its fuel and its bars", () => {
    const session = open();
    const before = session.fuelUsed;
    for (let bar = 0; bar < 70; bar++) session.onCandle(bar, 1, 1, 1, 1, 1);
    expect(session.barsTaken).toBe(70);
    // Three instructions of alloc, five of the answer, one for each half of where it lies.
    expect(session.fuelUsed - before).toBe(70 * 10);
  });
});

describe("CandleWindow", () => {
  it("holds the last 500 bars as JSON, the newest last, however many there were", () => {
    const window = new CandleWindow();
    const text = new TextDecoder();
    for (let bar = 0; bar < 2500; bar++) {
      window.push(bar * 60_000, bar, bar + 0.1, 1e-7 * bar, 1.7976931348623157e308, bar);
      if (bar % 250 !== 0 && bar !== 499 && bar !== 2499) continue;
      const bars = JSON.parse(text.decode(window.json())) as readonly unknown[];
      expect(bars).toHaveLength(Math.min(bar + 1, 500));
      const first = bar - bars.length + 1;
      expect(bars[0]).toMatchObject({ timestamp: first * 60, open: first });
      expect(bars.at(-1)).toEqual({
        timestamp: bar * 60,
        open: bar,
        high: bar + 0.1,
        low: 1e-7 * bar,
        close: 1.7976931348623157e308,
        volume: bar,
      });
    }
  });

  it("refuses a number that JSON cannot spell", () => {
    expect(() => new CandleWindow().push(0, 1, 1, Number.NaN, 1, 1)).toThrow("finite numbers");
  });
});

it("keeps the sketches honest: they are valid WebAssembly", () => {
  expect(WebAssembly.validate(new Uint8Array(sketchVersion1({ onCandles: [...i32Const(1), 0x1a] })))).toBe(true);
});
