import { normalQuantile } from "./normal-distribution.ts";

const EULER_MASCHERONI = 0.5772156649015329;

/**
 * Returns the expected maximum of `count` independent standard normal deviates: what the best of that many worthless
 * trials shows by luck, in units of their spread. (1 - g) z(1 - 1/N) + g z(1 - 1/(N e)), Bailey and López de Prado 2014;
 * 0 for one trial.
 */
export function expectedMaximum(count: number): number {
  if (!(count > 1)) return 0;
  return (
    (1 - EULER_MASCHERONI) * normalQuantile(1 - 1 / count) + EULER_MASCHERONI * normalQuantile(1 - 1 / (count * Math.E))
  );
}
