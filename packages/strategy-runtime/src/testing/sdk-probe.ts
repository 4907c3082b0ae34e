/** Shows what a strategy can read: the position's size says what, the entry price asked with says how many bars ago. */
export const SDK_PROBE = `import {
  open, high, low, close, volume, time, barIndex, position, entryPrice, param, Meta, RiskLevels, enterLong, enterShort, exit, hold,
} from "rara";
export function meta(): Meta {
  return new Meta("pro\\"be\\\\ \\u0007é", 7, "two\\nlines").warmup(12).param("signal", 0, 0, 9).param("second", 1.5, -2.25, 1e300);
}
export function init(): void {}
export function onCandle(): f64 {
  const signal = i32(param(0));
  if (signal == 1) return enterLong(0.25);
  if (signal == 2) return enterShort(0.25);
  if (signal == 3) return exit();
  if (signal == 4) return enterLong(2.0);
  if (signal == 5) return enterShort(NaN);
  if (signal == 6) return param(2);
  if (signal == 7) { const zero = barIndex(), whole = 1 / zero; return f64(whole); }
  if (signal == 8) { trace("drew\t", 2, Math.random(), close()); console.log("a line"); return Math.random(); }
  if (signal == 9)
    throw new Error("thrown on purpose");
  return hold();
}
export function riskLevels(side: i32, price: f64): RiskLevels {
  const k = i32(price), what = i32(position());
  if (what == 10) return RiskLevels.percent(side, price, 0.25, 0.5);
  if (what == 11) return RiskLevels.percent(side, price, 0.0, NaN);
  if (what == 12) return RiskLevels.none();
  if (what == 13) return RiskLevels.at(param(1), entryPrice());
  const values = [open(k), high(k), low(k), close(k), volume(k), time(k)];
  return RiskLevels.at(values[what], f64(barIndex()));
}
`;
