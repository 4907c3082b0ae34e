import { RaraError, type RandomSource } from "@rara-trading/domain";

/** Returns true with probability `probability`. */
export function chance(random: RandomSource, probability: number): boolean {
  return random.next() < probability;
}

/** Returns one of `items`, each equally likely. @throws RaraError when there are none. */
export function pickOne<T>(random: RandomSource, items: readonly T[]): T {
  return itemAt(items, random.nextInt(items.length));
}

/** A choice and how often it is taken, relative to the others. */
export type Weighted<T> = readonly [weight: number, choice: T];

/** Returns one choice, with probability proportional to its weight. @throws RaraError when there are none. */
export function pickWeighted<T>(random: RandomSource, choices: readonly Weighted<T>[]): T {
  let left = random.next() * choices.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, choice] of choices) {
    left -= weight;
    if (left < 0) return choice;
  }
  return itemAt(choices, choices.length - 1)[1];
}

function itemAt<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item !== undefined) return item;
  throw new RaraError(`Expected something to choose from, found ${items.length} choices`, {
    category: "bug",
    code: "research.empty-choice",
  });
}
