import { describe, expect, it } from "vitest";
import { readFundingFile } from "./read-funding-file.ts";

const DAY = Date.UTC(2024, 0, 1);

describe("a funding file", () => {
  it("is rows of a time and a rate, with or without a line of names", () => {
    const { timeMs, rate } = readFundingFile(`time,rate\n${DAY},0.0001\n2024-01-01T08:00:00Z, -0.00005\n\n`);
    expect([...timeMs]).toEqual([DAY, DAY + 8 * 3_600_000]);
    expect([...rate]).toEqual([0.0001, -0.00005]);
    expect(readFundingFile(`${DAY},1e-4`).rate[0]).toBe(0.0001);
  });

  it.each([
    ["", 1],
    ["time,rate\n", 1],
    [`${DAY},0.0001\n${DAY},0.0001`, 2],
    [`${DAY},0.0001\nyesterday,0.0001`, 2],
    ["2024-01-01,0.0001", 1],
    [`${DAY},NaN`, 1],
    [`${DAY},0.6`, 1],
    [`${DAY},0.0001,x`, 1],
  ])("names the line of what it cannot read: %j", (text, line) => {
    expect(() => readFundingFile(text)).toThrow(expect.objectContaining({ details: { line } }));
  });
});
