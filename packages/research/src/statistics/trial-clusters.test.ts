import { SeededRandom } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { clusterTrials, type TrialClusters } from "./trial-clusters.ts";

/** Correlations of trials in blocks: `within` inside a block, `between` elsewhere, both disturbed a little. */
function blocks(sizes: readonly number[], within: number, between: number, seed: string): number[][] {
  const random = new SeededRandom(seed);
  const blockOf = sizes.flatMap((size, block) => Array.from({ length: size }, () => block));
  const matrix = blockOf.map((_, i) => blockOf.map((_cell, j): number => (i === j ? 1 : 0)));
  for (const [i, row] of matrix.entries()) {
    for (let j = 0; j < i; j++) {
      row[j] = (blockOf[i] === blockOf[j] ? within : between) + 0.1 * (random.next() - 0.5);
      const mirrored = matrix[j];
      if (mirrored !== undefined) mirrored[i] = row[j] ?? 0;
    }
  }
  return matrix;
}

function clusterTwo(within: number): TrialClusters {
  return clusterTrials(blocks([5, 5], within, 0, "plain"), new SeededRandom("one"));
}

describe("clusterTrials", () => {
  it.each([[[6, 4]], [[5, 7, 3]], [[4, 4, 4, 4, 4]]])(
    "finds the blocks of %j trials, whatever their order",
    (sizes) => {
      const matrix = blocks(sizes, 0.8, 0.1, "blocks");
      const shuffled = Array.from(matrix.keys()).sort((a, b) => ((a * 7) % matrix.length) - ((b * 7) % matrix.length));
      const { clusters } = clusterTrials(
        shuffled.map((i) => shuffled.map((j) => matrix[i]?.[j] ?? Number.NaN)),
        new SeededRandom("starts"),
      );
      let first = 0;
      const expected = sizes.map((size) => Array.from({ length: size }, () => first++).join(" "));
      const found = clusters.map((members) =>
        members
          .map((i) => shuffled[i] ?? Number.NaN)
          .toSorted((a, b) => a - b)
          .join(" "),
      );
      expect(found.toSorted()).toEqual(expected.toSorted());
    },
  );

  it("is the same for a seed, and surer where the blocks are plainer", () => {
    expect(clusterTwo(0.9)).toEqual(clusterTwo(0.9));
    expect(clusterTwo(0.9).quality).toBeGreaterThan(clusterTwo(0.4).quality);
  });

  it("leaves fewer than three trials alone", () => {
    expect(clusterTrials([[1]], new SeededRandom("x")).clusters).toEqual([[0]]);
    expect(clusterTrials(blocks([2], 0.9, 0, "two"), new SeededRandom("x")).clusters).toEqual([[0], [1]]);
  });
});
