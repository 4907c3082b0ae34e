import { correlation } from "../statistics/variation.ts";

/** Parts that daily returns are summed to: enough to tell strategies apart, few enough to compare with every elite. */
const PARTS = 64;

/** Absolute correlation of signatures from which two strategies count as one. */
const SAME = 0.9;

/** What a strategy earned in each of 64 stretches of its history. */
export type ReturnSignature = Float64Array;

/** Returns the signature of daily returns. */
export function signatureOf(dailyReturns: ArrayLike<number>): ReturnSignature {
  const sums = new Float64Array(PARTS);
  for (let day = 0; day < dailyReturns.length; day++) {
    const part = Math.floor((day * PARTS) / dailyReturns.length);
    sums[part] = (sums[part] ?? 0) + (dailyReturns[day] ?? 0);
  }
  return sums;
}

/** Returns whether two strategies earned the same, whatever they say about themselves. */
export function earnsTheSame(a: ReturnSignature, b: ReturnSignature): boolean {
  return Math.abs(correlation(a, b) ?? 0) > SAME;
}
