import { figuresApart, type GateCheck } from "@rara-trading/domain";
import {
  breadthPValue,
  championPValue,
  championsAsGood,
  copiesAsBroad,
  type NullReplay,
  type ReplayLimits,
} from "../replay/null-replay.ts";
import type { Gate1Thresholds } from "./gate1-thresholds.ts";

/** Name of the check that asks about the search. */
export const NULL_REPLAY_GATE = "null-replay";
/** Name of the check that asks about a candidate. */
export const REPLAY_CHAMPIONS_GATE = "replay-champions";

/** Decimals that tell the smallest p-value of 999 copies from 0. */
const P_DECIMALS = 4;

/** Returns the p-values that a replay asks for: a candidate's may be larger, because the search's own is asked as well. */
export function replayLimits({
  realityCheckPMax,
  breadthFactor,
}: Pick<Gate1Thresholds, "realityCheckPMax" | "breadthFactor">): ReplayLimits {
  return { breadthPMax: realityCheckPMax, championPMax: realityCheckPMax * breadthFactor };
}

function copiesInWords({ copies, standings }: NullReplay): string {
  const run = standings.length;
  const among = run === copies ? `the ${copies} copies` : `the first ${run} of ${copies} copies`;
  return `${among} of the search on sign-flipped bars`;
}

function pValueCheck(gate: string, replay: NullReplay, actual: number, threshold: number, says: string): GateCheck {
  const passed = actual <= threshold;
  const text = figuresApart(actual, threshold, P_DECIMALS).actual;
  const verdict = passed ? `no more than ${threshold}` : `more than ${threshold}`;
  const rest = replay.standings.length === replay.copies ? "" : "; the others could not have changed the verdict";
  const reason = `Of ${copiesInWords(replay)} ${says}, so p = ${text}, ${verdict}${rest}.`;
  return { gate, passed, threshold, actual, reason };
}

/** Asks whether the same search finds as much where directions are a coin's. */
export function nullReplayGate(replay: NullReplay, { breadthPMax }: ReplayLimits): GateCheck {
  const says = `${copiesAsBroad(replay)} found as much`;
  return pValueCheck(NULL_REPLAY_GATE, replay, breadthPValue(replay), breadthPMax, says);
}

/** Asks whether the same search finds one rule as good as the candidate where directions are a coin's. */
export function replayChampionsGate(
  replay: NullReplay,
  statistic: number | null,
  { championPMax: threshold }: ReplayLimits,
): GateCheck {
  if (statistic === null) {
    const reason = `With too few independent bets it is not compared with the champions of ${copiesInWords(replay)}; p of at most ${threshold} is needed.`;
    return { gate: REPLAY_CHAMPIONS_GATE, passed: false, threshold, actual: null, reason };
  }
  const says = `${championsAsGood(replay, statistic)} had a champion as good`;
  return pValueCheck(REPLAY_CHAMPIONS_GATE, replay, championPValue(replay, statistic), threshold, says);
}
