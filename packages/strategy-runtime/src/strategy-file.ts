/** Name under which the compiler sees a strategy's source; aborts inside the strategy name it. */
export const STRATEGY_FILE = "strategy.ts";
