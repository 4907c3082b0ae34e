import type { RandomSource } from "@rara-trading/domain";

/** How a proposal comes about. */
export const OPERATORS = ["jitter", "subtree", "crossover", "sample", "simplify"] as const;

/** A way to make a proposal from the archive. */
export type Operator = (typeof OPERATORS)[number];

/** How often each is worth trying before anything is known: proposals of 100. */
const PRIOR: Readonly<Record<Operator, number>> = { jitter: 35, subtree: 20, crossover: 20, sample: 15, simplify: 10 };

/** Proposals that the prior counts as: it fades as outcomes come in. */
const PRIOR_WEIGHT = 0.2;

/** How much of what is known is left after another outcome: about the last 100 count. */
const DISCOUNT = 0.99;

/** Share of the choices that follow the prior whatever is known, so that no operator dies out. */
const EXPLORATION = 0.2;

interface Arm {
  /** Discounted count of outcomes that improved the archive, and of those that did not. */
  improved: number;
  failed: number;
  /** Discounted sum and count of costs. */
  cost: number;
  count: number;
}

/** Draws a gamma deviate of an integer or fractional shape above 0 (Marsaglia and Tsang 2000). */
function nextGamma(random: RandomSource, shape: number): number {
  if (shape < 1) return nextGamma(random, shape + 1) * (1 - random.next()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const normal = random.nextNormal();
    const v = (1 + c * normal) ** 3;
    if (v <= 0) continue;
    const uniform = 1 - random.next();
    if (Math.log(uniform) < 0.5 * normal * normal + d - d * v + d * Math.log(v)) return d * v;
  }
}

/**
 * Chooses operators by discounted Thompson sampling on the chance that a proposal improves the archive, per unit of cost.
 * Costs are counted in nodes x bars evaluated and outcomes in the order of proposals, never in clock time: the same
 * search chooses the same on every machine.
 */
export class OperatorBandit {
  readonly #arms = new Map<Operator, Arm>(
    OPERATORS.map((operator) => {
      const weight = PRIOR[operator] * PRIOR_WEIGHT;
      return [operator, { improved: weight / 4, failed: (3 * weight) / 4, cost: 0, count: 0 }];
    }),
  );

  choose(random: RandomSource): Operator {
    if (random.next() < EXPLORATION) return this.#byPrior(random);
    const meanCost = this.#meanCost();
    let best: Operator = "jitter";
    let bestYield = -Infinity;
    for (const operator of OPERATORS) {
      const arm = this.#arms.get(operator);
      if (arm === undefined) continue;
      const up = nextGamma(random, 1 + arm.improved);
      const chance = up / (up + nextGamma(random, 1 + arm.failed));
      const cost = arm.count > 0 && meanCost > 0 ? arm.cost / arm.count / meanCost : 1;
      if (chance / cost <= bestYield) continue;
      best = operator;
      bestYield = chance / cost;
    }
    return best;
  }

  /** Learns what became of a proposal: whether it improved the archive, and what it cost in nodes x bars. */
  learn(operator: Operator, improved: boolean, cost: number): void {
    const arm = this.#arms.get(operator);
    if (arm === undefined) return;
    arm.improved = arm.improved * DISCOUNT + (improved ? 1 : 0);
    arm.failed = arm.failed * DISCOUNT + (improved ? 0 : 1);
    arm.cost = arm.cost * DISCOUNT + cost;
    arm.count = arm.count * DISCOUNT + 1;
  }

  #meanCost(): number {
    let cost = 0;
    let count = 0;
    for (const arm of this.#arms.values()) {
      cost += arm.cost;
      count += arm.count;
    }
    return count > 0 ? cost / count : 0;
  }

  #byPrior(random: RandomSource): Operator {
    let left = random.next() * OPERATORS.reduce((sum, operator) => sum + PRIOR[operator], 0);
    for (const operator of OPERATORS) {
      left -= PRIOR[operator];
      if (left < 0) return operator;
    }
    return "simplify";
  }
}
