/** The indicator classes of the SDK, as a strategy imports them from `rara`. */
export const INDICATOR_NAMES = [
  "SMA",
  "EMA",
  "WMA",
  "ROC",
  "RSI",
  "ATR",
  "StdDev",
  "ZScore",
  "Highest",
  "Lowest",
  "Lag",
  "MACD",
  "Bollinger",
  "Donchian",
  "Keltner",
  "ADX",
  "Stochastic",
  "CCI",
  "OBV",
  "VWAP",
  "RollingVWAP",
  "Correlation",
  "PercentRank",
  "RealisedVolatility",
] as const;

/** The name of one indicator. */
export type IndicatorName = (typeof INDICATOR_NAMES)[number];
