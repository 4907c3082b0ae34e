/** What Gate 1 asks of a hypothesis. Figures are those of the research span at 10 % annual volatility. */
export interface Gate1Thresholds {
  /** Closed round trips needed. */
  readonly tradesMin: number;
  /** The Sharpe ratio must be above this. */
  readonly sharpeMin: number;
  /** The largest drawdown, a fraction of the peak, must be below this. */
  readonly drawdownMax: number;
  /** Fees and slippage of the stress test, as a multiple of the assumed ones. */
  readonly costFactor: number;
  /** Sharpe ratio needed under those costs. */
  readonly stressedSharpeMin: number;
  /** Largest p-value of the reality check over all logged trials. */
  readonly realityCheckPMax: number;
  /** Resamples of the reality check. */
  readonly resamples: number;
  /** Mean length of a resampled block, days. */
  readonly meanBlockDays: number;
  /** Largest absolute correlation of daily returns between two survivors. */
  readonly correlationMax: number;
  /** Survivors a campaign may have. */
  readonly survivorsMax: number;
}

/** The thresholds unless configured otherwise. */
export const DEFAULT_GATE1_THRESHOLDS: Gate1Thresholds = {
  tradesMin: 30,
  sharpeMin: 1,
  drawdownMax: 0.15,
  costFactor: 2,
  stressedSharpeMin: 0.5,
  realityCheckPMax: 0.05,
  resamples: 1000,
  meanBlockDays: 10,
  correlationMax: 0.7,
  survivorsMax: 3,
};
