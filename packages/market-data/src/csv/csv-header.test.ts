import { describe, expect, it } from "vitest";
import { parseCsvHeader, splitCsvRow } from "./csv-header.ts";

describe("parseCsvHeader", () => {
  it.each([
    ["ts_ms,open,high,low,close,volume", [0, 1, 2, 3, 4, 5]],
    ["Date,Open,High,Low,Close,Adj Close,Volume", [0, 1, 2, 3, 4, 6]],
    ['"Open Time","OPEN","HIGH","LOW","CLOSE","VOL"', [0, 1, 2, 3, 4, 5]],
    ["volume,<CLOSE>,<LOW>,<HIGH>,<OPEN>,DateTime", [5, 4, 3, 2, 1, 0]],
    ["unix,date,symbol,open,high,low,close,Volume BTC,volume", [0, 3, 4, 5, 6, 8]],
  ])("finds the columns in %s", (row, [time, open, high, low, close, volume]) => {
    expect(parseCsvHeader(row, "x.csv")).toMatchObject({ time, open, high, low, close, volume });
  });

  it("names what is missing and what was found", () => {
    expect(() => parseCsvHeader("1502942400000,4261.48,4313.62,4261.32,4308.83,47.18", "klines.csv")).toThrow(
      expect.objectContaining({
        code: "data.csv-header",
        category: "usage",
        message: expect.stringMatching(/klines\.csv.*time, open, high, low, close, volume among: 1502942400000, 4261/),
      }),
    );
    expect(() => parseCsvHeader("date,open,high,low,close", "x.csv")).toThrow(
      expect.objectContaining({
        details: { found: ["date", "open", "high", "low", "close"], missing: ["volume"], twice: [] },
      }),
    );
  });

  it("refuses a column that is there twice rather than choosing one", () => {
    expect(() => parseCsvHeader("date,open,high,low,close,Close,volume", "x.csv")).toThrow(/two columns for close/);
  });
});

describe("splitCsvRow", () => {
  it.each([
    ["a,b,,c", ["a", "b", "", "c"]],
    ['"a","b,c",d', ["a", "b,c", "d"]],
    ['a,"",b', ["a", "", "b"]],
    ['"say ""x""",b', ['say "x"', "b"]],
    ['"a",', ["a", ""]],
    [',"a"', ["", "a"]],
    ['"1"0,b', ['"1"0', "b"]],
  ])("splits %s", (row, fields) => {
    expect(splitCsvRow(row)).toEqual(fields);
  });
});
