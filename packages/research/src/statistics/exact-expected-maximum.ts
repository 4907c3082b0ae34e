import { normalCdf } from "./normal-distribution.ts";

/** Beyond it the density is below 1e-28. */
const REACH = 11;
/** Steps of the trapezoid rule, which converges faster than any power on a smooth function that vanishes at both ends. */
const STEPS = 2200;

/** Returns the expectation of x^power of the maximum x: the integral of N x^power density(x) Z(x)^(N - 1). */
function momentOfMaximum(count: number, power: number): number {
  const step = (2 * REACH) / STEPS;
  let sum = 0;
  for (let i = 0; i <= STEPS; i++) {
    const x = -REACH + i * step;
    const density = Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
    sum += count * x ** power * density * normalCdf(x) ** (count - 1);
  }
  return sum * step;
}

/**
 * Returns the expected maximum of `count` independent standard normal deviates by integration. `expectedMaximum` is its
 * usual approximation.
 */
export function exactExpectedMaximum(count: number): number {
  return momentOfMaximum(count, 1);
}

/** Returns the standard deviation of the maximum of `count` independent standard normal deviates, by integration. */
export function exactMaximumDeviation(count: number): number {
  return Math.sqrt(momentOfMaximum(count, 2) - momentOfMaximum(count, 1) ** 2);
}
