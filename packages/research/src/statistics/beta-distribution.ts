/** Lanczos's approximation of the gamma function with g = 7 and nine terms (Lanczos 1964); relative error about 1e-15. */
const LANCZOS = [
  0.9999999999998099, 676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
] as const;
const LANCZOS_G = 7;
/** Terms after which the continued fraction has settled for any number of observations that a history can have. */
const FRACTION_TERMS_MAX = 10_000;
/** Stands in for a zero denominator in Lentz's evaluation. */
const TINY = 1e-300;
/** Halvings after which a float64 interval cannot shrink any more. */
const HALVINGS = 200;

/** Returns ln gamma(x) for x >= 1/2. */
function logGamma(x: number): number {
  const base = x + LANCZOS_G - 0.5;
  let sum: number = LANCZOS[0];
  for (const [i, coefficient] of LANCZOS.entries()) if (i > 0) sum += coefficient / (x - 1 + i);
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(base) - base + Math.log(sum);
}

function notZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

/** Returns the continued fraction of the incomplete beta function by Lentz's method. */
function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / notZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= FRACTION_TERMS_MAX; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / notZero(1 + even * d);
    c = notZero(1 + even / c);
    fraction *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / notZero(1 + odd * d);
    c = notZero(1 + odd / c);
    fraction *= c * d;
    if (Math.abs(c * d - 1) < Number.EPSILON) break;
  }
  return fraction;
}

/** Returns the regularised incomplete beta function I_x(a, b) (Abramowitz and Stegun 26.5.8). */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  // The fraction settles fast on one side of the mean only; on the other, the complement has that property.
  return x < (a + 1) / (a + b + 2) ? (front * betaFraction(x, a, b)) / a : 1 - (front * betaFraction(1 - x, b, a)) / b;
}

/** Returns the x in [0, 1] with I_x(a, b) = `probability`, by halving; a and b of at least 1/2. */
export function betaQuantile(probability: number, a: number, b: number): number {
  let low = 0;
  let high = 1;
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (incompleteBeta(middle, a, b) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
