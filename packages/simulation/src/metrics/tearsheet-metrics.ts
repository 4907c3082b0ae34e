/**
 * Everything a tearsheet shows of a strategy's daily returns, its trades and its costs. JSON-safe: every figure is a
 * finite number, or `null` where it is undefined. Returns and rates are fractions (0.01 is 1 %), times are Unix
 * milliseconds of the UTC midnight that begins the day, lengths are counted in daily returns.
 */
export interface TearsheetMetrics {
  readonly span: SpanFigures;
  readonly returns: ReturnFigures;
  readonly ratios: RatioFigures;
  readonly tail: TailFigures;
  readonly drawdown: DrawdownFigures;
  readonly trades: TradeFigures;
  readonly activity: ActivityFigures;
  /** `null` when the tearsheet has no benchmark. */
  readonly benchmark: BenchmarkFigures | null;
  /** Every calendar month that has days, in order. */
  readonly monthlyReturns: readonly MonthlyReturn[];
  /** Every calendar year that has days, in order. */
  readonly yearlyReturns: readonly YearlyReturn[];
  readonly rolling: RollingSeries;
}

/** The days that the figures are about. */
interface SpanFigures {
  readonly days: number;
  /** Days over the calendar's days a year. */
  readonly years: number;
  readonly firstDayMs: number | null;
  readonly lastDayMs: number | null;
}

/** Growth and the best and worst of it. */
export interface ReturnFigures {
  /** Compounded over all days. */
  readonly total: number;
  readonly cagr: number | null;
  readonly annualisedVolatility: number | null;
  readonly bestDay: number | null;
  readonly worstDay: number | null;
  readonly bestMonth: number | null;
  readonly worstMonth: number | null;
  readonly bestYear: number | null;
  readonly worstYear: number | null;
  /** Share of the days that are not 0 which gained; months and years likewise. */
  readonly dailyWinRate: number | null;
  readonly monthlyWinRate: number | null;
  readonly yearlyWinRate: number | null;
  readonly averageGainingDay: number | null;
  readonly averageLosingDay: number | null;
  readonly longestGainDays: number;
  readonly longestLossDays: number;
}

/** Reward over risk. Annualised unless it says otherwise. */
export interface RatioFigures {
  readonly sharpe: number | null;
  /** Adjusted for autocorrelation (Lo 2002). */
  readonly smartSharpe: number | null;
  /** Probability that the true Sharpe ratio is above 0. */
  readonly probabilisticSharpe: number | null;
  readonly sortino: number | null;
  readonly calmar: number | null;
  readonly omega: number | null;
  readonly gainToPain: number | null;
  /** The Martin ratio (ulcer performance index). */
  readonly martin: number | null;
  readonly tailRatio: number | null;
  readonly commonSense: number | null;
}

/** The shape of the daily returns. Losses are positive: a value at risk of 0.02 is a loss of 2 % in a day. */
export interface TailFigures {
  readonly skewness: number | null;
  /** In excess of the normal distribution's 3. */
  readonly excessKurtosis: number | null;
  /** At 95 %. */
  readonly valueAtRisk: number | null;
  readonly normalValueAtRisk: number | null;
  readonly conditionalValueAtRisk: number | null;
  readonly normalConditionalValueAtRisk: number | null;
}

/** One fall from a peak. */
export interface DrawdownPeriod {
  /** First day below the peak. */
  readonly startDayMs: number;
  readonly valleyDayMs: number;
  /** First day at or above the old peak again; `null` while it is not. */
  readonly recoveryDayMs: number | null;
  /** Fraction of the peak lost at the valley, above 0. */
  readonly depth: number;
  /** Days below the peak. */
  readonly days: number;
}

/** Falls from the peak, day by day. */
export interface DrawdownFigures {
  /** Fraction of the peak, 0 or more. */
  readonly maximum: number;
  readonly averageDepth: number | null;
  readonly longestDays: number;
  /** Share of the days below an earlier peak. */
  readonly timeUnderWater: number | null;
  readonly ulcerIndex: number | null;
  /** Total return over the maximum drawdown. */
  readonly recoveryFactor: number | null;
  /** The five deepest, deepest first. */
  readonly worst: readonly DrawdownPeriod[];
}

/** Closed round trips, after fees, in quote currency where it says so. */
export interface TradeFigures {
  readonly count: number;
  readonly winRate: number | null;
  readonly averageWinQuote: number | null;
  /** Below 0. */
  readonly averageLossQuote: number | null;
  readonly payoffRatio: number | null;
  readonly profitFactor: number | null;
  readonly expectancyQuote: number | null;
  /** Share of the capital that the win rate and the payoff ratio would justify; below 0 when they justify none. */
  readonly kellyFraction: number | null;
  readonly consecutiveWins: number;
  readonly consecutiveLosses: number;
  readonly bestQuote: number | null;
  readonly worstQuote: number | null;
}

/** How much was traded and what that cost. */
export interface ActivityFigures {
  /** Share of the bars with a position. */
  readonly exposure: number | null;
  /** Traded notional over mean equity, a year. */
  readonly turnover: number | null;
  readonly costsQuote: number;
  /** Costs over mean equity, a year. */
  readonly costDrag: number | null;
}

/** The strategy against another series of daily returns over the same days. */
export interface BenchmarkFigures {
  readonly total: number;
  readonly cagr: number | null;
  readonly sharpe: number | null;
  readonly maxDrawdown: number;
  readonly beta: number | null;
  /** Annualised intercept: mean daily excess over beta x benchmark, x days a year. */
  readonly alpha: number | null;
  readonly correlation: number | null;
  readonly informationRatio: number | null;
  readonly upCapture: number | null;
  readonly downCapture: number | null;
}

/** A calendar month's compounded return. */
export interface MonthlyReturn {
  readonly year: number;
  /** 1 … 12. */
  readonly month: number;
  readonly value: number;
}

/** A calendar year's compounded return. */
export interface YearlyReturn {
  readonly year: number;
  readonly value: number;
}

/** Figures over a moving window; one element a day from the first full window on, all arrays equally long. */
export interface RollingSeries {
  readonly windowDays: number;
  /** Last day of each window. */
  readonly dayMs: readonly number[];
  readonly sharpe: readonly (number | null)[];
  readonly volatility: readonly (number | null)[];
  /** `null` when the tearsheet has no benchmark. */
  readonly beta: readonly (number | null)[] | null;
}
