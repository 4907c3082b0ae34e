// Buys when %K turns up through %D from an oversold reading, sells short from an overbought one.
// Source: Lane, Lane's Stochastics, Technical Analysis of Stocks & Commodities, 1984.
import { high, low, close, CrossOver, Meta, Stochastic, param, RiskLevels, enterLong, enterShort, hold } from "rara";

const cross = new CrossOver();
let oscillator!: Stochastic;

export function meta(): Meta {
  return new Meta("stochastic-swing", 1, "Turns of the slow stochastic at its extremes")
    .warmup(110)
    .param("period", 14, 5, 100)
    .param("extreme", 20, 5, 45);
}

export function init(): void {
  oscillator = new Stochastic(i32(param(0)), 3, 3);
}

export function onCandle(): f64 {
  oscillator.update(high(), low(), close());
  cross.update(oscillator.k, oscillator.d);
  if (cross.above && oscillator.d < param(1)) return enterLong();
  if (cross.below && oscillator.d > 100.0 - param(1)) return enterShort();
  return hold();
}

export function riskLevels(side: i32, entryPrice: f64): RiskLevels {
  return RiskLevels.percent(side, entryPrice, 0.04, 0.08);
}
