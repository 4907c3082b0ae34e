/** Parts that daily returns are summed to: enough to tell strategies apart, few enough to compare with every elite. */
const PARTS = 64;

/** Absolute correlation of signatures from which two strategies count as one. */
const SAME = 0.9;

/** Size of deviations, relative to the mean, that is only rounding. */
const ROUNDING = 1e-12;

/** What a strategy earned in each of 64 stretches of its history, with mean 0 and length 1; zeros when it never varied. */
export type ReturnSignature = Float64Array;

/** Returns the signature of daily returns. */
export function signatureOf(dailyReturns: ArrayLike<number>): ReturnSignature {
  const sums = new Float64Array(PARTS);
  const days = dailyReturns.length;
  let day = 0;
  for (let part = 0; part < PARTS; part++) {
    const end = Math.floor(((part + 1) * days) / PARTS);
    let sum = 0;
    for (; day < end; day++) sum += dailyReturns[day] ?? 0;
    sums[part] = sum;
  }
  let mean = 0;
  for (let part = 0; part < PARTS; part++) mean += (sums[part] ?? 0) / PARTS;
  let squares = 0;
  for (let part = 0; part < PARTS; part++) {
    const apart = (sums[part] ?? 0) - mean;
    sums[part] = apart;
    squares += apart * apart;
  }
  const length = Math.sqrt(squares);
  // Sums of equal returns differ by their rounding only.
  const varies = length > ROUNDING * Math.abs(mean);
  for (let part = 0; part < PARTS; part++) sums[part] = varies ? (sums[part] ?? 0) / length : 0;
  return sums;
}

/** Returns whether two strategies earned the same, whatever they say about themselves: their correlation is beyond .9. */
export function earnsTheSame(a: ReturnSignature, b: ReturnSignature): boolean {
  let product = 0;
  for (let part = 0; part < PARTS; part++) product += (a[part] ?? 0) * (b[part] ?? 0);
  return Math.abs(product) > SAME;
}
