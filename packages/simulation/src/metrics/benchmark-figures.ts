import { compound, maxDrawdown } from "./drawdown.ts";
import { mean, standardDeviation } from "./moments.ts";
import { annualisedReturn, sharpeRatio } from "./ratios.ts";
import type { BenchmarkFigures } from "./tearsheet-metrics.ts";

/** Returns the sample covariance (ddof 1) of two series of equal length, or `null` below two values. */
function covariance(a: Float64Array, b: Float64Array): number | null {
  const meanA = mean(a);
  const meanB = mean(b);
  if (meanA === null || meanB === null || a.length < 2) return null;
  let products = 0;
  for (let i = 0; i < a.length; i++) products += ((a[i] ?? NaN) - meanA) * ((b[i] ?? NaN) - meanB);
  return products / (a.length - 1);
}

/** Returns covariance / variance of the benchmark (Sharpe 1964); `null` where the benchmark does not vary. */
export function beta(returns: Float64Array, benchmark: Float64Array): number | null {
  const shared = covariance(returns, benchmark);
  const deviation = standardDeviation(benchmark);
  return shared === null || deviation === null || deviation === 0 ? null : shared / deviation ** 2;
}

/** Returns Pearson's correlation; `null` where one of the two does not vary. */
function benchmarkCorrelation(returns: Float64Array, benchmark: Float64Array): number | null {
  const slope = beta(returns, benchmark);
  const own = standardDeviation(returns);
  const other = standardDeviation(benchmark);
  return slope === null || own === null || own === 0 || other === null ? null : (slope * other) / own;
}

/**
 * Returns the growth a day of the strategy over that of the benchmark, on the days that `side` picks by the benchmark's
 * return (Morningstar's up and down capture): (product of (1 + r))^(1/n) - 1 each; `null` where there are no such days, the
 * benchmark's is 0 or the strategy lost everything.
 */
export function captureRatio(
  returns: Float64Array,
  benchmark: Float64Array,
  side: (benchmarkReturn: number) => boolean,
): number | null {
  const days = Array.from(benchmark.keys()).filter((i) => side(benchmark[i] ?? NaN));
  const growth = (series: Float64Array): number => {
    const product = days.reduce((value, i) => value * (1 + (series[i] ?? NaN)), 1);
    return product > 0 ? product ** (1 / days.length) - 1 : NaN;
  };
  const ratio = days.length === 0 ? NaN : growth(returns) / growth(benchmark);
  return Number.isFinite(ratio) ? ratio : null;
}

/** Returns the strategy's figures against a benchmark's daily returns over the same days. */
export function benchmarkFigures(returns: Float64Array, benchmark: Float64Array, daysAYear: number): BenchmarkFigures {
  const equity = compound(benchmark);
  const total = (equity.at(-1) ?? 1) - 1;
  const slope = beta(returns, benchmark);
  const intercept = (mean(returns) ?? 0) - (slope ?? 0) * (mean(benchmark) ?? 0);
  return {
    total,
    cagr: annualisedReturn(total, benchmark.length, daysAYear),
    sharpe: sharpeRatio(benchmark, daysAYear),
    maxDrawdown: maxDrawdown(equity, 1),
    beta: slope,
    alpha: slope === null ? null : intercept * daysAYear,
    correlation: benchmarkCorrelation(returns, benchmark),
    // Mean active return / tracking error, annualised (Grinold and Kahn 2000): a Sharpe ratio of the difference.
    informationRatio: sharpeRatio(
      returns.map((value, i) => value - (benchmark[i] ?? NaN)),
      daysAYear,
    ),
    upCapture: captureRatio(returns, benchmark, (value) => value > 0),
    downCapture: captureRatio(returns, benchmark, (value) => value < 0),
  };
}
