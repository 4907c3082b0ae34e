import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { type Candle, type CandleColumns, columnsOf } from "@rara-trading/domain";
import type { TestContext } from "vitest";

const FOLDER = fileURLToPath(new URL("../../../../../shared/data/", import.meta.url));

/** Returns the text of a file of real market data, or skips the test with a message where the data is not at hand. */
export function realText(context: TestContext, name: string): string {
  const path = `${FOLDER}${name}`;
  if (!existsSync(path)) context.skip(`no ${path}: this test needs the real market data beside the repository`);
  const bytes = readFileSync(path);
  return (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
}

/** Returns a file of `ts_ms,open,high,low,close,volume` rows as columns, or skips the test. */
export function realCandles(context: TestContext, name: string): CandleColumns {
  const candles: Candle[] = [];
  for (const line of realText(context, name).split("\n").slice(1)) {
    if (line === "") continue;
    const [openTimeMs = NaN, open = NaN, high = NaN, low = NaN, close = NaN, volume = NaN] = line
      .split(",")
      .map(Number);
    candles.push({ openTimeMs, open, high, low, close, volume });
  }
  return columnsOf(candles);
}
