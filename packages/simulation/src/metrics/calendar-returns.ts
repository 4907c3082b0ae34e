import type { MonthlyReturn, YearlyReturn } from "./tearsheet-metrics.ts";

/** Returns the compounded return of every calendar month (UTC) that has days, in order: product of (1 + r) - 1. */
export function monthlyReturns(returns: Float64Array, dayMs: Float64Array): readonly MonthlyReturn[] {
  const months: { year: number; month: number; value: number }[] = [];
  for (const [i, value] of returns.entries()) {
    const date = new Date(dayMs[i] ?? NaN);
    const year = date.getUTCFullYear();
    const month = date.getUTCMonth() + 1;
    const last = months.at(-1);
    if (last?.year === year && last.month === month) last.value = (1 + last.value) * (1 + value) - 1;
    else months.push({ year, month, value });
  }
  return months;
}

/** Returns the compounded return of every calendar year in `months`, in order. */
export function yearlyReturns(months: readonly MonthlyReturn[]): readonly YearlyReturn[] {
  const years: { year: number; value: number }[] = [];
  for (const { year, value } of months) {
    const last = years.at(-1);
    if (last?.year === year) last.value = (1 + last.value) * (1 + value) - 1;
    else years.push({ year, value });
  }
  return years;
}
