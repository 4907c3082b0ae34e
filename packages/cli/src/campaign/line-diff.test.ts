import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineDiff } from "./line-diff.ts";

const texts = fc
  .array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 12 })
  .map((lines) => lines.join("\n"));

describe("lineDiff", () => {
  it("shows what was taken out and put in, with a little around it", () => {
    const before = ["1", "2", "3", "4", "old", "6", "7", "8", "9"].join("\n");
    expect(lineDiff(before, before.replace("old", "new"))).toEqual(["…", " 3", " 4", "-old", "+new", " 6", " 7", "…"]);
  });

  it("is empty for the same text", () => {
    expect(lineDiff("a\nb", "a\nb")).toEqual([]);
  });

  it("never reads texts without a bound", () => {
    expect(lineDiff("a\n".repeat(3_000), "a")).toBeNull();
  });

  it("takes out only lines of the one and puts in only lines of the other, and accounts for the difference in length", () => {
    fc.assert(
      fc.property(texts, texts, (before, after) => {
        const diff = lineDiff(before, after) ?? [];
        const marked = (mark: string): string[] =>
          diff.filter((line) => line.startsWith(mark)).map((line) => line.slice(1));
        for (const line of marked("-")) expect(before.split("\n")).toContain(line);
        for (const line of marked("+")) expect(after.split("\n")).toContain(line);
        expect(marked("+").length - marked("-").length).toBe(after.split("\n").length - before.split("\n").length);
      }),
    );
  });
});
