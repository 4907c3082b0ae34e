// Long while the fast average lies above the slow one, flat otherwise.
// Source: Brock, Lakonishok and LeBaron, Simple Technical Trading Rules, Journal of Finance 1992 (variable-length moving averages).
import { close, SMA, Meta, param, enterLong, exit, hold, RiskLevels } from "rara";

let fast!: SMA, slow!: SMA;

export function meta(): Meta {
  return new Meta("sma-cross", 1, "Long while the fast average is above the slow one")
    .warmup(400)
    .param("fast", 10, 2, 200)
    .param("slow", 30, 5, 400)
    .param("stop", 0.05, 0.005, 0.5);
}

export function init(): void {
  fast = new SMA(i32(param(0)));
  slow = new SMA(i32(param(1)));
}

export function onCandle(): f64 {
  const f = fast.update(close()), s = slow.update(close());
  return isNaN(f) || isNaN(s) ? hold() : f > s ? enterLong() : exit();
}

export function riskLevels(side: i32, entryPrice: f64): RiskLevels {
  return RiskLevels.percent(side, entryPrice, param(2), 0.0);
}
