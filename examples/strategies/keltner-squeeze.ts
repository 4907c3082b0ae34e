// When the Bollinger bands leave the Keltner channel after a quiet time inside it, follows the direction of the move.
// Source: Carter, Mastering the Trade, 2005 (the squeeze).
import { high, low, close, Bollinger, Keltner, Meta, ROC, param, RiskLevels, enterLong, enterShort, exit, hold } from "rara";

let bands!: Bollinger, channel!: Keltner, momentum!: ROC;
let squeezedBars = 0;

export function meta(): Meta {
  return new Meta("keltner-squeeze", 1, "Follows the move out of a quiet time")
    .warmup(101)
    .param("period", 20, 5, 100)
    .param("ranges", 1.5, 0.5, 4)
    .param("quietBars", 6, 1, 50);
}

export function init(): void {
  const period = i32(param(0));
  bands = new Bollinger(period, 2.0);
  channel = new Keltner(period, period, param(1));
  momentum = new ROC(period);
}

export function onCandle(): f64 {
  bands.update(close());
  channel.update(high(), low(), close());
  const rate = momentum.update(close());
  if (isNaN(rate)) return hold();
  const isSqueezed = bands.upper < channel.upper && bands.lower > channel.lower;
  const quietBars = squeezedBars;
  squeezedBars = isSqueezed ? squeezedBars + 1 : 0;
  if (!isSqueezed && f64(quietBars) >= param(2)) return rate > 0.0 ? enterLong() : enterShort();
  return isSqueezed ? exit() : hold();
}

export function riskLevels(side: i32, entryPrice: f64): RiskLevels {
  return RiskLevels.percent(side, entryPrice, 0.03, 0.09);
}
