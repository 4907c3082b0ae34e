import { normalCdf } from "./normal-distribution.ts";

/** Beyond it the density is below 1e-28. */
const REACH = 11;
/** Steps of the trapezoid rule, which converges faster than any power on a smooth function that vanishes at both ends. */
const STEPS = 2200;

/**
 * Returns the expected maximum of `count` independent standard normal deviates by integration: the integral of
 * N x density(x) Z(x)^(N - 1). `expectedMaximum` is its usual approximation.
 */
export function exactExpectedMaximum(count: number): number {
  const step = (2 * REACH) / STEPS;
  let sum = 0;
  for (let i = 0; i <= STEPS; i++) {
    const x = -REACH + i * step;
    const density = Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
    sum += count * x * density * normalCdf(x) ** (count - 1);
  }
  return sum * step;
}
