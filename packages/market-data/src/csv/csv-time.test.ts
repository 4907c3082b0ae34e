import { assert, date, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { detectTimeUnit, parseTimeMs } from "./csv-time.ts";

const EXPECTED_MS = Date.UTC(2024, 1, 29, 13, 5, 0);

describe("times in a CSV file", () => {
  it.each([
    ["1709211900000", "epoch-ms"],
    ["1709211900000.0", "epoch-ms"],
    ["1.7092119e12", "epoch-ms"],
    ["1709211900", "epoch-s"],
    ["1709211900.0", "epoch-s"],
    ["2024-02-29T13:05:00Z", "iso"],
    ["2024-02-29T13:05:00.000Z", "iso"],
    ["2024-02-29 13:05", "iso"],
    ["2024-02-29 13:05:00 UTC", "iso"],
    ["2024-02-29T14:05:00+01:00", "iso"],
    ["2024-02-29 08:05:00-0500", "iso"],
  ] as const)("reads %s as %s", (text, unit) => {
    expect(detectTimeUnit(text)).toBe(unit);
    expect(parseTimeMs(text, unit)).toBe(EXPECTED_MS);
  });

  it("reads a date as 00:00 UTC", () => {
    expect(parseTimeMs("2024-02-29", "iso")).toBe(Date.UTC(2024, 1, 29));
  });

  it.each(["20240229", "1709211900000000", "1709211900000000000", "0", "-5", "", "yesterday", "29.02.2024", "0x18df"])(
    "does not guess what %j means",
    (text) => {
      expect(detectTimeUnit(text)).toBeUndefined();
    },
  );

  it.each(["2023-02-29", "2024-13-01", "2024-00-10", "2024-01-32", "2024-01-01T24:00", "2024-01-01T00:60", "2024-1-1"])(
    "refuses %s, which no calendar has",
    (text) => {
      expect(parseTimeMs(text, "iso")).toBeNaN();
    },
  );

  it("refuses a time in another unit than the file's", () => {
    expect(parseTimeMs("2024-02-29", "epoch-ms")).toBeNaN();
    expect(parseTimeMs("1709211900000", "iso")).toBeNaN();
  });

  it("reads back every time that Date prints", () => {
    const anyTime = date({ min: new Date(0), max: new Date(Date.UTC(9999, 11, 31)), noInvalidDate: true });
    assert(property(anyTime, (time) => parseTimeMs(time.toISOString(), "iso") === time.getTime()));
  });
});
