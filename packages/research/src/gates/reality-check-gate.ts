import type { GateCheck } from "@rara-trading/domain";
import { type SearchComparison, trialPValue } from "./compare-search.ts";
import { figuresApart } from "./figures-apart.ts";
import type { Gate1Thresholds } from "./gate1-thresholds.ts";

/** Decimals that tell the smallest p-value of 1,000 resamples from 0. */
const P_DECIMALS = 4;

/** Asks whether the best of that many trials would have looked like this by luck. */
export function realityCheckGate(
  search: SearchComparison,
  returnsHash: string,
  thresholds: Gate1Thresholds,
): GateCheck {
  const threshold = thresholds.realityCheckPMax;
  const p = trialPValue(search, returnsHash);
  const among = `among ${search.trials} logged trials (${search.overCash.distinctModels} of them different)`;
  if (p === null) {
    const reason = `With fewer than ${thresholds.weighedBetsMin} independent bets there is no p-value ${among}; at most ${threshold} is needed.`;
    return { gate: "reality-check", passed: false, threshold, actual: null, reason };
  }
  const passed = p.pValue <= threshold;
  const text = (value: number): string => figuresApart(value, threshold, P_DECIMALS).actual;
  const parts =
    p.overHolding === null
      ? "over cash"
      : `the larger of ${text(p.overHolding)} over buy-and-hold and ${text(p.overCash)} over cash`;
  const verdict = passed ? `no more than ${threshold}` : `more than ${threshold}`;
  const reason = `The reality check gives p = ${text(p.pValue)} (${parts}) ${among}, ${verdict}.`;
  return { gate: "reality-check", passed, threshold, actual: p.pValue, reason };
}
