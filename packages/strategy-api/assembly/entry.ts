// Trusted entry: binds the untrusted ./strategy to ABI version 2. The compile step serves ./risk-levels-binding as one
// of two one-line modules, since AssemblyScript cannot import a function that may be missing.
import { ABI_VERSION, collectBetweenBars, collectNow } from "binding";
import { pushCandle } from "candles";
import { publishedMetaLength } from "meta";
import { giveParameter } from "parameters";
import { setPosition } from "position";
import { riskLevels } from "./risk-levels-binding";
import { init as initStrategy, meta as describeStrategy, onCandle } from "./strategy";

let stop: f64 = NaN;
let takeProfit: f64 = NaN;

export function abi_version(): i32 {
  return ABI_VERSION;
}

export function meta(): usize {
  return describeStrategy().publish();
}

export function meta_len(): i32 {
  return publishedMetaLength();
}

export function set_param(index: i32, value: f64): void {
  giveParameter(index, value);
}

export function init(): void {
  initStrategy();
  collectNow();
}

export function on_candle(openTimeMs: f64, open: f64, high: f64, low: f64, close: f64, volume: f64): f64 {
  pushCandle(openTimeMs, open, high, low, close, volume);
  const target = onCandle();
  collectBetweenBars();
  return target;
}

export function set_position(size: f64, entryPrice: f64): void {
  setPosition(size, entryPrice);
}

export function risk_levels(side: i32, entryPrice: f64): void {
  const levels = riskLevels(side, entryPrice);
  stop = levels.stop;
  takeProfit = levels.takeProfit;
}

export function out_stop(): f64 {
  return stop;
}

export function out_take_profit(): f64 {
  return takeProfit;
}
