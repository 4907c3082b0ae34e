import { StrategyFault } from "@rara-trading/domain";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ByteReader } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";

describe("ByteReader and ByteWriter", () => {
  it("read back every 32-bit number that they write", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff_ffff })), (values) => {
        const writer = new ByteWriter(1);
        for (const value of values) writer.u32(value);
        const reader = new ByteReader(writer.written());
        expect(values.map(() => reader.u32())).toEqual(values);
        expect(reader.atEnd).toBe(true);
      }),
    );
  });

  it("read back every name that they write", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const writer = new ByteWriter();
        writer.name(text);
        expect(new ByteReader(writer.written()).name()).toBe(text);
      }),
    );
  });

  it("write a signed number that the engine reads as the same positive one", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), (value) => {
        const writer = new ByteWriter();
        writer.bytes([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 6]);
        const section = new ByteWriter();
        section.bytes([1, 0x7e, 0, 0x42]);
        section.signed(value);
        section.byte(0x0b);
        writer.sized(section.written());
        writer.bytes([7, 5, 1, 1, 0x67, 3, 0]);
        const { exports } = new WebAssembly.Instance(new WebAssembly.Module(writer.written()));
        expect(exports["g"]).toMatchObject({ value: BigInt(value) });
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    ["a number that never ends", [0x80, 0x80, 0x80, 0x80, 0x80, 0x00]],
    ["a number above 32 bits", [0xff, 0xff, 0xff, 0xff, 0x1f]],
    ["a number that is cut off", [0x80]],
  ])("refuses %s", (_what, bytes) => {
    expect(() => new ByteReader(Uint8Array.from(bytes)).u32()).toThrow(StrategyFault);
  });

  it("refuses a name that is longer than what is left, or not UTF-8", () => {
    expect(() => new ByteReader(Uint8Array.of(2, 0x61)).name()).toThrow("unexpected end");
    expect(() => new ByteReader(Uint8Array.of(1, 0xff)).name()).toThrow("not UTF-8");
  });
});
