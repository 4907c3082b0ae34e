// Takes the side of the past days' return, with a strength that keeps the position's volatility near a target.
// Source: Moskowitz, Ooi and Pedersen, Time Series Momentum, Journal of Financial Economics 2012.
import { HigherTimeframe, Meta, RealisedVolatility, ROC, param, enterLong, enterShort, hold } from "rara";

const day = HigherTimeframe.days(1);
let momentum!: ROC, volatility!: RealisedVolatility;

export function meta(): Meta {
  return new Meta("daily-momentum", 1, "Momentum of closed days at a volatility target")
    .warmup(240)
    .param("days", 20, 2, 250)
    .param("volatilityDays", 20, 5, 100)
    .param("annualVolatility", 0.2, 0.02, 1);
}

export function init(): void {
  momentum = new ROC(i32(param(0)));
  volatility = new RealisedVolatility(i32(param(1)));
}

export function onCandle(): f64 {
  if (!day.update()) return hold();
  const rate = momentum.update(day.close), annual = volatility.update(day.close) * Math.sqrt(365.0);
  // Strength in steps of a tenth: a new target is a trade, and a finer step would trade every day.
  const strength = Math.floor(min(1.0, param(2) / annual) * 10.0) / 10.0;
  if (!(strength > 0.0) || isNaN(rate)) return hold();
  return rate > 0.0 ? enterLong(strength) : enterShort(strength);
}
