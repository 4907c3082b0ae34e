import { describe, expect, it } from "vitest";
import { renderTable } from "./table.ts";

const plain = (data: unknown): readonly string[] => renderTable(data, { color: false }).split("\n");

describe("a table for people", () => {
  it("aligns columns, numbers to the right, and prints - for what is undefined", () => {
    const rows = [
      { name: "a", sharpe: 1.25 },
      { name: "long", sharpe: null },
    ];
    expect(plain(rows)).toEqual(["name  sharpe", "a       1.25", "long       -"]);
  });

  it("puts single figures above the lists of a document", () => {
    const data = { run: "r1", kinds: ["x", "y"], rows: [{ n: 1 }, { n: 20 }] };
    expect(plain(data)).toEqual(["run    r1", "kinds  x, y", "", "rows", " n", " 1", "20"]);
  });

  it("puts a list of lists below each other, numbered", () => {
    const data = { run: "r1", lineages: [[{ n: 1 }, { n: 2 }], [{ n: 3 }]] };
    expect(plain(data)).toEqual(["run  r1", "", "lineages 1", "n", "1", "2", "", "lineages 2", "n", "3"]);
  });

  it("names nested figures with dots and counts nested lists", () => {
    expect(plain([{ metrics: { sharpe: 1 }, gaps: [{ fromMs: 1 }, { fromMs: 2 }] }])).toEqual([
      "metrics.sharpe  gaps",
      "             1  2 entries",
    ]);
  });

  it("prints an empty list as -", () => {
    expect(plain({ instruments: [] })).toEqual(["instruments  -"]);
  });

  it("makes headings bold only where colour is wanted", () => {
    expect(renderTable([{ n: 1 }], { color: true })).toBe("\u001B[1mn\u001B[22m\n1");
  });
});
