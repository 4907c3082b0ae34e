import type { SeededRandom } from "@rara-trading/domain";
import { correlationDistances } from "./hierarchical-risk-parity.ts";
import type { SymmetricMatrix } from "./portfolio-weights.ts";

/** Starts of k-means for each number of clusters; the best silhouette counts. */
const STARTS = 10;
/** Steps after which a k-means that has not settled is taken as it is. */
const STEPS_MAX = 100;

/** Trials that belong together, and how well each of them does. */
export interface TrialClusters {
  /** Members by index into the correlation matrix. */
  readonly clusters: readonly (readonly number[])[];
  /** Mean over standard deviation of the members' silhouettes: what the number of clusters maximises. */
  readonly quality: number;
}

type Point = readonly number[];

function squaredDistance(a: Point, b: Point): number {
  return a.reduce((sum, value, k) => sum + (value - (b[k] ?? NaN)) ** 2, 0);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function centreOf(points: readonly Point[]): Point {
  const [first = []] = points;
  return first.map((_value, k) => meanOf(points.map((point) => point[k] ?? NaN)));
}

/** Draws centres far from each other (k-means++, Arthur and Vassilvitskii 2007). */
function firstCentres(points: readonly Point[], k: number, random: SeededRandom): readonly Point[] {
  const centres: Point[] = [points[random.nextInt(points.length)] ?? []];
  while (centres.length < k) {
    const gaps = points.map((point) => Math.min(...centres.map((centre) => squaredDistance(point, centre))));
    let left = random.next() * gaps.reduce((sum, gap) => sum + gap, 0);
    const drawn = gaps.findIndex((gap) => (left -= gap) <= 0);
    centres.push(points[Math.max(drawn, 0)] ?? []);
  }
  return centres;
}

function nearest(point: Point, centres: readonly Point[]): number {
  const distances = centres.map((centre) => squaredDistance(point, centre));
  return distances.indexOf(Math.min(...distances));
}

/** Returns the cluster of each point (Lloyd 1982). */
function kMeans(points: readonly Point[], k: number, random: SeededRandom): readonly number[] {
  let centres = firstCentres(points, k, random);
  let labels = points.map((point) => nearest(point, centres));
  for (let step = 0; step < STEPS_MAX; step++) {
    centres = centres.map((centre, cluster) => {
      const members = points.filter((_point, i) => labels[i] === cluster);
      return members.length === 0 ? centre : centreOf(members);
    });
    const next = points.map((point) => nearest(point, centres));
    if (next.every((label, i) => label === labels[i])) break;
    labels = next;
  }
  return labels;
}

/** Returns (b - a) / max(a, b) of each point: a is its mean distance to its cluster, b to the nearest other (Rousseeuw 1987); 0 alone. */
function silhouettes(points: readonly Point[], labels: readonly number[]): readonly number[] {
  const names = [...new Set(labels)];
  return points.map((point, i) => {
    const meanTo = (name: number): number =>
      meanOf(
        points.flatMap((other, j) => (j !== i && labels[j] === name ? [Math.sqrt(squaredDistance(point, other))] : [])),
      );
    const own = meanTo(labels[i] ?? NaN);
    const others = names.filter((name) => name !== labels[i]).map(meanTo);
    const other = Math.min(...others);
    return Number.isNaN(own) || others.length === 0 ? 0 : (other - own) / Math.max(own, other);
  });
}

function qualityOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return mean / Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
}

function membersOf(labels: readonly number[]): readonly (readonly number[])[] {
  return [...new Set(labels)].map((name) => labels.flatMap((label, i) => (label === name ? [i] : [])));
}

/**
 * Returns the optimal number of clusters of trials, and the clusters: k-means over the rows of sqrt((1 - C) / 2) for
 * every k from 2 to n - 1, by the greatest mean / standard deviation of silhouettes (ONC, the base step of López de
 * Prado and Lewis 2019). The number of clusters is an estimate of how many independent trials there were. Fewer than
 * three trials are one cluster each.
 */
export function clusterTrials(correlations: SymmetricMatrix, random: SeededRandom): TrialClusters {
  const points = correlationDistances(correlations);
  let best: TrialClusters = { clusters: points.map((_point, i) => [i]), quality: -Infinity };
  for (let k = 2; k < points.length; k++) {
    for (let start = 0; start < STARTS; start++) {
      const labels = kMeans(points, k, random);
      const quality = qualityOf(silhouettes(points, labels));
      if (quality > best.quality) best = { clusters: membersOf(labels), quality };
    }
  }
  return best;
}
