import { RaraError } from "@rara-trading/domain";
import { combinations } from "./combinations.ts";

/** What combinatorially symmetric cross-validation says of a choice among strategies. */
export interface OverfittingEstimate {
  readonly splits: number;
  /** Share of the splits whose winner in sample is at or below the median out of sample. */
  readonly probability: number;
  /** Share of the splits whose winner has a negative Sharpe ratio out of sample. */
  readonly lossProbability: number;
  /** Median logit of the winner's rank out of sample. */
  readonly medianLogit: number;
  /** Slope of the winner's Sharpe ratio out of sample on the one in sample, over the splits; NaN when none varies. */
  readonly degradationSlope: number;
}

/** Sums of one strategy's returns over one block. */
interface BlockSums {
  readonly count: number;
  readonly sum: number;
  readonly squares: number;
}

function blockSums(returns: Float64Array, blocks: number): readonly BlockSums[] {
  const length = returns.length / blocks;
  return Array.from({ length: blocks }, (_, block) => {
    const part = returns.subarray(block * length, (block + 1) * length);
    return {
      count: length,
      sum: part.reduce((all, value) => all + value, 0),
      squares: part.reduce((all, value) => all + value * value, 0),
    };
  });
}

/** Returns mean / sample standard deviation (ddof 1) over the chosen blocks. */
function sharpeOf(sums: readonly BlockSums[], chosen: readonly number[]): number {
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (const block of chosen) {
    count += sums[block]?.count ?? NaN;
    sum += sums[block]?.sum ?? NaN;
    squares += sums[block]?.squares ?? NaN;
  }
  return sum / count / Math.sqrt((squares - (sum * sum) / count) / (count - 1));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

function slope(x: readonly number[], y: readonly number[]): number {
  const meanX = x.reduce((all, value) => all + value, 0) / x.length;
  const meanY = y.reduce((all, value) => all + value, 0) / y.length;
  let products = 0;
  let squares = 0;
  for (const [i, value] of x.entries()) {
    products += (value - meanX) * ((y[i] ?? NaN) - meanY);
    squares += (value - meanX) ** 2;
  }
  return products / squares;
}

/** Returns the rank of `values[index]` from the lowest (1), ties taking their mean rank. */
function rankOf(values: readonly number[], index: number): number {
  const own = values[index] ?? NaN;
  const below = values.filter((value) => value < own).length;
  const equal = values.filter((value) => value === own).length;
  return below + (equal + 1) / 2;
}

/**
 * Estimates by combinatorially symmetric cross-validation how likely the best of several strategies in sample is no
 * better than the median out of sample (Bailey, Borwein, López de Prado and Zhu 2017): all ways to give half of `blocks`
 * equal stretches to each side; logit ln(w / (1 - w)) of the winner's relative rank w = rank / (N + 1) out of sample.
 * `strategies` holds one series of returns a strategy, all over the same days.
 * @throws RaraError for fewer than two strategies, an odd number of blocks, or days that do not divide into them.
 */
export function probabilityOfOverfitting(strategies: readonly Float64Array[], blocks: number): OverfittingEstimate {
  const days = strategies[0]?.length ?? 0;
  const even = blocks >= 2 && blocks % 2 === 0 && days > 0 && days % blocks === 0;
  if (strategies.length < 2 || !even || strategies.some((returns) => returns.length !== days)) {
    throw new RaraError(
      `Expected 2 strategies or more over the same days, which divide into an even number of blocks; found ${strategies.length} over ${days} days and ${blocks} blocks`,
      { category: "bug", code: "research.overfitting", hint: "Cut the days to a multiple of the blocks." },
    );
  }
  const sums = strategies.map((returns) => blockSums(returns, blocks));
  const all = Array.from({ length: blocks }, (_, block) => block);
  const inSample: number[] = [];
  const outOfSample: number[] = [];
  const logits: number[] = [];
  for (const chosen of combinations(blocks, blocks / 2)) {
    const rest = all.filter((block) => !chosen.includes(block));
    const scores = sums.map((one) => sharpeOf(one, chosen));
    const winner = scores.indexOf(Math.max(...scores));
    const outside = sums.map((one) => sharpeOf(one, rest));
    const relative = rankOf(outside, winner) / (strategies.length + 1);
    inSample.push(scores[winner] ?? NaN);
    outOfSample.push(outside[winner] ?? NaN);
    logits.push(Math.log(relative / (1 - relative)));
  }
  return {
    splits: logits.length,
    probability: logits.filter((logit) => logit <= 0).length / logits.length,
    lossProbability: outOfSample.filter((sharpe) => sharpe < 0).length / logits.length,
    medianLogit: median(logits),
    degradationSlope: slope(inSample, outOfSample),
  };
}
