import { figuresApart, type GateCheck } from "@rara-trading/domain";
import { type SearchComparison, trialPValue } from "./compare-search.ts";
import type { Gate1Thresholds } from "./gate1-thresholds.ts";

/** Decimals that tell the smallest p-value of 1,000 resamples from 0. */
const P_DECIMALS = 4;

/** Name of the check. */
export const REALITY_CHECK_GATE = "reality-check";

/** Any p-value is at most this. */
const NOT_ASKED = 1;

/** Asks whether the best of that many trials would have looked like this by luck. Where it does not decide, it is shown. */
export function realityCheckGate(
  search: SearchComparison,
  returnsHash: string,
  thresholds: Gate1Thresholds,
  decides = true,
): GateCheck {
  const threshold = decides ? thresholds.realityCheckPMax * thresholds.breadthFactor : NOT_ASKED;
  const p = trialPValue(search, returnsHash);
  const among = `among ${search.trials} logged trials (${search.overCash.distinctModels} of them different)`;
  if (p === null) {
    const reason = `With too few independent bets there is no p-value ${among}; at most ${threshold} is needed.`;
    return { gate: REALITY_CHECK_GATE, passed: false, threshold, actual: null, reason };
  }
  const passed = p.pValue <= threshold;
  const text = (value: number): string => figuresApart(value, threshold, P_DECIMALS).actual;
  const parts =
    p.overHolding === null
      ? "over cash"
      : `the larger of ${text(p.overHolding)} over buy-and-hold and ${text(p.overCash)} over cash`;
  const verdict = passed ? `no more than ${threshold}` : `more than ${threshold}`;
  const end = decides ? `, ${verdict}` : "; the null replay decides";
  const reason = `The reality check gives p = ${text(p.pValue)} (${parts}) ${among}${end}.`;
  return { gate: REALITY_CHECK_GATE, passed, threshold, actual: p.pValue, reason };
}
