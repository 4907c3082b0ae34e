import { HOLD_TARGET, StrategyFault } from "@rara-trading/domain";
import { withoutControls } from "../printable-text.ts";

/** The score above which, in either direction, the later form of version 1 is taken to want a position. */
export const DEFAULT_SCORE_THRESHOLD = 0.3;

const FOUND_CHARACTERS_MAX = 100;

type Fields = Readonly<Record<string, unknown>>;

/** Protective prices; NaN = none. */
export interface Version1RiskLevels {
  readonly stopLoss: number;
  readonly takeProfit: number;
}

/**
 * Returns the target that an answer of `wasm_on_candles` stands for: `"Hold"`, `"Exit"`,
 * `{"Entry":{"side":"Long","strength":0.8}}`, or `{"score":s,"factors":{…}}`: above `threshold` wholly long, below its
 * negative wholly short, else no change.
 * @throws StrategyFault `bad-target` for anything else.
 */
export function targetOf(answer: unknown, threshold: number): number {
  if (answer === "Hold") return HOLD_TARGET;
  if (answer === "Exit") return 0;
  const fields = fieldsOf(answer);
  if (fields === undefined) return refuseSignal(answer);
  if ("score" in fields) return scoreTarget(fields["score"], threshold);
  const entry = fieldsOf(fields["Entry"]);
  const { side, strength } = entry ?? {};
  if (typeof strength !== "number" || !(strength >= 0 && strength <= 1)) return refuseSignal(answer);
  // An entry of no strength is a position of no size; the sum keeps it from becoming -0.
  if (side === "Long") return strength;
  return side === "Short" ? 0 - strength : refuseSignal(answer);
}

/**
 * Returns the prices in an answer of `wasm_risk_levels`, `{"stop_loss":95.0,"take_profit":110.0}`; null or nothing
 * means none.
 * @throws StrategyFault `bad-target` for anything else.
 */
export function riskLevelsOf(answer: unknown): Version1RiskLevels {
  const fields = fieldsOf(answer);
  if (fields === undefined) return refuseLevels(answer);
  const price = (value: unknown): number => {
    if (value === undefined || value === null) return Number.NaN;
    return typeof value === "number" && Number.isFinite(value) ? value : refuseLevels(answer);
  };
  return { stopLoss: price(fields["stop_loss"]), takeProfit: price(fields["take_profit"]) };
}

function scoreTarget(score: unknown, threshold: number): number {
  if (typeof score !== "number" || !(score >= -1 && score <= 1)) return refuseSignal({ score });
  if (score > threshold) return 1;
  return score < -threshold ? -1 : HOLD_TARGET;
}

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

function refuseSignal(answer: unknown): never {
  return refuseAnswer('"Hold", "Exit", an Entry with a side and a strength in [0, 1], or a score in [-1, 1]', answer);
}

function refuseLevels(answer: unknown): never {
  return refuseAnswer("stop_loss and take_profit as finite prices or null", answer);
}

function refuseAnswer(expected: string, answer: unknown): never {
  const found = withoutControls(JSON.stringify(answer) ?? "nothing", FOUND_CHARACTERS_MAX);
  throw new StrategyFault("bad-target", `Expected ${expected}, found ${found}`);
}
