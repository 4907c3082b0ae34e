import type { RandomSource } from "@rara-trading/domain";
import { canonicalConstant, type ConstantDomain } from "../hypothesis/constant-domain.ts";

/** Spread of the logarithm of a fresh distance from neutral. */
const FRESH_LOG_SPREAD = 0.7;

/** Spread of the logarithm of a jitter. */
export const JITTER_LOG_SPREAD = 0.25;

/** How often a jitter puts a constant back to neutral. */
const BACK_TO_NEUTRAL = 0.1;

function within(domain: ConstantDomain, value: number): number {
  return canonicalConstant(Math.min(domain.max, Math.max(domain.min, value)));
}

/** Returns a typical positive distance from neutral, log-normal around the domain's scale. */
export function sampleDistance(random: RandomSource, domain: ConstantDomain): number {
  return canonicalConstant(domain.scale * Math.exp(FRESH_LOG_SPREAD * random.nextNormal()));
}

/** Returns a constant at a typical distance above (+1) or below (-1) neutral. */
export function sampleConstant(random: RandomSource, domain: ConstantDomain, sign: 1 | -1): number {
  return within(domain, domain.neutral + sign * sampleDistance(random, domain));
}

/** Returns a constant near `value`: its distance from neutral times a log-normal factor; a neutral one leaves neutral. */
export function jitterConstant(random: RandomSource, domain: ConstantDomain, value: number): number {
  const distance = value - domain.neutral;
  if (distance === 0) return sampleConstant(random, domain, random.next() < 0.5 ? 1 : -1);
  if (random.next() < BACK_TO_NEUTRAL) return domain.neutral;
  return within(domain, domain.neutral + distance * Math.exp(JITTER_LOG_SPREAD * random.nextNormal()));
}
