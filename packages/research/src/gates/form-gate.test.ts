import { describe, expect, it } from "vitest";
import { formGate } from "./form-gate.ts";
import { DEFAULT_GATE1_THRESHOLDS as thresholds } from "./gate1-thresholds.ts";
import { hiddenNumbers } from "./hidden-numbers.ts";

const PERIOD = { name: "period", default: 20, min: 2, max: 100 };
const SOURCE = `import { close, enterLong, exit, hold, Meta, param, RiskLevels, SMA } from "rara";
// Twenty: 20, "20" and 'twenty'
let average!: SMA;
export function meta(): Meta {
  return new Meta("above", 3, "Above the average of 20 bars (usually)")
    .warmup(120).param("period", 20, 2, 100.0)
    .param("stop", 0.02, 1e-3, .1);
}
export function init(): void { average = new SMA(i32(param(0))); }
export function onCandle(): f64 {
  const mean = average.update(close()) /* 7 */;
  return isNaN(mean) ? hold() : close(1) / Math.max(mean, 1e-9) > 1.0 ? enterLong(0.5) : exit();
}
export function riskLevels(side: i32, entryPrice: f64): RiskLevels {
  return RiskLevels.percent(side, entryPrice, param(1), 2.0 * param( 1 ));
}
`;

describe("hiddenNumbers", () => {
  it("finds none where every number is a declared parameter, a plain one, or in a comment", () => {
    expect(hiddenNumbers(SOURCE)).toEqual([]);
  });

  it.each([
    ["new SMA(20)", ["20"]],
    ["const x: f64 = 1_000.5e-2 + .25 + 0xff", ["1_000.5e-2", ".25", "0xff"]],
    ["const SIGNS = '0110';", ["a text"]],
    ['const SIGNS = `0110`; // "', ["a text"]],
    ['let slashes = "//"; new SMA(34)', ["34", "a text"]],
    [`const UP = [${Array(60).fill("true").join(", ")}];`, ["a list of 60 numbers and truths"]],
    ["const UP: u8[] = [" + "0, 1, ".repeat(30) + "];", ["a list of 60 numbers and truths"]],
  ])("finds what %s hides", (line, found) => {
    expect(hiddenNumbers(line)).toEqual(found);
  });
});

describe("formGate", () => {
  it("accepts code whose numbers the plateau gates can move", () => {
    const check = formGate(SOURCE, [PERIOD], thresholds);
    expect(check).toMatchObject({ gate: "form", passed: true, actual: 0, threshold: 0 });
  });

  it("refuses code that declares no parameter, or none with room to move", () => {
    for (const parameters of [[], [{ ...PERIOD, min: 20, max: 20 }]]) {
      const check = formGate(SOURCE, parameters, thresholds);
      expect(check).toMatchObject({ passed: false, actual: null });
      expect(check.reason).toBe(
        "It declares no parameter that can be moved by 15 %: its numbers are hidden from the plateau gates.",
      );
    }
  });

  it("refuses numbers beside the parameters, and parameters without room", () => {
    const pinned = { name: "stop", default: 0.02, min: 0.02, max: 0.0201 };
    const check = formGate(`${SOURCE} const SLOW = 89;`, [PERIOD, pinned], thresholds);
    expect(check).toMatchObject({ passed: false, actual: 2 });
    expect(check.reason).toBe(
      "These are hidden from the plateau gates, because no declared parameter moves them: 89, the parameter stop, which has no room; 0 are allowed.",
    );
  });
});
