// Buys a short dip inside a long rise and sells when the dip is over.
// Source: Connors and Alvarez, Short Term Trading Strategies That Work, 2008 (the two-period RSI above the 200-bar average).
import { close, RSI, SMA, Meta, param, enterLong, exit, hold, RiskLevels } from "rara";

const trend = new SMA(200);
let rsi!: RSI;

export function meta(): Meta {
  return new Meta("rsi-reversion", 1, "Buys short dips above the long average")
    .warmup(200)
    .param("period", 2, 2, 30)
    .param("oversold", 10, 1, 45)
    .param("recovered", 65, 50, 95);
}

export function init(): void {
  rsi = new RSI(i32(param(0)));
}

export function onCandle(): f64 {
  const strength = rsi.update(close()), average = trend.update(close());
  if (strength > param(2)) return exit();
  return close() > average && strength < param(1) ? enterLong() : hold();
}

export function riskLevels(side: i32, entryPrice: f64): RiskLevels {
  return RiskLevels.percent(side, entryPrice, 0.1, 0.0);
}
