/** How a campaign's best stands against the search that found it; figures that are undefined or were not reached are `null`. */
export interface SearchFigures {
  /** Of the reality check over every trial logged on this data. */
  readonly pValue: number | null;
  /** Trials that the reality check counted, earlier runs included. */
  readonly trialsCounted: number;
  /** How many independent trials this run's own ones amount to. */
  readonly effectiveTrials: number | null;
  /** Probability that the true Sharpe ratio of the best exceeds what the best of that many worthless ones shows by luck. */
  readonly deflatedSharpe: number | null;
  /** Probability that the best in sample is no better than the median out of sample. */
  readonly probabilityOfOverfitting: number | null;
}
