/** From here on the tail is computed by itself, so that it keeps its relative precision. */
const TAIL_FROM = 3;
/** Depth at which the tail's continued fraction has settled to the last bit for every x >= TAIL_FROM. */
const TAIL_TERMS = 120;
/** Terms after which the central series has settled for every |x| < TAIL_FROM. */
const SERIES_TERMS_MAX = 100;

/** Returns the standard normal density at `x`. */
function normalDensity(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}

/** Returns P(Z > x) for x >= TAIL_FROM (Laplace's continued fraction, evaluated from its far end). */
function upperTail(x: number): number {
  let fraction = x;
  for (let k = TAIL_TERMS; k >= 1; k--) fraction = x + k / fraction;
  return normalDensity(x) / fraction;
}

/**
 * Returns P(Z <= x) of a standard normal deviate; absolute error below 1e-15, and the tails keep about 13 digits.
 * Centre: 1/2 + density x (x + x^3/3 + x^5/15 + …), Marsaglia 2004.
 */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  if (x <= -TAIL_FROM) return upperTail(-x);
  if (x >= TAIL_FROM) return 1 - upperTail(x);
  let term = x;
  let sum = x;
  for (let k = 1; k < SERIES_TERMS_MAX; k++) {
    term *= (x * x) / (2 * k + 1);
    if (sum + term === sum) break;
    sum += term;
  }
  return 0.5 + normalDensity(x) * sum;
}

/** Published to 21 digits, written as the nearest float64. Highest power first, so that evaluating is one multiplication and one addition a coefficient. */
type Coefficients = readonly number[];

const CENTRE_TOP: Coefficients = [
  2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946, 1971.5909503065513,
  133.14166789178438, 3.3871328727963665,
];
const CENTRE_BOTTOM: Coefficients = [
  5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751, 687.1870074920579,
  42.31333070160091, 1,
];
const MIDDLE_TOP: Coefficients = [
  0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
  5.769497221460691, 4.630337846156546, 1.4234371107496835,
];
const MIDDLE_BOTTOM: Coefficients = [
  1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
  1.6763848301838038, 2.053191626637759, 1,
];
const FAR_TOP: Coefficients = [
  2.0103343992922881e-7, 0.000027115555687434876, 0.0012426609473880784, 0.026532189526576124, 0.29656057182850487,
  1.7848265399172913, 5.463784911164114, 6.657904643501103,
];
const FAR_BOTTOM: Coefficients = [
  2.0442631033899397e-15, 1.421511758316446e-7, 0.000018463183175100548, 0.0007868691311456133, 0.014875361290850615,
  0.1369298809227358, 0.599832206555888, 1,
];

function ratio(top: Coefficients, bottom: Coefficients, x: number): number {
  let numerator = 0;
  let denominator = 0;
  for (const coefficient of top) numerator = numerator * x + coefficient;
  for (const coefficient of bottom) denominator = denominator * x + coefficient;
  return numerator / denominator;
}

/**
 * Returns the x with P(Z <= x) = `probability`; relative error about 1e-16 (algorithm AS 241, PPND16, Wichura 1988).
 * -Infinity at 0, Infinity at 1, NaN outside [0, 1].
 */
export function normalQuantile(probability: number): number {
  const fromCentre = probability - 0.5;
  if (Math.abs(fromCentre) <= 0.425) {
    return fromCentre * ratio(CENTRE_TOP, CENTRE_BOTTOM, 0.180625 - fromCentre * fromCentre);
  }
  const tail = fromCentre < 0 ? probability : 1 - probability;
  if (!(tail >= 0)) return Number.NaN;
  if (tail === 0) return fromCentre < 0 ? -Infinity : Infinity;
  const distance = Math.sqrt(-Math.log(tail));
  const size =
    distance <= 5 ? ratio(MIDDLE_TOP, MIDDLE_BOTTOM, distance - 1.6) : ratio(FAR_TOP, FAR_BOTTOM, distance - 5);
  return fromCentre < 0 ? -size : size;
}
