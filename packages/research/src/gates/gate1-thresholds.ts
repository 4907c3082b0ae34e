/** What Gate 1 asks of a hypothesis. Figures are those of the research span at 10 % annual volatility. */
export interface Gate1Thresholds {
  /** G1: closed round trips needed, unless there are `betsMin` independent bets. */
  readonly tradesMin: number;
  /** G1: independent bets needed (10-day stretches with a position), unless there are `tradesMin` round trips. */
  readonly betsMin: number;
  /** G1: the Sharpe ratio must be above this. */
  readonly sharpeMin: number;
  /** G1: the largest drawdown, a fraction of the peak, must be below this. */
  readonly drawdownMax: number;
  /** G1: share of bars in the market needed. */
  readonly exposureMin: number;
  /** G1: largest share of the profit that the five best bets may have made. */
  readonly concentrationMax: number;
  /** G2: independent bets below which a trial is not weighed at all, and so cannot pass, on a history too short for `betsMin`. */
  readonly weighedBetsMin: number;
  /** G2: largest p-value of a rule that nothing else vouches for: of the null replay, and of a person's sweep. */
  readonly realityCheckPMax: number;
  /** G2: how many times as large the p-value of the reality check may be, because breadth is asked for as well. */
  readonly breadthFactor: number;
  /** G2: share of the run's hypotheses that must count for breadth, bred from no other, before any of them passes. */
  readonly breadthShare: number;
  /** G2: largest p-value of the reality check with which a rule counts for breadth. */
  readonly breadthPMax: number;
  /** G2: resamples of the reality check. */
  readonly resamples: number;
  /** G2: mean length of a resampled block, days. */
  readonly meanBlockDays: number;
  /** G3: fees and slippage of the stress test, as a multiple of the assumed ones. */
  readonly costFactor: number;
  /** G3: Sharpe ratio needed under those costs, one bar late, and with missed fills. */
  readonly stressedSharpeMin: number;
  /** G3: share of decisions that do not get filled in the stress test. */
  readonly missedFillShare: number;
  /** G3: multiple of the assumed costs at which nothing may be left at the earliest. */
  readonly breakEvenMin: number;
  /** G4: neighbours evaluated. */
  readonly neighbours: number;
  /** G4: largest change of a parameter of a neighbour, as a fraction. */
  readonly neighbourSpread: number;
  /** G4: share of its Sharpe ratio that a neighbour must keep to count as near. */
  readonly neighbourSharpeShare: number;
  /** G4: share of neighbours that must keep it. */
  readonly neighboursMin: number;
  /** G4: largest change of a parameter of a distant neighbour, as a fraction; as many of them are evaluated. */
  readonly distantSpread: number;
  /** G4: share of its Sharpe ratio that distant neighbours must earn on average. */
  readonly distantSharpeShare: number;
  /** G5: Sharpe ratio that no regime may be below. */
  readonly regimeSharpeMin: number;
  /** G5: share of the test sets of combinatorial purged cross-validation that must have earned something. */
  readonly positiveTestSetsMin: number;
  /** G6: t statistic (Newey-West) of the alpha over holding the instrument, at least. */
  readonly alphaTMin: number;
  /** G6 and among survivors: largest absolute correlation of daily returns with another strategy. */
  readonly correlationMax: number;
  /** G7: capital that the strategy must be able to trade, quote currency. */
  readonly capacityCapital: number;
  /** G7: share of its Sharpe ratio that must be left after the impact of that capital. */
  readonly capacitySharpeShare: number;
  /** G7: coefficient of the square-root impact, in daily standard deviations. */
  readonly impactCoefficient: number;
  /** G0: share of the Sharpe ratio that must be left with every decision one bar late; below half it is flagged in any case. */
  readonly lagShareMin: number;
  /** G0: largest share of the fuel that the sandbox allows. */
  readonly fuelShareMax: number;
  /** Among survivors: share of the first one's sturdiness that a further one needs. */
  readonly furtherSturdinessMin: number;
  /** Survivors a campaign may have. */
  readonly survivorsMax: number;
  /** Candidates past G2 that a campaign examines at most, most central first: each costs up to a few dozen evaluations. */
  readonly examinedMax: number;
  /** Examined candidates that pass every gate, after which no more are examined. */
  readonly contendersMax: number;
}

/** The thresholds unless configured otherwise. */
export const DEFAULT_GATE1_THRESHOLDS: Gate1Thresholds = {
  tradesMin: 100,
  betsMin: 60,
  sharpeMin: 1,
  drawdownMax: 0.15,
  exposureMin: 0.05,
  concentrationMax: 0.4,
  weighedBetsMin: 30,
  realityCheckPMax: 0.05,
  breadthFactor: 2,
  breadthShare: 0.003,
  breadthPMax: 0.5,
  resamples: 1000,
  meanBlockDays: 5,
  costFactor: 2,
  stressedSharpeMin: 0.5,
  missedFillShare: 0.1,
  breakEvenMin: 2,
  neighbours: 10,
  neighbourSpread: 0.15,
  neighbourSharpeShare: 0.5,
  neighboursMin: 0.7,
  distantSpread: 0.4,
  distantSharpeShare: 0.6,
  regimeSharpeMin: -1,
  positiveTestSetsMin: 0.6,
  alphaTMin: 2,
  correlationMax: 0.7,
  capacityCapital: 100_000,
  capacitySharpeShare: 0.8,
  impactCoefficient: 1,
  lagShareMin: 0,
  fuelShareMax: 0.5,
  furtherSturdinessMin: 0.8,
  survivorsMax: 3,
  examinedMax: 40,
  contendersMax: 12,
};

/**
 * Thresholds that came after runs had been written down, at the values that refuse nothing. A run whose settings lack one was
 * judged without it and has this one; at this value it is not written down, so that such a run can be resumed.
 */
export const ADDED_THRESHOLDS: Pick<Gate1Thresholds, "lagShareMin" | "fuelShareMax"> = {
  lagShareMin: 0,
  fuelShareMax: 1,
};
