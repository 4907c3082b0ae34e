import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PAYLOAD_BYTES_MAX, PAYLOAD_DEPTH_MAX } from "./limits.ts";
import { payloadJson, sameJson } from "./payload-json.ts";

const wellFormed = fc.string({ unit: "binary" });

const kept = fc.jsonValue({ stringUnit: "binary" });

function code(value: unknown): unknown {
  try {
    return payloadJson(value);
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe("payloadJson", () => {
  it("keeps every JSON value as it is", () => {
    fc.assert(
      fc.property(kept, (value) => {
        expect(JSON.stringify(JSON.parse(payloadJson(value)))).toBe(JSON.stringify(value));
        expect(JSON.parse(payloadJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("names the path of whatever JSON would lose, wherever it lies", () => {
    const lost = fc.constantFrom<unknown>(
      Number.NaN,
      Infinity,
      -Infinity,
      undefined,
      1n,
      Symbol("s"),
      () => 1,
      new Date(0),
      new Map(),
      new Float64Array(1),
      "\ud800",
    );
    fc.assert(
      fc.property(fc.array(wellFormed, { maxLength: 5 }), lost, (keys, value) => {
        let payload = value;
        for (const key of [...keys].reverse()) payload = Object.fromEntries([[key, payload]]);
        expect(code(payload)).toBe("event.payload");
      }),
    );
    expect(() => payloadJson({ a: [{ "b c": Number.NaN }] })).toThrow(
      'Expected a value that JSON keeps at payload.a[0]["b c"], found NaN',
    );
  });

  it("refuses a hole in an array", () => {
    const holes: unknown[] = [1];
    holes.length = 2;
    expect(() => payloadJson({ holes })).toThrow("at payload.holes[1], found undefined");
  });

  it("refuses a cycle and nesting beyond the limit", () => {
    const cycle: Record<string, unknown> = {};
    cycle["self"] = cycle;
    expect(code(cycle)).toBe("event.payload");
    let deep: unknown = 1;
    for (let i = 0; i < PAYLOAD_DEPTH_MAX; i++) deep = [deep];
    expect(code(deep)).toBe(JSON.stringify(deep));
    expect(code([deep])).toBe("event.payload");
  });

  it("refuses more bytes than the limit, counted as UTF-8", () => {
    const room = PAYLOAD_BYTES_MAX - '{"text":""}'.length;
    expect(payloadJson({ text: "x".repeat(room) }).length).toBe(PAYLOAD_BYTES_MAX);
    expect(code({ text: "x".repeat(room + 1) })).toBe("event.payload-size");
    expect(code({ text: "é".repeat(room / 2 + 1) })).toBe("event.payload-size");
  });
});

describe("sameJson", () => {
  it("ignores the order of keys and nothing else", () => {
    expect(sameJson('{"a":1,"b":[{"c":1,"d":2}]}', '{"b":[{"d":2,"c":1}],"a":1}')).toBe(true);
    expect(sameJson('{"a":[1,2]}', '{"a":[2,1]}')).toBe(false);
    expect(sameJson('{"a":1}', '{"a":"1"}')).toBe(false);
    expect(sameJson('{"a":1}', '{"a":1,"b":null}')).toBe(false);
  });
});
