import { type CandleColumns, RaraError, type RandomSource } from "@rara-trading/domain";
import { type BlindnessCheck, CHECK_BARS_MIN, cutsOf, type ProofName } from "./blindness-check.ts";
import { copyOfPrefix, shuffledOrder, withOtherRest, withReorderedFuture } from "./other-futures.ts";
import { firstDifference, type RunTrace, type TraceDifference, type TraceRun } from "./run-trace.ts";

/** How far the rest of a bar is moved, both ways. */
const OTHER_RESTS: readonly number[] = [1.07, 0.93];

function verdict(
  check: ProofName,
  held: string,
  cut: number | null,
  difference: TraceDifference | null,
): BlindnessCheck {
  if (difference === null) return { check, passed: true, evidence: held };
  const where = `the ${difference.at} of bar ${difference.bar}`;
  const why = cut === null ? "between two runs" : `when what follows changes from bar ${cut} on`;
  return { check, passed: false, evidence: `What it did up to ${where} is different ${why}.` };
}

/**
 * Asks whether bars up to a cut give the same when the later ones do not exist. The short histories are run first, so
 * that a future remembered from an earlier run cannot make them agree: call this before anything else is run.
 */
function checkPrefixInvariance(run: TraceRun, candles: CandleColumns): BlindnessCheck {
  const cuts = cutsOf(candles.length);
  const short = cuts.map((cut) => run(copyOfPrefix(candles, cut)));
  const whole = run(copyOfPrefix(candles, candles.length));
  const held = `Decisions, fills and equity are the same with the future cut off at ${cuts.length} places of ${candles.length} bars.`;
  for (const [i, cut] of cuts.entries()) {
    const trace = short[i];
    const difference = trace === undefined ? null : firstDifference(trace, whole, cut);
    if (difference !== null) return verdict("prefix-invariance", held, cut, difference);
  }
  return verdict("prefix-invariance", held, null, null);
}

/** Asks whether bars up to a cut give the same when the later ones come in another order. */
function checkFutureShuffle(run: TraceRun, candles: CandleColumns, random: RandomSource): BlindnessCheck {
  const cuts = cutsOf(candles.length);
  const whole = run(copyOfPrefix(candles, candles.length));
  const held = `Decisions, fills and equity are the same with the future shuffled at ${cuts.length} places of ${candles.length} bars.`;
  for (const cut of cuts) {
    const other = run(withReorderedFuture(candles, cut, shuffledOrder(candles.length - cut, random)));
    const difference = firstDifference(other, whole, cut);
    if (difference !== null) return verdict("future-shuffle", held, cut, difference);
  }
  return verdict("future-shuffle", held, null, null);
}

/**
 * Asks whether market orders of a bar are settled once it has opened: their side, size and price must be the same
 * whatever its high, low and close turn out to be. A fill at the close that produced the signal fails here.
 */
function checkOwnBar(run: TraceRun, candles: CandleColumns): BlindnessCheck {
  const whole = run(copyOfPrefix(candles, candles.length));
  const bars = barsToReplace(whole, candles.length);
  const held = `Market orders of ${bars.length} bars are the same when the rest of the bar is another one.`;
  for (const bar of bars) {
    for (const factor of OTHER_RESTS) {
      const difference = firstDifference(run(withOtherRest(candles, bar, factor)), whole, bar, bar + 1);
      if (difference !== null) return verdict("own-bar", held, bar, difference);
    }
  }
  return verdict("own-bar", held, null, null);
}

/** Bars that traded tell the most; without any, those of the usual cuts. */
function barsToReplace(whole: RunTrace, length: number): readonly number[] {
  const cuts = cutsOf(length);
  const traded = cuts.map((cut) => whole.atOpen.findIndex((text, bar) => bar >= cut && text !== ""));
  return [...new Set([...cuts, ...traded.filter((bar) => bar >= 0)])];
}

/** Asks whether two runs over the same bars are equal bit for bit. */
function checkDeterminism(run: TraceRun, candles: CandleColumns): BlindnessCheck {
  const first = run(copyOfPrefix(candles, candles.length));
  const second = run(copyOfPrefix(candles, candles.length));
  const held = `Two runs over ${candles.length} bars are equal in every bit.`;
  return verdict("determinism", held, null, firstDifference(first, second, candles.length));
}

/** Runs every proof. @throws RaraError `simulation.too-few-bars` when there is too little to look at. */
export function proveBlindness(run: TraceRun, candles: CandleColumns, random: RandomSource): readonly BlindnessCheck[] {
  if (candles.length < CHECK_BARS_MIN) {
    throw new RaraError(`Expected at least ${CHECK_BARS_MIN} bars to check on, found ${candles.length}`, {
      category: "refused",
      code: "simulation.too-few-bars",
      hint: "Check on a longer history.",
    });
  }
  return [
    checkPrefixInvariance(run, candles),
    checkFutureShuffle(run, candles, random),
    checkOwnBar(run, candles),
    checkDeterminism(run, candles),
  ];
}
