// Takes the side of the stronger directional movement while the trend is strong, and leaves when it weakens.
// Source: Wilder, New Concepts in Technical Trading Systems, 1978 (the directional movement system).
import { high, low, close, ADX, ATR, Meta, param, RiskLevels, enterLong, enterShort, exit, hold } from "rara";

let trend!: ADX, range!: ATR;

export function meta(): Meta {
  return new Meta("adx-trend", 1, "The stronger direction of a strong trend")
    .warmup(200)
    .param("period", 14, 5, 100)
    .param("strong", 25, 10, 60)
    .param("weak", 20, 5, 60);
}

export function init(): void {
  trend = new ADX(i32(param(0)));
  range = new ATR(i32(param(0)));
}

export function onCandle(): f64 {
  const strength = trend.update(high(), low(), close());
  range.update(high(), low(), close());
  if (strength < param(2)) return exit();
  if (strength > param(1)) return trend.plusDi > trend.minusDi ? enterLong() : enterShort();
  return hold();
}

export function riskLevels(side: i32, entryPrice: f64): RiskLevels {
  return RiskLevels.at(entryPrice - f64(side) * 3.0 * range.value, NaN);
}
