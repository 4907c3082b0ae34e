import { describe, expect, it } from "vitest";
import { thrownBy } from "../testing/thrown.ts";
import { ByteReader } from "./byte-reader.ts";
import { type CodeLine, lineAt, lineSection, readLines } from "./line-section.ts";

const LINES: readonly CodeLine[] = [
  { offset: 100, line: 0 },
  { offset: 110, line: 7 },
  { offset: 150, line: 9 },
  { offset: 4000, line: 0 },
  { offset: 4100, line: 0 },
  { offset: 4103, line: 70_000 },
];

/** What stands behind the section's name. */
function contents(lines: readonly CodeLine[]): Uint8Array {
  const reader = new ByteReader(lineSection(lines));
  expect(reader.name()).toBe("rara.lines");
  return reader.bytes.subarray(reader.position);
}

describe("the lines of a module", () => {
  it("are read as they were written", () => {
    expect(readLines(new ByteReader(contents(LINES)))).toEqual(LINES);
    expect(readLines(new ByteReader(contents([])))).toEqual([]);
  });

  it.each([
    [99, undefined],
    [100, 7],
    [110, 7],
    [149, 7],
    [150, 9],
    [3999, 9],
    [4000, undefined],
    [4100, 70_000],
    [9999, 70_000],
  ])("are those of the code before, or the first of the function: at %d line %s", (offset, line) => {
    expect(lineAt(contents(LINES), offset)).toBe(line);
  });

  it("are refused when they end early, go on behind their end, or are too many", () => {
    const whole = contents(LINES);
    for (const broken of [whole.subarray(0, -1), new Uint8Array([...whole, 0])]) {
      expect(thrownBy(() => readLines(new ByteReader(broken)))).toMatchObject({ kind: "invalid-module" });
    }
    const many = new Uint8Array([0xff, 0xff, 0xff, 0xff, 0x0f]);
    expect(thrownBy(() => readLines(new ByteReader(many)))).toMatchObject({ kind: "limit-exceeded" });
  });
});
