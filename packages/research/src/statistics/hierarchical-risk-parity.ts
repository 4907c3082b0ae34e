import { inverseVarianceWeights, type SymmetricMatrix } from "./portfolio-weights.ts";

/** Returns sqrt((1 - correlation) / 2): 0 for returns that move as one, 1 for opposite ones. */
export function correlationDistances(correlations: SymmetricMatrix): SymmetricMatrix {
  return correlations.map((row) => row.map((value) => Math.sqrt(Math.max(0, (1 - value) / 2))));
}

function euclidean(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(...a.map((value, k) => value - (b[k] ?? NaN)));
}

/** Returns the least distance between members of two clusters (single linkage). */
function linkage(a: readonly number[], b: readonly number[], distances: SymmetricMatrix): number {
  return Math.min(...a.flatMap((i) => b.map((j) => distances[i]?.[j] ?? NaN)));
}

/** Returns the members so that those are neighbours which were merged early; a merged cluster goes to the end. */
function clusterOrder(distances: SymmetricMatrix): readonly number[] {
  let clusters: readonly (readonly number[])[] = distances.map((_row, i) => [i]);
  while (clusters.length > 1) {
    let [left, right]: readonly (readonly number[])[] = clusters;
    let least = Infinity;
    for (const [i, a] of clusters.entries()) {
      for (const b of clusters.slice(i + 1)) {
        const distance = linkage(a, b, distances);
        if (distance >= least) continue;
        least = distance;
        [left, right] = [a, b];
      }
    }
    clusters = [...clusters.filter((each) => each !== left && each !== right), [...(left ?? []), ...(right ?? [])]];
  }
  return clusters[0] ?? [];
}

/** Returns the variance of some members held in proportion to 1 / variance. */
function clusterVariance(members: readonly number[], covariances: SymmetricMatrix): number {
  const part = members.map((i) => members.map((j) => covariances[i]?.[j] ?? NaN));
  const weights = inverseVarianceWeights(part);
  return part.reduce(
    (sum, row, i) => sum + row.reduce((inner, c, j) => inner + c * (weights[i] ?? NaN) * (weights[j] ?? NaN), 0),
    0,
  );
}

/**
 * Returns the weights of hierarchical risk parity (López de Prado 2016): members ordered by single-linkage clustering of
 * the Euclidean distances between the columns of sqrt((1 - correlation) / 2), then halved again and again, each half
 * weighted by the other's variance. They are positive and sum to 1.
 */
export function hierarchicalRiskWeights(
  covariances: SymmetricMatrix,
  correlations: SymmetricMatrix,
): readonly number[] {
  const columns = correlationDistances(correlations);
  const distances = columns.map((a) => columns.map((b) => euclidean(a, b)));
  const weights = covariances.map(() => 1);
  const halve = (members: readonly number[]): void => {
    if (members.length < 2) return;
    const halves = [members.slice(0, members.length >> 1), members.slice(members.length >> 1)] as const;
    const [first, second] = halves.map((half) => clusterVariance(half, covariances));
    const share = 1 - (first ?? NaN) / ((first ?? NaN) + (second ?? NaN));
    for (const i of halves[0]) weights[i] = (weights[i] ?? NaN) * share;
    for (const i of halves[1]) weights[i] = (weights[i] ?? NaN) * (1 - share);
    halves.forEach(halve);
  };
  halve(clusterOrder(distances));
  return weights;
}
