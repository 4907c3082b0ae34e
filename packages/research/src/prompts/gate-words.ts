import type { GateCheck } from "@rara-trading/domain";
import { countText, figureText } from "./figure-text.ts";

/** What each gate measures, in our words. A gate that judges data which nobody may learn from shows no numbers. */
const GATES: Readonly<Record<string, { readonly measures: string; readonly hidden?: true }>> = {
  integrity: { measures: "differences between the compiled strategy and the search" },
  "prefix-invariance": { measures: "differences when the future is cut off" },
  "future-shuffle": { measures: "differences when the future is shuffled" },
  "own-bar": { measures: "differences when the rest of the bar is another one" },
  determinism: { measures: "differences between two runs" },
  lag: { measures: "share of the Sharpe ratio that is left with every decision one bar late" },
  fuel: { measures: "fuel that a bar takes, over what it may take" },
  trades: { measures: "closed round trips" },
  sharpe: { measures: "annualised Sharpe ratio" },
  drawdown: { measures: "drawdown at 10 % volatility" },
  halving: { measures: "Sharpe ratio on the first part of the data, where only the best third of the trials goes on," },
  form: {
    measures: "numbers and texts in the code that no declared parameter moves (unknown: it declares none that can)",
  },
  concentration: { measures: "share of the profit in the five best independent bets" },
  exposure: { measures: "share of bars in the market" },
  "double-cost": { measures: "Sharpe ratio at twice the costs" },
  delay: { measures: "Sharpe ratio with every decision one bar late" },
  "missed-fills": { measures: "Sharpe ratio with a part of the fills missed" },
  "break-even-cost": { measures: "multiple of the costs at which nothing is left" },
  parameters: { measures: "sets of other parameters with which the code trades otherwise" },
  plateau: { measures: "share of neighbouring parameters that keep half of the Sharpe ratio" },
  "distant-plateau": { measures: "mean Sharpe ratio of distant parameters, over its own" },
  regimes: { measures: "worst Sharpe ratio of a market regime" },
  "test-sets": { measures: "share of the purged test sets that earned something" },
  alpha: { measures: "t-statistic of what is left after the benchmark" },
  "book-correlation": { measures: "correlation with what was promoted before" },
  "book-sharpe": { measures: "what it adds to the Sharpe ratio of what was promoted before" },
  capacity: { measures: "Sharpe ratio at the target size, over that without impact" },
  "reality-check": { measures: "p-value among all trials of the search" },
  breadth: { measures: "rules of the search that did well in the reality check" },
  "null-replay": { measures: "p-value of the search among its copies on sign-flipped bars" },
  "replay-champions": { measures: "p-value among the champions of copies of the search on sign-flipped bars" },
  correlated: { measures: "correlation with a sturdier survivor of the same search" },
  sturdiness: { measures: "sturdiness over that of the first survivor of the same search" },
  "survivor-limit": { measures: "place among the survivors of the same search" },
  "examined-limit": { measures: "place among the candidates that were examined" },
  neighbour: { measures: "a rule that was evaluated beside a candidate only" },
  validation: { measures: "data kept apart", hidden: true },
  vault: { measures: "data kept apart", hidden: true },
};

/** Whether a gate judges data that nobody may learn from, so that not even its answer is told. */
export function isWithheld(gate: string): boolean {
  return Object.hasOwn(GATES, gate) && GATES[gate]?.hidden === true;
}

/** What a prompt is told of a refusal. */
export type Refusal = Pick<GateCheck, "gate" | "actual" | "threshold">;

/**
 * Returns which gate said no and why, made from the gate's name and its two numbers. The gate's own sentence is not used: it
 * can carry words that a strategy chose. A gate that stands not in the list above is called "another gate".
 */
export function refusalWords({ gate, actual, threshold }: Refusal): string {
  const known = Object.hasOwn(GATES, gate) ? GATES[gate] : undefined;
  if (known === undefined) return "another gate said no";
  if (known.hidden === true) return `gate ${gate} said no (${known.measures})`;
  return `gate ${gate} said no: ${known.measures} is ${figureText(actual)}, the limit is ${figureText(threshold)}`;
}

/** Returns a gate's name if it is one of ours, else "another gate". */
export function gateName(gate: string): string {
  return Object.hasOwn(GATES, gate) ? gate : "another gate";
}

/** Returns how many trials each gate stopped, the strictest first; gates that are not in the list are counted together. */
export function funnelWords(rejections: Readonly<Record<string, unknown>>): readonly string[] {
  const counts = new Map<string, number>();
  for (const [gate, found] of Object.entries(rejections)) {
    const name = gateName(gate);
    if (Number.isSafeInteger(found)) counts.set(name, (counts.get(name) ?? 0) + Number(found));
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([gate, count]) => `${gate} ${countText(count)}`);
}
