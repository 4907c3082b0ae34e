import { SeededRandom } from "@rara-trading/domain";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  drawStationaryResamples,
  resampleDayWeights,
  resampledSums,
  type StationaryResamples,
} from "./stationary-bootstrap.ts";

/** The convention written down day by day: the indices of every resample. */
function drawnIndices(days: number, count: number, meanBlockDays: number, seed: string): number[][] {
  const random = new SeededRandom(seed);
  return Array.from({ length: count }, () => {
    const indices = [random.nextInt(days)];
    while (indices.length < days) {
      const previous = indices.at(-1) ?? Number.NaN;
      indices.push(random.next() < 1 / meanBlockDays ? random.nextInt(days) : (previous + 1) % days);
    }
    return indices;
  });
}

const cases = fc.record({
  days: fc.integer({ min: 2, max: 60 }),
  count: fc.integer({ min: 1, max: 12 }),
  meanBlockDays: fc.integer({ min: 1, max: 80 }),
  seed: fc.string(),
});

function drawn(seed: string): StationaryResamples {
  return drawStationaryResamples({ days: 50, count: 5, meanBlockDays: 4, random: new SeededRandom(seed) });
}

describe("drawStationaryResamples", () => {
  it("draws the indices of the day-by-day convention", () => {
    fc.assert(
      fc.property(cases, ({ days, count, meanBlockDays, seed }) => {
        const resamples = drawStationaryResamples({ days, count, meanBlockDays, random: new SeededRandom(seed) });
        for (const [b, indices] of drawnIndices(days, count, meanBlockDays, seed).entries()) {
          const weights = new Float64Array(days);
          for (const index of indices) weights[index] = (weights[index] ?? 0) + 1;
          expect(resampleDayWeights(resamples, b)).toEqual(weights);
        }
      }),
    );
  });

  it("sums a resample to what its day weights give", () => {
    fc.assert(
      fc.property(cases, ({ days, count, meanBlockDays, seed }) => {
        const random = new SeededRandom(seed);
        const resamples = drawStationaryResamples({ days, count, meanBlockDays, random });
        const series = Float64Array.from({ length: days }, () => random.nextNormal());
        const totals = new Float64Array(days + 1);
        for (const [i, value] of series.entries()) totals[i + 1] = (totals[i] ?? 0) + value;
        const sums = new Float64Array(count);
        resampledSums(resamples, totals, sums);
        for (const [b, sum] of sums.entries()) {
          const direct = resampleDayWeights(resamples, b).reduce(
            (all, weight, i) => all + weight * (series[i] ?? 0),
            0,
          );
          expect(sum).toBeCloseTo(direct, 11);
        }
      }),
    );
  });

  it("makes blocks of the mean length asked for", () => {
    const request = { days: 2000, count: 50, meanBlockDays: 10, random: new SeededRandom("length") };
    const resamples = drawStationaryResamples(request);
    // Runs end at a jump (1 in 10 days) or, rarely, where the series does; 10,000 jumps have a relative sd of 1 %.
    const runs = resamples.edges.length / 2;
    expect((2000 * 50) / runs).toBeGreaterThan(9.5);
    expect((2000 * 50) / runs).toBeLessThan(10.5);
  });

  it("draws the same again from the same seed and something else from another", () => {
    expect(drawn("a")).toEqual(drawn("a"));
    expect(drawn("a").edges).not.toEqual(drawn("b").edges);
  });

  it.each([
    { days: 1, count: 10, meanBlockDays: 10 },
    { days: 10, count: 0, meanBlockDays: 10 },
    { days: 10, count: 10, meanBlockDays: 0.5 },
    { days: 10, count: 10, meanBlockDays: Number.NaN },
  ])("refuses $days days, $count resamples, blocks of $meanBlockDays", (request) => {
    expect(() => drawStationaryResamples({ ...request, random: new SeededRandom("x") })).toThrow(/at least 2 days/);
  });
});
