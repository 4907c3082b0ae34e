// Trades against a close outside the bands and leaves at the middle line.
// Source: Bollinger on Bollinger Bands, 2001 (method III, reversals, reduced to %b).
import { close, position, Bollinger, Meta, param, RiskLevels, enterLong, enterShort, exit, hold } from "rara";

let bands!: Bollinger;

export function meta(): Meta {
  return new Meta("bollinger-reversion", 1, "Against closes outside the bands, back to the middle")
    .warmup(200)
    .param("period", 20, 5, 200)
    .param("deviations", 2, 0.5, 5)
    .param("stop", 0.03, 0.005, 0.5);
}

export function init(): void {
  bands = new Bollinger(i32(param(0)), param(1));
}

export function onCandle(): f64 {
  bands.update(close());
  if (bands.percentB < 0.0) return enterLong();
  if (bands.percentB > 1.0) return enterShort();
  if (position() > 0.0 && close() >= bands.middle) return exit();
  if (position() < 0.0 && close() <= bands.middle) return exit();
  return hold();
}

export function riskLevels(side: i32, entryPrice: f64): RiskLevels {
  return RiskLevels.percent(side, entryPrice, param(2), 0.0);
}
