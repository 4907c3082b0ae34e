import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { payloadDifference } from "./payload-difference.ts";

describe("payloadDifference", () => {
  it("names the first value that differs by its path", () => {
    const logged = {
      sessionId: "s",
      guards: [
        { name: "a", limit: 1 },
        { name: "b", limit: 2 },
      ],
    };
    const found = {
      sessionId: "s",
      guards: [
        { name: "a", limit: 1 },
        { name: "b", limit: 3 },
      ],
    };
    expect(payloadDifference(logged, found)).toEqual({ path: "guards.1.limit", logged: 2, found: 3 });
  });

  it("sees what is there on one side only, and another kind of value", () => {
    expect(payloadDifference({ a: 1 }, { a: 1, b: 2 })).toEqual({ path: "b", logged: undefined, found: 2 });
    expect(payloadDifference({ a: [1, 2] }, { a: [1] })).toEqual({ path: "a.1", logged: 2, found: undefined });
    expect(payloadDifference({ a: [] }, { a: {} })).toEqual({ path: "a", logged: [], found: {} });
    expect(payloadDifference({ a: null }, { a: {} })).toEqual({ path: "a", logged: null, found: {} });
    expect(payloadDifference("1", 1)).toEqual({ path: "", logged: "1", found: 1 });
  });

  it("finds no difference after a journey through JSON, whatever the order of keys", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const copy = JSON.parse(JSON.stringify(value), (_key, inner: unknown) =>
          typeof inner === "object" && inner !== null && !Array.isArray(inner)
            ? Object.fromEntries(Object.entries(inner).toReversed())
            : inner,
        );
        expect(payloadDifference(copy, value)).toBeUndefined();
      }),
    );
  });

  it("finds every change of one number", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (left, right) => {
        const difference = payloadDifference({ inner: [left] }, { inner: [right] });
        expect(difference === undefined).toBe(left === right);
      }),
    );
  });
});
