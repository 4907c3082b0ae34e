import type { GateCheck } from "@rara-trading/domain";
import { betterCopies, type NullReplay, replayPValue } from "../replay/null-replay.ts";
import { figuresApart } from "./figures-apart.ts";
import type { Gate1Thresholds } from "./gate1-thresholds.ts";

/** Name of the check. */
export const NULL_REPLAY_GATE = "null-replay";

/** Decimals that tell the smallest p-value of 999 copies from 0. */
const P_DECIMALS = 4;

/** Asks whether the same search finds something as good where directions are a coin's. */
export function nullReplayGate(
  replay: NullReplay,
  statistic: number | null,
  { realityCheckPMax: threshold }: Pick<Gate1Thresholds, "realityCheckPMax">,
): GateCheck {
  const { copies, champions } = replay;
  const run = champions.length;
  const among = run === copies ? `the ${copies} copies` : `the first ${run} of ${copies} copies`;
  if (statistic === null) {
    const reason = `With too few independent bets it is not compared with the champions of ${among} of the search on sign-flipped bars; p of at most ${threshold} is needed.`;
    return { gate: NULL_REPLAY_GATE, passed: false, threshold, actual: null, reason };
  }
  const actual = replayPValue(replay, statistic);
  const passed = actual <= threshold;
  const text = figuresApart(actual, threshold, P_DECIMALS).actual;
  const better = betterCopies(replay, statistic);
  const verdict = passed ? `no more than ${threshold}` : `more than ${threshold}`;
  const rest = run === copies ? "" : "; the others could not have changed that";
  const reason = `Of ${among} of the search on sign-flipped bars ${better} had a champion as good, so p = ${text}, ${verdict}${rest}.`;
  return { gate: NULL_REPLAY_GATE, passed, threshold, actual, reason };
}
