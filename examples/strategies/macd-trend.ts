// Long when the MACD crosses above its signal line while the price lies above its long average; flat when it crosses back.
// Source: Appel, Technical Analysis: Power Tools for Active Investors, 2005.
import { close, CrossOver, EMA, MACD, Meta, param, enterLong, exit, hold, RiskLevels } from "rara";

const cross = new CrossOver();
let macd!: MACD, trend!: EMA;

export function meta(): Meta {
  return new Meta("macd-trend", 1, "MACD signal-line crosses in the direction of the trend")
    .warmup(400)
    .param("fast", 12, 3, 50)
    .param("slow", 26, 10, 150)
    .param("signal", 9, 2, 50)
    .param("trend", 100, 20, 400);
}

export function init(): void {
  macd = new MACD(i32(param(0)), i32(param(1)), i32(param(2)));
  trend = new EMA(i32(param(3)));
}

export function onCandle(): f64 {
  macd.update(close());
  cross.update(macd.value, macd.signal);
  const average = trend.update(close());
  if (cross.below) return exit();
  return cross.above && close() > average ? enterLong() : hold();
}

export function riskLevels(side: i32, entryPrice: f64): RiskLevels {
  return RiskLevels.percent(side, entryPrice, 0.05, 0.15);
}
