import { SeededRandom } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { effectiveRank, trialsOfMeanCorrelation } from "./effective-trials.ts";
import { symmetricEigenvalues } from "./symmetric-eigenvalues.ts";

describe("trialsOfMeanCorrelation", () => {
  it.each([
    [100, 0.5, 50.5],
    [1000, 0.8, 200.8],
  ])("of %i trials correlated %f is %f", (trials, correlation, expected) => {
    expect(trialsOfMeanCorrelation(trials, correlation)).toBeCloseTo(expected, 10);
  });
});

describe("effectiveRank", () => {
  it("is the size of an identity", () => {
    expect(
      effectiveRank([
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ]),
    ).toBeCloseTo(3, 12);
  });

  it("is nearly 2 for two that hardly correlate", () => {
    const rank = effectiveRank([
      [1, 0.1],
      [0.1, 1],
    ]);
    expect(Math.abs(rank - 2)).toBeLessThan(0.02);
    // By hand: eigenvalues 1.1 and .9.
    expect(rank).toBeCloseTo(Math.exp(-(0.55 * Math.log(0.55) + 0.45 * Math.log(0.45))), 12);
  });

  it("is 1.84 for three of which one follows the others", () => {
    const rank = effectiveRank([
      [1, 0.1, 0.7],
      [0.1, 1, 0.8],
      [0.7, 0.8, 1],
    ]);
    expect(Math.abs(rank - 1.84)).toBeLessThan(0.01);
  });
});

describe("symmetricEigenvalues", () => {
  it("are those of the second difference, 2 - 2 cos(k pi / (n + 1))", () => {
    const n = 12;
    const matrix = Array.from({ length: n }, (_row, i) =>
      Array.from({ length: n }, (_cell, j) => (i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0)),
    );
    for (const [i, value] of symmetricEigenvalues(matrix).entries()) {
      expect(value).toBeCloseTo(2 - 2 * Math.cos(((n - i) * Math.PI) / (n + 1)), 12);
    }
  });

  it("keep the trace and the sum of squares of any symmetric matrix", () => {
    const random = new SeededRandom("eigen");
    const rows = Array.from({ length: 20 }, () => Array.from({ length: 20 }, () => random.nextNormal()));
    const matrix = rows.map((row, i) => row.map((value, j) => (value + (rows[j]?.[i] ?? NaN)) / 2));
    const values = symmetricEigenvalues(matrix);
    const trace = matrix.reduce((sum, row, i) => sum + (row[i] ?? NaN), 0);
    const squares = matrix.flat().reduce((sum, value) => sum + value * value, 0);
    expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(trace, 10);
    expect(values.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(squares, 9);
  });
});
