import { INDICATOR_NAMES, sdkSources } from "@rara-trading/strategy-api";
import { describe, expect, it } from "vitest";
import { sdkSignatures } from "./sdk-signatures.ts";

const lines = sdkSignatures().split("\n");

function declared(name: string): string | undefined {
  return lines.find((line) => new RegExp(`^(?:function|class) ${name}\\b`).test(line));
}

describe("the signatures of the SDK", () => {
  it("are one line for everything that its list exports, and nothing else", () => {
    const list = Array.from(
      (sdkSources().get("rara.ts") ?? "").matchAll(/export \{ ([^}]+) \}/g),
      ([, names = ""]) => names,
    );
    const names = list.flatMap((part) => part.split(", "));
    expect(names.length).toBeGreaterThan(40);
    expect(lines.map((line) => /^(?:function|class) (\w+)/.exec(line)?.[1])).toEqual(names);
  });

  it.each([
    ["close", "function close(barsAgo: i32 = 0): f64"],
    ["hold", "function hold(): f64"],
    ["SMA", "class SMA { value: f64; period: i32; constructor(period: i32); update(x: f64): f64 }"],
    ["Bollinger", /constructor\(period: i32 = 20, deviations: f64 = 2\.0\); middle: f64; update\(x: f64\): f64 \}$/],
    [
      "Meta",
      /^class Meta \{ constructor\(name: string, version: i32, description: string = ""\); warmup\(bars: i32\): Meta; param\(/,
    ],
    [
      "RiskLevels",
      /static percent\(side: i32, entryPrice: f64, stopFraction: f64, takeProfitFraction: f64\): RiskLevels/,
    ],
    ["CrossOver", /value: i32; above: bool; below: bool; update\(first: f64, second: f64\): i32/],
    ["HigherTimeframe", /static days\(days: i32, candleMinutes: i32 = 0\): HigherTimeframe; update\(\): bool \}$/],
  ])("show %s as its callers see it", (name, signature) => {
    if (typeof signature === "string") expect(declared(name)).toBe(signature);
    else expect(declared(name)).toMatch(signature);
  });

  it("give every indicator an update and a value, and hide what is private or for the host", () => {
    for (const name of INDICATOR_NAMES) expect(declared(name)).toMatch(/value: f64.*update\(/);
    expect(lines.join("\n")).not.toMatch(/private|toJson|StaticArray|unchecked/);
    expect(declared("RiskLevels")).not.toContain("constructor");
  });
});
