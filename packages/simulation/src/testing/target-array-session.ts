import type { StrategyMeta, StrategySession } from "@rara-trading/domain";

/** Absolute protective prices of a position; NaN = none. */
interface RiskLevels {
  readonly stopLoss: number;
  readonly takeProfit: number;
}

/** Answers `askRiskLevels`. */
export type RiskRule = (side: 1 | -1, entryPrice: number) => RiskLevels;

/** What a session was told, in order. */
export type SessionCall =
  | { readonly kind: "candle"; readonly openTimeMs: number }
  | { readonly kind: "position"; readonly size: number; readonly entryPrice: number }
  | { readonly kind: "risk"; readonly side: 1 | -1; readonly entryPrice: number };

/** No protective orders. */
const noRisk: RiskRule = () => ({ stopLoss: NaN, takeProfit: NaN });

/** Protective prices a fixed distance from the entry, on the losing and on the winning side. */
export function riskAtDistance(stopDistance: number, profitDistance: number): RiskRule {
  return (side, entryPrice) => ({
    stopLoss: entryPrice - side * stopDistance,
    takeProfit: entryPrice + side * profitDistance,
  });
}

/** A session that returns `targets[i]` on bar i and remembers everything it was told. */
export class TargetArraySession implements StrategySession {
  readonly meta: StrategyMeta;
  readonly calls: SessionCall[] = [];
  stopLoss = NaN;
  takeProfit = NaN;
  readonly #targets: readonly number[];
  readonly #risk: RiskRule;
  #bar = 0;

  constructor(targets: readonly number[], risk: RiskRule = noRisk, warmupBars = 0) {
    this.#targets = targets;
    this.#risk = risk;
    this.meta = { name: "target-array", version: 1, description: "Scripted targets", warmupBars, parameters: [] };
  }

  onCandle(openTimeMs: number): number {
    this.calls.push({ kind: "candle", openTimeMs });
    const target = this.#targets[this.#bar++];
    if (target === undefined) throw new RangeError(`Expected ${this.#targets.length} bars at most`);
    return target;
  }

  setPosition(size: number, entryPrice: number): void {
    this.calls.push({ kind: "position", size, entryPrice });
  }

  askRiskLevels(side: 1 | -1, entryPrice: number): void {
    this.calls.push({ kind: "risk", side, entryPrice });
    ({ stopLoss: this.stopLoss, takeProfit: this.takeProfit } = this.#risk(side, entryPrice));
  }
}
