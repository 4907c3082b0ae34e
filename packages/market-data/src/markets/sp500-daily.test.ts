import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { candleAt, DAY_MS } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { findGaps } from "../candles/find-gaps.ts";
import { loadSp500Daily } from "./sp500-daily.ts";

/** The file comes with the cli package, which hands its path in. */
const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const PATH = join(ROOT, "node_modules", "vega-datasets", "data", "sp500-2000.csv");
const signal = new AbortController().signal;

describe("loadSp500Daily", () => {
  it("returns 5,105 sessions from 2000-01-03 to 2020-04-17", async () => {
    const candles = await loadSp500Daily(PATH, signal);
    expect(candles.length).toBe(5105);
    expect(candleAt(candles, 0)).toEqual({
      openTimeMs: Date.UTC(2000, 0, 3),
      open: 1469.25,
      high: 1478,
      low: 1438.359985,
      close: 1455.219971,
      volume: 931_800_000,
    });
    expect(candleAt(candles, 5104)).toMatchObject({ openTimeMs: Date.UTC(2020, 3, 17), close: 2874.560059 });
  });

  it("has the four closed days of September 2001 as its only gap", async () => {
    const { openTimeMs } = await loadSp500Daily(PATH, signal);
    expect(findGaps("sessions", DAY_MS, openTimeMs)).toEqual([
      { fromMs: Date.UTC(2001, 8, 11), toMs: Date.UTC(2001, 8, 17), missingBars: 4 },
    ]);
  });

  it("refuses a file with an inconsistent bar instead of widening it", async () => {
    const folder = await mkdtemp(join(tmpdir(), "rara-sp500-"));
    const path = join(folder, "sp500.csv");
    await writeFile(path, "date,open,high,low,close,adjclose,volume\n2000-01-03,1480,1478,1438,1455,1455,931800000\n");
    await expect(loadSp500Daily(path, signal)).rejects.toMatchObject({
      code: "data.bad-rows",
      details: { total: 1, first: [{ line: 2, reason: "outside-high-low" }] },
    });
    await rm(folder, { recursive: true });
  });
});
