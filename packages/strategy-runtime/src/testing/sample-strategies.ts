/** Strategies as an author would write them, each using the SDK in another way. */
export const SAMPLE_STRATEGIES = {
  smaCross: `import { close, SMA, Meta, param, enterLong, exit, hold, RiskLevels } from "rara";

let fast!: SMA, slow!: SMA;

export function meta(): Meta {
  return new Meta("sma-cross", 1, "Long while the fast average is above the slow one")
    .warmup(30)
    .param("fast", 10, 2, 200)
    .param("slow", 30, 5, 400);
}

export function init(): void {
  fast = new SMA(i32(param(0)));
  slow = new SMA(i32(param(1)));
}

export function onCandle(): f64 {
  const f = fast.update(close()), s = slow.update(close());
  return isNaN(s) ? hold() : f > s ? enterLong(1.0) : exit();
}

export function riskLevels(side: i32, entryPrice: f64): RiskLevels {
  return RiskLevels.percent(side, entryPrice, 0.02, 0.06);
}
`,
  reversion: `import { close, RSI, ZScore, Meta, enterLong, enterShort, exit, hold } from "rara";

const rsi = new RSI(14), score = new ZScore(20);

export function meta(): Meta { return new Meta("reversion", 2, "Against extremes").warmup(20); }
export function init(): void {}

export function onCandle(): f64 {
  const r = rsi.update(close()), z = score.update(close());
  if (r < 35.0 && z < -1.0) return enterLong(0.5);
  if (r > 65.0 && z > 1.0) return enterShort(0.5);
  return abs(z) < 0.3 ? exit() : hold();
}
`,
  breakout: `import { high, low, close, ATR, Highest, Lowest, Lag, Meta, RiskLevels, enterLong, enterShort, hold } from "rara";

const top = new Highest(20), bottom = new Lowest(20), topBefore = new Lag(1), bottomBefore = new Lag(1);
const range = new ATR(14);

export function meta(): Meta { return new Meta("breakout", 1, "Follows a break of the last twenty bars").warmup(21); }
export function init(): void {}

export function onCandle(): f64 {
  const ceiling = topBefore.update(top.update(high())), floor = bottomBefore.update(bottom.update(low()));
  range.update(high(), low(), close());
  return close() > ceiling ? enterLong() : close() < floor ? enterShort() : hold();
}

export function riskLevels(side: i32, entryPrice: f64): RiskLevels {
  return RiskLevels.at(entryPrice - f64(side) * 2.0 * range.value, NaN);
}
`,
  garbage: `import { close, Meta, enterLong, exit } from "rara";

const seen = new Map<i32, string>();

export function meta(): Meta { return new Meta("garbage", 1, "Allocates on every bar"); }
export function init(): void {}

export function onCandle(): f64 {
  const recent: f64[] = [];
  for (let i = 0; i < 50; i++) recent.push(close(i));
  recent.sort();
  const text = "median " + recent[25].toString();
  seen.set(i32(close()) % 32, text);
  return close() > recent[25] ? enterLong(f64(seen.size) / 32.0) : exit();
}
`,
} as const;
