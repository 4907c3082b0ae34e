import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { candleAt, type CandleColumns } from "@rara-trading/domain";
import { assert, asyncProperty, boolean, integer, uniqueArray } from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sampleCandles } from "../testing/sample-candles.ts";
import { readCandleCsv } from "./read-candle-csv.ts";

const HEADER = "ts_ms,open,high,low,close,volume";
const HOUR_MS = 3_600_000;
const signal = new AbortController().signal;

function printed(candles: CandleColumns): string[] {
  const { length, openTimeMs, open, high, low, close, volume } = candles;
  const columns = [openTimeMs, open, high, low, close, volume];
  return Array.from({ length }, (_, i) => columns.map((column) => column[i]).join(","));
}

describe("readCandleCsv", () => {
  let path = "";
  beforeEach(async () => {
    path = join(await mkdtemp(join(tmpdir(), "rara-read-csv-")), "file.csv");
  });
  afterEach(() => rm(join(path, ".."), { recursive: true, force: true }));

  it("reads back every bit of what was printed, and names each line that was spoilt", async () => {
    const spoiltRows = uniqueArray(integer({ min: 0, max: 299 }), { maxLength: 20 });
    await assert(
      asyncProperty(boolean(), boolean(), spoiltRows, async (zipped, windows, spoilt) => {
        const candles = sampleCandles("1h", 0, 300);
        const rows = printed({ ...candles, openTimeMs: candles.openTimeMs.map((ms) => ms + 1e12 - (1e12 % HOUR_MS)) });
        for (const i of spoilt) rows[i] = `${rows[i]}x`;
        const text = [HEADER, ...rows].join(windows ? "\r\n" : "\n");
        await writeFile(path, zipped ? gzipSync(text) : text);
        const csv = await readCandleCsv({ path, timeframe: "1h", signal });
        expect(csv).toMatchObject({ rows: 300, timeUnit: "epoch-ms", candles: { length: 300 - spoilt.length } });
        expect(csv.refused.first.map(({ line }) => line - 2)).toEqual(spoilt.toSorted((a, b) => a - b));
        const kept = Array.from({ length: 300 }, (_, i) => i).filter((i) => !spoilt.includes(i));
        for (const [at, i] of kept.entries()) {
          const { openTimeMs: _, ...values } = candleAt(candles, i);
          expect(candleAt(csv.candles, at)).toMatchObject(values);
        }
      }),
      { numRuns: 20 },
    );
  });

  it("stops at a gzip file that is far larger than it looks", async () => {
    const rows = Array.from({ length: 200_000 }, () => "0,0,0,0,0,0");
    const zipped = gzipSync([HEADER, ...rows].join("\n"));
    expect(zipped.length).toBeLessThan(20_000);
    await writeFile(path, zipped);
    await expect(readCandleCsv({ path, timeframe: "1h", signal, bytesMax: 1_000_000 })).rejects.toMatchObject({
      code: "data.file-too-large",
      message: expect.stringContaining("1000000 bytes"),
    });
  });

  it("compares each row with the good one before it, not with a bad one", async () => {
    const rows = [
      `${HOUR_MS * 300_000},10,12,9,11,1`,
      `${HOUR_MS * 900_000},10,8,9,11,1`,
      `${HOUR_MS * 300_001},10,12,9,11,1`,
      `${HOUR_MS * 300_000},10,12,9,11,1`,
    ];
    await writeFile(path, [HEADER, ...rows].join("\n"));
    const { candles, refused } = await readCandleCsv({ path, timeframe: "1h", signal });
    expect(candles.length).toBe(2);
    expect(refused.first.map(({ line, reason }) => [line, reason])).toEqual([
      [3, "high-below-low"],
      [5, "unsorted"],
    ]);
  });
});
