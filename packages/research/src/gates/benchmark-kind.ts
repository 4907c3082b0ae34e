/** What a strategy must beat: holding the instrument at equal volatility where its market drifts, or cash. */
export type BenchmarkKind = "buy-and-hold" | "cash";
