import { beta } from "./benchmark-figures.ts";
import { standardDeviation } from "./moments.ts";
import { sharpeRatio } from "./ratios.ts";
import type { RollingSeries } from "./tearsheet-metrics.ts";

/** What the moving windows slide over: one element a day in each series. */
export interface RollingInput {
  readonly dailyReturns: Float64Array;
  readonly dayMs: Float64Array;
  readonly benchmarkReturns: Float64Array | null;
  readonly windowDays: number;
  readonly daysAYear: number;
}

/** Returns Sharpe ratio, volatility (both annualised) and beta of every full window; nothing when there is no full window. */
export function rollingSeries(input: RollingInput): RollingSeries {
  const { dailyReturns, dayMs, benchmarkReturns, windowDays, daysAYear } = input;
  const ends = Array.from({ length: Math.max(0, dailyReturns.length - windowDays + 1) }, (_, i) => i + windowDays);
  const windows = ends.map((end) => dailyReturns.subarray(end - windowDays, end));
  return {
    windowDays,
    dayMs: ends.map((end) => dayMs[end - 1] ?? NaN),
    sharpe: windows.map((window) => sharpeRatio(window, daysAYear)),
    volatility: windows.map((window) => {
      const deviation = standardDeviation(window);
      return deviation === null ? null : deviation * Math.sqrt(daysAYear);
    }),
    beta:
      benchmarkReturns === null
        ? null
        : windows.map((window, i) => beta(window, benchmarkReturns.subarray(i, i + windowDays))),
  };
}
