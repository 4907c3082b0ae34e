import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { SeededRandom } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { WasmStrategySession } from "../session/wasm-strategy-session.ts";
import type { StrategyModule } from "../strategy-module.ts";
import { REFERENCE_INDICATORS, referenceAtr, type ReferenceBar } from "./reference-indicators.ts";
import { thrownBy } from "./thrown.ts";

const REAL_DATA = new URL("../../../../../shared/data/BTCUSDT-1h-2019-2026.csv.gz", import.meta.url);
const REAL_BARS = 400;
// The indicators that research computes as well, bit for bit; ATR takes whole bars.
const CLOSE_INDICATORS = ["SMA", "EMA", "ROC", "RSI", "StdDev", "ZScore", "Highest", "Lowest", "Lag"] as const;
const INDICATOR_NAMES = [...CLOSE_INDICATORS, "ATR"] as const;

/** Shows indicator number `entryPrice` through the risk levels: what update returned as stop, `.value` as take-profit. */
export const INDICATOR_PROBE = `import { high, low, close, param, hold, Meta, RiskLevels, ${INDICATOR_NAMES.join(", ")} } from "rara";
${CLOSE_INDICATORS.map((name, i) => `let i${i}!: ${name};`).join("\n")}
let atr!: ATR;
const answers = new StaticArray<f64>(${INDICATOR_NAMES.length}), values = new StaticArray<f64>(${INDICATOR_NAMES.length});
export function meta(): Meta { return new Meta("probe", 1).param("period", 5, -5, 1000); }
export function init(): void {
  const period = i32(param(0));
${CLOSE_INDICATORS.map((name, i) => `  i${i} = new ${name}(period);`).join("\n")}
  atr = new ATR(period);
}
export function onCandle(): f64 {
${CLOSE_INDICATORS.map((_, i) => `  answers[${i}] = i${i}.update(close()); values[${i}] = i${i}.value;`).join("\n")}
  answers[${CLOSE_INDICATORS.length}] = atr.update(high(), low(), close()); values[${CLOSE_INDICATORS.length}] = atr.value;
  return hold();
}
export function riskLevels(side: i32, entryPrice: f64): RiskLevels {
  return RiskLevels.at(answers[i32(entryPrice)], values[i32(entryPrice)]);
}
`;

function randomBars(count: number, seed: string, withNaN: boolean): ReferenceBar[] {
  const random = new SeededRandom(seed);
  let price = 100;
  return Array.from({ length: count }, () => {
    // Repeats, zeros and NaN are where indicators go wrong.
    const draw = random.next();
    if (withNaN && draw < 0.1) return [Number.NaN, price, price];
    if (withNaN && draw < 0.2) return [price, price, Number.NaN];
    if (draw < 0.4) return [price, price, price];
    if (draw < 0.42) return [1, 0, 0];
    price = Math.max(0.5, price * (1 + 0.05 * random.nextNormal()));
    return [price * (1 + 0.01 * random.next()), price * (1 - 0.01 * random.next()), price];
  });
}

/** Feeds the bars and compares both ways of reading every indicator with the reference, bit for bit, on each bar. */
function compare(module: StrategyModule, bars: readonly ReferenceBar[], period: number): void {
  const session = WasmStrategySession.open(module, { parameters: { period } });
  const closes: number[] = [];
  const whole: ReferenceBar[] = [];
  const latest = new Map<string, number>();
  for (const [bar, [high, low, close]] of bars.entries()) {
    session.onCandle(bar, close, high, low, close, 1);
    const closeIsNaN = Number.isNaN(close);
    const barIsNaN = closeIsNaN || Number.isNaN(high) || Number.isNaN(low);
    if (!closeIsNaN) closes.push(close);
    if (!barIsNaN) whole.push([high, low, close]);
    for (const [index, name] of [...CLOSE_INDICATORS, "ATR" as const].entries()) {
      const skipped = name === "ATR" ? barIsNaN : closeIsNaN;
      const expected = name === "ATR" ? referenceAtr(whole, period) : REFERENCE_INDICATORS[name](closes, period);
      if (!skipped) latest.set(name, expected);
      session.askRiskLevels(1, index);
      const what = `${name}(${period}) on bar ${bar}`;
      expect(session.stopLoss, what).toBe(skipped ? Number.NaN : expected);
      expect(session.takeProfit, `${what}: value`).toBe(latest.get(name) ?? Number.NaN);
    }
  }
}

/** Specifies the SDK's indicators as `module` shows them, which is `INDICATOR_PROBE` compiled. */
export function describeIndicators(module: () => StrategyModule): void {
  describe("the SDK's indicators", () => {
    it.each([1, 2, 3, 5, 14, 50])("equal independent references bit for bit on random bars, period %d", (period) => {
      compare(module(), randomBars(160, `plain ${period}`, false), period);
    });

    it.each([1, 2, 7])("return NaN for a NaN input and keep their state, period %d", (period) => {
      compare(module(), randomBars(120, `holes ${period}`, true), period);
    });

    it.skipIf(!existsSync(REAL_DATA)).each([14, 200])(
      "equal the references on real hourly bars (needs ../shared/data), period %d",
      (period) => {
        const rows = gunzipSync(readFileSync(REAL_DATA)).toString("utf8").split("\n");
        const bars = rows.slice(1, REAL_BARS + 1).map((row): ReferenceBar => {
          const [, , high = "", low = "", close = ""] = row.split(",");
          return [Number(high), Number(low), Number(close)];
        });
        expect(bars.every((bar) => bar.every((price) => price > 0))).toBe(true);
        compare(module(), bars, period);
      },
    );

    it.each([0, -1])("abort with a clear message for a period of %d", (period) => {
      const error = thrownBy(() => WasmStrategySession.open(module(), { parameters: { period } }));
      expect(error).toMatchObject({ kind: "abort" });
      expect(String(error)).toContain(`SMA: expected a period of at least 1, found ${period}`);
    });
  });
}
