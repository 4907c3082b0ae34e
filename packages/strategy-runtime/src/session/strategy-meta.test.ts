import { StrategyFault } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { readStrategyMeta } from "./read-strategy-meta.ts";
import { loadStrategyModule } from "../strategy-module.ts";
import { sketchStrategy } from "../testing/sketch-strategy.ts";
import { thrownBy } from "../testing/thrown.ts";
import { parseStrategyMeta } from "./strategy-meta.ts";

function faultOf(act: () => unknown): StrategyFault {
  const error = thrownBy(act);
  if (!(error instanceof StrategyFault)) throw error;
  return error;
}

/** A module whose meta and meta_len answer these i32 constants, given as the bytes of their operand. */
function answering(address: number[], length: number[]): Uint8Array {
  return sketchStrategy({
    without: ["meta", "meta_len"],
    prepare: (builder) => {
      builder.addFunction({ results: [0x7f], code: [0x41, ...address], exportAs: "meta" });
      builder.addFunction({ results: [0x7f], code: [0x41, ...length], exportAs: "meta_len" });
    },
  });
}

describe("parseStrategyMeta", () => {
  const parameter = { name: "fast", default: 10, min: 2, max: 200 };
  const meta = { name: "a", version: 1, description: "d", warmup: 30, params: [parameter] };

  it("returns the fields in the house's names", () => {
    expect(parseStrategyMeta(JSON.stringify(meta))).toEqual({
      name: "a",
      version: 1,
      description: "d",
      warmupBars: 30,
      parameters: [parameter],
    });
  });

  it("strips what could move a cursor or reverse text, and cuts what is long", () => {
    const parsed = parseStrategyMeta(
      JSON.stringify({ ...meta, name: "\u001b[31mred\u202e", description: "x".repeat(1000) }),
    );
    expect(parsed.name).toBe("[31mred");
    expect(parsed.description).toHaveLength(500);
  });

  it.each([
    ["text that is no JSON", "{"],
    ["no object", "[]"],
    ["no name", JSON.stringify({ ...meta, name: undefined })],
    ["a name of nothing visible", JSON.stringify({ ...meta, name: " \u0000 " })],
    ["a fractional version", JSON.stringify({ ...meta, version: 1.5 })],
    ["a negative warmup", JSON.stringify({ ...meta, warmup: -1 })],
    ["an endless warmup", JSON.stringify({ ...meta, warmup: 1e9 })],
    ["params that are no list", JSON.stringify({ ...meta, params: {} })],
    ["a param without a default", JSON.stringify({ ...meta, params: [{ ...parameter, default: undefined }] })],
    ["a param that is infinite", JSON.stringify(meta).replace("200", "1e999")],
    ["a default outside its range", JSON.stringify({ ...meta, params: [{ ...parameter, default: 1 }] })],
    ["two params of one name", JSON.stringify({ ...meta, params: [parameter, parameter] })],
    [
      "too many params",
      JSON.stringify({ ...meta, params: Array.from({ length: 33 }, (_, i) => ({ ...parameter, name: `p${i}` })) }),
    ],
    ["extra series", JSON.stringify({ ...meta, series: ["1d"] })],
  ])("refuses %s", (_what, json) => {
    expect(faultOf(() => parseStrategyMeta(json)).kind).toBe("abi");
  });
});

describe("readStrategyMeta", () => {
  it("reads the meta of a module", () => {
    const module = loadStrategyModule(sketchStrategy({ meta: JSON.stringify({ name: "é", version: 3 }) }));
    expect(readStrategyMeta(module)).toMatchObject({ name: "é", version: 3, warmupBars: 0, parameters: [] });
  });

  it("refuses a meta that is too long, outside memory or not UTF-8", () => {
    const cases: [string, Uint8Array][] = [
      ["at most 65536 bytes, found 65537", answering([0], [0x81, 0x80, 0x04])],
      ["inside memory, found 2 bytes at 65535", answering([0xff, 0xff, 0x03], [2])],
      ["inside memory, found 1 bytes at 4294967295", answering([0x7f], [1])],
      ["at most 65536 bytes, found 4294967295", answering([0], [0x7f])],
      ["as JSON", answering([0], [0])],
    ];
    for (const [message, wasm] of cases) {
      expect(faultOf(() => readStrategyMeta(loadStrategyModule(wasm))).message).toContain(message);
    }
  });
});
