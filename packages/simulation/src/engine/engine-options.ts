import type { Fill, FillBatch, Guard, OrderIntent, OrderRefusal, SizingRule, TradingCosts } from "@rara-trading/domain";

/** Capital when nothing else is said, quote currency. */
export const DEFAULT_CAPITAL = 100_000;

/** Everything that shapes a session besides the strategy and the bars. */
export interface EngineOptions {
  /** Cash at the start, quote currency. */
  readonly capital: number;
  readonly costs: TradingCosts;
  readonly sizing: SizingRule;
  readonly guards: readonly Guard[];
  /** Targets of bars that open earlier are ignored, so that a session can warm up; 0 trades from the first bar. */
  readonly tradeFromMs: number;
}

/** Who is told what the engine does, in the order in which it happens. */
export interface EngineJournal {
  /** An intent passed every guard; entries and exits fill at the next bar's open, protective orders rest. */
  approved(intent: OrderIntent): void;
  /** A guard refused an intent; it is not tried again until the target changes. */
  refused(refusal: OrderRefusal): void;
  /** An order was executed. */
  filled(fill: Fill): void;
  /** Takes the fills of a stretch all at once, if it is there; else `filled` hears of each. */
  filledInStretch?(fills: FillBatch): void;
}
