import type { SearchStanding } from "./search-standing.ts";

/** Fewest copies worth running: p is then 1/40 at least. */
export const REPLAY_COPIES_MIN = 39;
/** Most copies of one replay: a thousand searches. */
export const REPLAY_COPIES_MAX = 999;

/** A search compared with what it finds where there is nothing. */
export interface NullReplay {
  /** Copies that were asked for. */
  readonly copies: number;
  /** Breadth of the search itself; `null` where it has none. */
  readonly breadth: number | null;
  /** How each copy that was run stands, in order. */
  readonly standings: readonly SearchStanding[];
}

/** What is asked of a replay: two p-values. */
export interface ReplayLimits {
  /** Largest p-value of the search's breadth that passes. */
  readonly breadthPMax: number;
  /** Largest p-value of a candidate among the champions that passes. */
  readonly championPMax: number;
}

/** How a replay is run. */
export interface NullReplayQuestion extends ReplayLimits {
  readonly copies: number;
  /** Breadth of the search itself. */
  readonly breadth: number | null;
  /** The best statistic of those that are to be judged. */
  readonly best: number;
  /** Told after each copy how many were run. */
  readonly onProgress?: (replayed: number) => void;
}

function atLeast(value: number | null, own: number | null): boolean {
  return own === null || (value !== null && value >= own);
}

/** Returns the number of copies whose champion is at least as good. */
export function championsAsGood({ standings }: NullReplay, statistic: number): number {
  return standings.filter(({ champion }) => atLeast(champion, statistic)).length;
}

/** Returns the number of copies that are at least as broad; a search without breadth is no broader than any. */
export function copiesAsBroad({ standings, breadth }: NullReplay): number {
  return standings.filter((copy) => atLeast(copy.breadth, breadth)).length;
}

/** Returns (1 + #{champion of a copy >= statistic}) / (copies run + 1). */
export function championPValue(replay: NullReplay, statistic: number): number {
  return (1 + championsAsGood(replay, statistic)) / (replay.standings.length + 1);
}

/** Returns (1 + #{breadth of a copy >= that of the search}) / (copies run + 1): the p-value of the search. */
export function breadthPValue(replay: NullReplay): number {
  return (1 + copiesAsBroad(replay)) / (replay.standings.length + 1);
}

/** Returns the fewest copies with which anything can have a p-value of `pMax`. */
export function copiesNeeded(pMax: number): number {
  return Math.max(REPLAY_COPIES_MIN, Math.ceil(1 / pMax - 1e-9) - 1);
}

/**
 * Takes the copies' standings one after the other, until there are as many as were asked for or until so many were as broad,
 * or had a champion as good as the best candidate, that no further ones could make that p-value small enough. Stopping so
 * changes no verdict: with fewer copies a p-value is only larger (Besag and Clifford 1991).
 */
export async function runNullReplay(
  standings: AsyncIterable<SearchStanding>,
  { copies, breadth, best, breadthPMax, championPMax, onProgress }: NullReplayQuestion,
): Promise<NullReplay> {
  const taken: SearchStanding[] = [];
  const replay = { copies, breadth, standings: taken };
  const isSettled = (): boolean =>
    (1 + copiesAsBroad(replay)) / (copies + 1) > breadthPMax ||
    (1 + championsAsGood(replay, best)) / (copies + 1) > championPMax;
  for await (const standing of standings) {
    taken.push(standing);
    onProgress?.(taken.length);
    if (taken.length >= copies || isSettled()) break;
  }
  return replay;
}
