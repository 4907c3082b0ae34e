import type { CandleColumns, MarketCalendar } from "@rara-trading/domain";
import type { EngineOptions } from "@rara-trading/simulation";
import type { ParameterValues, StrategyModule } from "@rara-trading/strategy-runtime";
import type { BarRange } from "../walk-forward/cut-folds.ts";

/** What every worker of a sweep is given once: plain data, the candles in shared memory. */
export interface SweepWorkerData {
  readonly module: StrategyModule;
  readonly candles: CandleColumns;
  readonly calendar: MarketCalendar;
  /** Guards are functions and cannot be sent: a sweep measures the signal and has none. */
  readonly engine: Omit<EngineOptions, "guards">;
}

/** Sets of parameters to evaluate on one window. */
export interface SweepTask {
  readonly window: BarRange;
  readonly sets: readonly ParameterValues[];
}
