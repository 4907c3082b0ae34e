/** Returns the source of a strategy that compiles, trades and says in comments what may be changed. */
export function strategyTemplate(name: string): string {
  return `// ${name}: a strategy for rara-trading. Check it with: rara-trading strategy check ${name}.ts
//
// It sees one closed candle at a time and answers with the position that it wants. What it wants at a bar's close fills
// at the next bar's open. State lives in the variables at the top of the file; work per bar must not grow with time.
import { close, SMA, Meta, param, enterLong, exit, hold, RiskLevels } from "rara";

let fast!: SMA, slow!: SMA;

// Who it is, how many bars it needs before its answers count, and what can be tuned: name, default, least, most.
export function meta(): Meta {
  return new Meta("${name}", 1, "Long while the fast average is above the slow one")
    .warmup(200)
    .param("fast", 10, 2, 100)
    .param("slow", 30, 5, 200);
}

// Called once, after the parameters are set; param(0) is the first one declared above. Periods are whole: i32(…).
export function init(): void {
  fast = new SMA(i32(param(0)));
  slow = new SMA(i32(param(1)));
}

// Called once per closed candle. Update every indicator first, then decide: enterLong(), enterShort(), exit() or hold().
// Until an indicator has seen enough bars its value is NaN.
export function onCandle(): f64 {
  const f = fast.update(close());
  const s = slow.update(close());
  if (isNaN(f) || isNaN(s)) return hold();
  return f > s ? enterLong(1.0) : exit();
}

// Asked on every entry: side is 1 (long) or -1 (short). Here a stop 10 % away and no take-profit. Leave it out for none.
export function riskLevels(side: i32, entryPrice: f64): RiskLevels {
  return RiskLevels.percent(side, entryPrice, 0.1, 0.0);
}
`;
}
