import * as assemblyscript from "assemblyscript";
import { describe, expect, it } from "vitest";
import { checkSource } from "./check-source.ts";
import type { SyntaxLibrary } from "./syntax-tree.ts";

/** What is kept of time, open, high, low, close and volume (0 nothing, 1 the newest, 2 more), and of the bar's number. */
function kept(source: string): string {
  const { candleColumns } = checkSource(source, assemblyscript as unknown as SyntaxLibrary);
  return [...candleColumns.matchAll(/= (\w+);/g)].map(([, value]) => value).join(" ");
}

describe("the columns that a strategy reads", () => {
  it.each([
    ["nothing", "", "0 0 0 0 0 0 false"],
    ["the newest bar", "const x = close() + high( );", "0 0 1 0 1 0 false"],
    ["an earlier bar", "const x = close(1);", "0 0 0 0 2 0 true"],
    ["both", "const x = close() - close(1);", "0 0 0 0 2 0 true"],
    ["a bar that is not known yet", "for (let i = 0; i < 3; i++) sum += high(i);", "0 0 2 0 0 0 true"],
    ["the function itself", "const f = close;", "0 0 0 0 2 0 true"],
    [
      "a bar inside other code",
      "class A { f(): f64 { return `${high(2)}` == '' ? 1 : -close(); } }",
      "0 0 2 0 1 0 true",
    ],
    ["somebody's property of that name", "// the close(3)\nconst x = day.close + day.high(2);", "0 0 0 0 0 0 false"],
  ])("are found: %s", (_what, code, expected) => {
    expect(kept(`import { close, high } from "rara";\nexport function f(): void { ${code} }`)).toBe(expected);
  });

  it("count as read further back where the name may hide behind another", () => {
    expect(kept('import { close as c } from "rara";')).toBe("0 0 0 0 2 0 true");
    expect(kept('import * as rara from "rara";')).toBe("2 2 2 2 2 2 true");
  });

  it("are all of the newest bar for a longer timeframe, and the bar's number is asked by its name", () => {
    expect(kept('import { HigherTimeframe } from "rara";')).toBe("1 1 1 1 1 1 false");
    expect(kept('import { barIndex } from "rara";')).toBe("0 0 0 0 0 0 true");
  });
});
