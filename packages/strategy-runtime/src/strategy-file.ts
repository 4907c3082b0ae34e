/** Name under which the compiler sees a strategy's source; aborts inside the strategy name it. */
export const STRATEGY_FILE = "strategy.ts";
/** The same for a strategy in Rust. */
export const RUST_STRATEGY_FILE = "strategy.rs";
