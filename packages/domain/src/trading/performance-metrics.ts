/**
 * What a stretch of trading achieved. Ratios are fractions, not percentages; `null` means undefined (too few
 * returns, no variance, no losing trade), never 0 or infinity. Formulas stand with their functions in `simulation`.
 */
export interface PerformanceMetrics {
  readonly totalReturn: number;
  readonly annualisedReturn: number | null;
  /** Standard deviation of daily returns x sqrt(days per year). */
  readonly annualisedVolatility: number | null;
  readonly sharpe: number | null;
  readonly sortino: number | null;
  /** Largest fall from a peak, as a fraction of that peak. */
  readonly maxDrawdown: number;
  readonly calmar: number | null;
  /** Share of closed round trips with a profit after costs. */
  readonly winRate: number | null;
  /** Gross profit / gross loss over closed round trips. */
  readonly profitFactor: number | null;
  /** Closed round trips. */
  readonly trades: number;
  /** Share of bars that ended with a position. */
  readonly exposure: number;
  /** Traded notional / mean equity, per year. */
  readonly turnover: number | null;
}
