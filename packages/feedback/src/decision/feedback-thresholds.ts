/** What a strategy must show, and what it must not. Ratios are fractions. */
export interface FeedbackThresholds {
  /** UTC days with bars before anything is concluded from returns. */
  readonly minDays: number;
  /** Closed round trips before a promotion. */
  readonly minRoundTrips: number;
  /** Annualised Sharpe ratio for a promotion. */
  readonly minSharpe: number;
  /** Largest drawdown with which a strategy is promoted, or stays live. */
  readonly maxDrawdown: number;
  /** Drawdown beyond which a strategy is given up. */
  readonly retireDrawdown: number;
}

/** 60 days, 20 round trips, Sharpe 1, drawdown 15 %, given up beyond 20 %. */
export const DEFAULT_FEEDBACK_THRESHOLDS: FeedbackThresholds = {
  minDays: 60,
  minRoundTrips: 20,
  minSharpe: 1,
  maxDrawdown: 0.15,
  retireDrawdown: 0.2,
};

/** Probability of a positive mean daily return that a promotion needs. */
export const PROMOTE_PROBABILITY = 0.95;

/** Probability of a positive mean daily return below which an edge is clearly negative. */
export const RETIRE_PROBABILITY = 0.05;

/** Binomial standard errors by which the win rate may fall short of research. */
export const WIN_RATE_STANDARD_ERRORS = 2;
