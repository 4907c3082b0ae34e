import { RaraError, type StrategyMeta, type StrategySession } from "@rara-trading/domain";
import type { ProtectiveExits } from "../hypothesis/strategy-tree.ts";

/** A session that reads its targets from a column; risk levels are fractions of the entry price. */
export class ColumnSession implements StrategySession {
  readonly meta: StrategyMeta;
  readonly #targets: Float64Array;
  readonly #stopLossFraction: number;
  readonly #takeProfitFraction: number;
  #bar = 0;
  stopLoss = NaN;
  takeProfit = NaN;

  constructor(targets: Float64Array, warmupBars: number, exits: ProtectiveExits) {
    this.meta = { name: "columns", version: 1, description: "Targets from columns", warmupBars, parameters: [] };
    this.#targets = targets;
    this.#stopLossFraction = exits.stopLossFraction ?? NaN;
    this.#takeProfitFraction = exits.takeProfitFraction ?? NaN;
  }

  /** Returns the next bar's target. @throws RaraError `research.column-session` past the last one. */
  onCandle(): number {
    const target = this.#targets[this.#bar++];
    if (target !== undefined) return target;
    throw new RaraError(`Expected at most ${this.#targets.length} bars, found one more`, {
      category: "bug",
      code: "research.column-session",
      hint: "Run a column session only over the bars of its columns.",
    });
  }

  setPosition(): void {}

  /** The same operations, in the same order, as the SDK's `RiskLevels.percent`. */
  askRiskLevels(side: 1 | -1, entryPrice: number): void {
    this.stopLoss = entryPrice * (1 - side * this.#stopLossFraction);
    this.takeProfit = entryPrice * (1 + side * this.#takeProfitFraction);
  }
}
