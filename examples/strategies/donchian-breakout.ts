// Follows a break of the last twenty bars' range and leaves on a break of the opposite ten, with a stop of two ranges.
// Source: the Turtles' rules as published by Faith, Way of the Turtle, 2007 (System 1, without pyramiding).
import { high, low, close, position, ATR, Donchian, Meta, param, RiskLevels, enterLong, enterShort, exit, hold } from "rara";

let entries!: Donchian, exits!: Donchian, range!: ATR;

export function meta(): Meta {
  return new Meta("donchian-breakout", 1, "Turtle break-outs, long and short")
    .warmup(201)
    .param("entry", 20, 5, 200)
    .param("exit", 10, 3, 100)
    .param("stopRanges", 2, 0.5, 10);
}

export function init(): void {
  entries = new Donchian(i32(param(0)));
  exits = new Donchian(i32(param(1)));
  range = new ATR(20);
}

export function onCandle(): f64 {
  entries.update(high(), low());
  exits.update(high(), low());
  range.update(high(), low(), close());
  if (close() > entries.upperBefore) return enterLong();
  if (close() < entries.lowerBefore) return enterShort();
  if (position() > 0.0 && close() < exits.lowerBefore) return exit();
  if (position() < 0.0 && close() > exits.upperBefore) return exit();
  return hold();
}

export function riskLevels(side: i32, entryPrice: f64): RiskLevels {
  return RiskLevels.at(entryPrice - f64(side) * param(2) * range.value, NaN);
}
