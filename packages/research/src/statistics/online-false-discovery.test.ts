import { describe, expect, it } from "vitest";
import {
  eLond,
  javanmardMontanari,
  lond,
  lordPlusPlus,
  type OnlineVerdicts,
  powerSpending,
  saffron,
  type SpendingSequence,
} from "./online-false-discovery.ts";

const P_VALUES = [
  2.9e-14, 0.00143, 0.06514, 0.00174, 0.00171, 0.27201, 3.61e-5, 0.79149, 7.59e-8, 0.28295, 0.69274, 0.72342, 0.30443,
  0.54757, 0.000487,
];
const JM = { alpha: 0.05, spending: javanmardMontanari };
const POWER = { alpha: 0.05, spending: powerSpending };

function expectLevels({ levels }: OnlineVerdicts, expected: readonly number[], digits: number): void {
  expect(levels).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(levels[i], `level ${i + 1}`).toBeCloseTo(value, digits);
}

function discoveries({ rejected }: OnlineVerdicts): readonly number[] {
  return rejected.flatMap((yes, i) => (yes ? [i + 1] : []));
}

function spent(spending: SpendingSequence): number {
  return Array.from({ length: 10_000 }, (_, i) => spending(i + 1)).reduce((sum, value) => sum + value, 0);
}

function pattern({ rejected }: OnlineVerdicts): string {
  return rejected.map(Number).join("");
}

describe("online false discovery on the fifteen p-values of onlineFDR", () => {
  it("LOND gives the published levels", () => {
    const verdicts = lond(P_VALUES, JM);
    expectLevels(
      verdicts,
      [
        0.0026758385, 0.0011638206, 0.0009912499, 0.0008243606, 0.000698887, 0.00060459, 0.0005319444, 0.0007117838,
        0.0006421423, 0.0007796504, 0.0007155186, 0.0006610273, 0.0006141682, 0.0005734509, 0.0005377472,
      ],
      9,
    );
    expect(discoveries(verdicts)).toEqual([1, 7, 9, 15]);
  });

  it("LORD++ gives the computed levels", () => {
    const verdicts = lordPlusPlus(P_VALUES, JM);
    expectLevels(
      verdicts,
      [
        0.000267583855, 0.00246644572, 0.0032491203, 0.001069190765, 0.000901531561, 0.000756908942, 0.000648106222,
        0.00324123468, 0.001082822388, 0.003620858704, 0.001401447323, 0.001217498387, 0.001057440316, 0.000933196636,
        0.000835568461,
      ],
      10,
    );
    expect(discoveries(verdicts)).toEqual([1, 2, 7, 9, 15]);
  });

  it("SAFFRON gives the computed levels", () => {
    const verdicts = saffron(P_VALUES, POWER);
    expectLevels(
      verdicts,
      [
        0.005468627073, 0.010937254, 0.021874508, 0.021874508, 0.032811762, 0.043749017, 0.043749017, 0.054686271,
        0.018039742, 0.028976996, 0.028976996, 0.013037354, 0.007836777, 0.007836777, 0.005354328,
      ],
      9,
    );
    expect(discoveries(verdicts)).toEqual([1, 2, 4, 5, 7, 9, 15]);
  });
});

describe("online false discovery on the package's own tests", () => {
  it.each([
    ["LOND", lond([1e-7, 0.1, 6e-4], JM), "101"],
    ["LOND under dependence", lond([1e-7, 0.1, 6e-4], JM, true), "100"],
    ["LORD++", lordPlusPlus([1e-7, 0.1, 2.5e-4, 0.07], JM), "1010"],
    ["SAFFRON", saffron([1e-7, 3e-4, 0.1, 6e-4], POWER), "1101"],
    ["e-LOND", eLond([1000, 30, 2, 5000, 900, 10], JM), "100100"],
  ])("%s", (_name, verdicts, expected) => {
    expect(pattern(verdicts)).toBe(expected);
  });

  it("spends no more than its budget", () => {
    expect(spent(powerSpending)).toBeLessThan(1);
    expect(spent(javanmardMontanari)).toBeLessThan(0.52);
  });
});
