import { assert, jsonValue, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { assertJsonSafe } from "./json-safe.ts";

const cycle: unknown[] = [];
cycle.push(cycle);

describe("the check of a document's data", () => {
  it("lets every JSON value and absent properties pass", () => {
    assert(property(jsonValue(), (value) => assertJsonSafe(value, "data")));
    expect(() => assertJsonSafe({ present: [1, null, "x", true], absent: undefined }, "data")).not.toThrow();
  });

  it.each([
    ["NaN", { a: { b: Number.NaN } }, "data.a.b, found NaN"],
    ["infinity", [1, -Infinity], "data[1], found -Infinity"],
    ["undefined in a list", [undefined], "data[0], found undefined"],
    ["a typed array", { equity: new Float64Array(1) }, "data.equity, found Float64Array"],
    ["a date", { at: new Date(0) }, "data.at, found Date"],
    ["a map", new Map(), "data, found Map"],
    ["a bigint", { n: 1n }, "data.n, found bigint"],
    ["a function", { f: () => 1 }, "data.f, found function"],
    ["a cycle", cycle, "found more than 64 levels"],
  ])("refuses %s and names its path", (_, value, message) => {
    expect(() => assertJsonSafe(value, "data")).toThrow(message);
  });
});
