import { type CandleColumns, HOLD_TARGET, sliceColumns, type StrategySession } from "@rara-trading/domain";
import type { BlindnessCheck } from "./blindness-check.ts";
import type { OpenSession } from "./run-trace.ts";

/** Where the late session begins, as a share of the bars. */
const LATE_START = 0.3;

/** Share of the targets that may differ: averages with a long memory never forget their beginning altogether. */
const DIFFERENT_MAX = 0.01;

/** Fewer targets than this after both warm-ups are nothing to compare. */
const COMPARED_MIN = 20;

/** Returns the targets of a session that is never told of a position; "no change" is the target before. */
function targetsOf(session: StrategySession, candles: CandleColumns): Float64Array {
  const { openTimeMs, open, high, low, close, volume, length } = candles;
  const targets = new Float64Array(length);
  let standing = 0;
  for (let i = 0; i < length; i++) {
    const target = session.onCandle(
      openTimeMs[i] ?? NaN,
      open[i] ?? NaN,
      high[i] ?? NaN,
      low[i] ?? NaN,
      close[i] ?? NaN,
      volume[i] ?? NaN,
    );
    if (target !== HOLD_TARGET) standing = target;
    targets[i] = standing;
  }
  return targets;
}

/**
 * Asks whether the declared warm-up is long enough: a session that begins late must want the same as one that saw
 * everything, once its own warm-up is over. More than 1 % of targets that differ is a flag: the result depends on
 * where the history happens to begin.
 */
export function checkWarmUp(openSession: OpenSession, candles: CandleColumns): BlindnessCheck {
  const check = "warm-up";
  const session = openSession(candles);
  const { warmupBars } = session.meta;
  const whole = targetsOf(session, candles);
  const start = Math.max(1, Math.floor(candles.length * LATE_START));
  const lateBars = sliceColumns(candles, start, candles.length);
  const late = targetsOf(openSession(lateBars), lateBars);
  const compared = late.length - warmupBars;
  const ignored = whole.subarray(0, warmupBars).reduce((count, target) => (target === 0 ? count : count + 1), 0);
  const said = `${warmupBars} bars of warm-up declared, ${ignored} of their targets were not flat and count for nothing`;
  if (compared < COMPARED_MIN) {
    const evidence = `${said}; ${Math.max(0, compared)} bars after it are too few to compare.`;
    return { check, passed: false, evidence };
  }
  let different = 0;
  for (let i = warmupBars; i < late.length; i++) if (late[i] !== whole[start + i]) different++;
  const passed = different <= compared * DIFFERENT_MAX;
  const evidence = `${said}; begun ${start} bars later, ${different} of ${compared} targets after it differ.`;
  return { check, passed, evidence };
}
