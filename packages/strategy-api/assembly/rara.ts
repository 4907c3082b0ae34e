// Everything a strategy may import. README.md documents it for authors.
export { barIndex, close, high, low, open, time, volume } from "./candles";
export { ATR } from "./indicators/atr";
export { EMA } from "./indicators/ema";
export { Highest } from "./indicators/highest";
export { Lag } from "./indicators/lag";
export { Lowest } from "./indicators/lowest";
export { ROC } from "./indicators/roc";
export { RSI } from "./indicators/rsi";
export { SMA } from "./indicators/sma";
export { StdDev } from "./indicators/std-dev";
export { ZScore } from "./indicators/z-score";
export { Meta } from "./meta";
export { param } from "./parameters";
export { entryPrice, position } from "./position";
export { RiskLevels } from "./risk-levels";
export { enterLong, enterShort, exit, hold } from "./signals";
