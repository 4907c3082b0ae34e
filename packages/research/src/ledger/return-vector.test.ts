import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeReturns, encodeReturns, hashReturns } from "./return-vector.ts";

function hash(values: readonly number[]): string {
  return hashReturns(Float32Array.from(values));
}

describe("a stored return vector", () => {
  it("comes back bit for bit, in memory of its own", () => {
    const vectors = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { maxLength: 50 });
    fc.assert(
      fc.property(vectors, (values) => {
        const returns = Float32Array.from(values);
        const decoded = decodeReturns(encodeReturns(returns).bytes);
        expect(decoded).toEqual(returns);
        expect(decoded.buffer).not.toBe(returns.buffer);
      }),
    );
  });

  it("is named by its content", () => {
    expect(hash([0.1, 0.2])).toBe(hash([0.1, 0.2]));
    expect(hash([0.1, 0.2])).not.toBe(hash([0.2, 0.1]));
    // A view into larger memory has the hash of what it shows.
    expect(hashReturns(Float32Array.of(9, 0.1, 0.2, 9).subarray(1, 3))).toBe(hash([0.1, 0.2]));
  });

  it("has bytes that any little-endian float32 reader understands", () => {
    expect([...encodeReturns(Float32Array.of(1)).bytes]).toEqual([0, 0, 0x80, 0x3f]);
  });

  it("refuses a return that is not a number", () => {
    expect(() => encodeReturns(Float32Array.of(0, Number.NaN))).toThrow(/found NaN on day 1/);
  });
});
