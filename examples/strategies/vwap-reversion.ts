// Trades back towards the day's volume-weighted price after a stretch away from it, measured in recent volatility.
// Source: the price as a fair value of the day: Berkowitz, Logue and Noser, Journal of Finance 1988.
import {
  time, high, low, close, volume, position, RealisedVolatility, VWAP, Meta, param, RiskLevels, enterLong, enterShort, exit, hold,
} from "rara";

const fair = new VWAP();
let volatility!: RealisedVolatility;

export function meta(): Meta {
  return new Meta("vwap-reversion", 1, "Back to the day's volume-weighted price")
    .warmup(201)
    .param("period", 48, 10, 200)
    .param("stretch", 3, 0.5, 10);
}

export function init(): void {
  volatility = new RealisedVolatility(i32(param(0)));
}

export function onCandle(): f64 {
  const price = fair.update(time(), high(), low(), close(), volume());
  const reach = volatility.update(close()) * param(1);
  const away = close() / price - 1.0;
  if (away < -reach) return enterLong();
  if (away > reach) return enterShort();
  if (position() > 0.0 && away >= 0.0) return exit();
  if (position() < 0.0 && away <= 0.0) return exit();
  return hold();
}

export function riskLevels(side: i32, entryPrice: f64): RiskLevels {
  return RiskLevels.percent(side, entryPrice, 0.02, 0.0);
}
