import { RaraError } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { splitPosition } from "./corporate-action.ts";
import { readFactorFile } from "./read-factor-file.ts";

const day = (text: string): number => Date.parse(`${text}T00:00:00Z`);

describe("readFactorFile", () => {
  it("reads splits as simple fractions and dividends from the price factors", () => {
    const actions = readFactorFile(
      "19980102,0.9,0.0357143,1\n20140606,0.9,0.0357143,645.57\n20140806,0.9,0.25,94.97\n20200828,0.99,0.25,499.23\r\n20501231,0.99,1,0\n",
    );
    expect(actions).toEqual([
      { exTimeMs: day("2014-06-07"), dividendPerUnit: 0, splitRatio: 7 },
      { exTimeMs: day("2014-08-07"), dividendPerUnit: (1 - 0.9 / 0.99) * 94.97, splitRatio: 1 },
      { exTimeMs: day("2020-08-29"), dividendPerUnit: 0, splitRatio: 4 },
    ]);
  });

  it.each([
    ["1998,1,1,1", 1, /yyyymmdd/],
    ["20200230,1,1,1", 1, /real date/],
    ["19980102,1,1,1\n19990101,0,1,1", 2, /price factor above 0/],
    ["19980102,1,x,1", 1, /split factor above 0/],
    ["19980102,1", 1, /cells/],
    ["", 1, /at least one row/],
    ["19990101,1,1,1\n19980102,1,1,1", 2, /later date/],
    ["19980102,0.5,1,0\n19990101,1,1,1", 1, /reference price/],
    ["19980102,1,1,5\n19990101,0.5,1,1", 2, /price factor of at least 1/],
  ])("refuses %j and names line %i", (text, line, message) => {
    let caught: unknown;
    try {
      readFactorFile(text);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(RaraError);
    expect((caught as RaraError).message).toMatch(message);
    expect((caught as RaraError).details).toEqual({ line });
  });
});

describe("splitPosition", () => {
  it("keeps whole lots and says what is left over, also of a short and of a reverse split", () => {
    expect(splitPosition(5, 90, 1.5)).toEqual({ lots: 7, entryPrice: 60, fractionLots: 0.5 });
    expect(splitPosition(-5, 90, 1.5)).toEqual({ lots: -7, entryPrice: 60, fractionLots: -0.5 });
    expect(splitPosition(30, 9, 0.1)).toEqual({ lots: 3, entryPrice: 90, fractionLots: 0 });
    expect(splitPosition(3, 9, 0.1).lots).toBe(0);
  });
});
