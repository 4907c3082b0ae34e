/** Fewest copies worth running: p is then 1/40 at least. */
export const REPLAY_COPIES_MIN = 39;
/** Most copies of one replay: a thousand searches. */
export const REPLAY_COPIES_MAX = 999;

/** A search compared with what it finds where there is nothing. */
export interface NullReplay {
  /** Copies that were asked for. */
  readonly copies: number;
  /** The champion's statistic of each copy that was run, in order; `null` of a copy without one. */
  readonly champions: readonly (number | null)[];
}

/** What a replay is asked. */
export interface NullReplayQuestion {
  readonly copies: number;
  /** The best statistic of those that are to be judged. */
  readonly best: number;
  /** Largest p-value that passes. */
  readonly pMax: number;
  /** Told after each copy how many were run. */
  readonly onProgress?: (replayed: number) => void;
}

/** Returns the number of copies whose champion is at least as good. */
export function betterCopies({ champions }: NullReplay, statistic: number): number {
  return champions.filter((champion) => champion !== null && champion >= statistic).length;
}

/** Returns (1 + #{champion of a copy >= statistic}) / (copies run + 1). */
export function replayPValue(replay: NullReplay, statistic: number): number {
  return (1 + betterCopies(replay, statistic)) / (replay.champions.length + 1);
}

/** Returns the fewest copies with which anything can have a p-value of `pMax`. */
export function copiesNeeded(pMax: number): number {
  return Math.max(REPLAY_COPIES_MIN, Math.ceil(1 / pMax - 1e-9) - 1);
}

/**
 * Takes the copies' champions one after the other, until there are as many as were asked for or until so many were as good
 * as the best candidate that no further ones could make its p-value small enough. Stopping so changes no verdict: with
 * fewer copies the p-value is only larger (Besag and Clifford 1991).
 */
export async function runNullReplay(
  champions: AsyncIterable<number | null>,
  { copies, best, pMax, onProgress }: NullReplayQuestion,
): Promise<NullReplay> {
  const taken: (number | null)[] = [];
  for await (const champion of champions) {
    taken.push(champion);
    onProgress?.(taken.length);
    const better = betterCopies({ copies, champions: taken }, best);
    if (taken.length >= copies || (1 + better) / (copies + 1) > pMax) break;
  }
  return { copies, champions: taken };
}
