import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { ALL_TIME, parseInstrumentId, SeededRandom, type SeriesKey, timeframeMs } from "@rara-trading/domain";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sampleCandles } from "../testing/sample-candles.ts";
import { ParquetCandleStore } from "./parquet-candle-store.ts";

const SCRIPT = fileURLToPath(new URL("../../scripts/append-repeatedly.ts", import.meta.url));
const SERIES: SeriesKey = { instrument: parseInstrumentId("binance:BTC/USDT"), timeframe: "4h" };
const BAR_MS = timeframeMs(SERIES.timeframe);
/** Long enough that each batch begins in one year's file and ends in the next. */
const BATCH_BARS = 3000;
const KILLS = 6;

interface Appender {
  readonly opened: Promise<void>;
  readonly acknowledgedOnce: Promise<void>;
  readonly exited: Promise<unknown>;
  acknowledged: number;
  kill(): void;
}

/** Starts a process that appends sample bars and counts the batches it said were stored. */
function startAppender(plan: Record<string, unknown>): Appender {
  const argument = JSON.stringify({ ...SERIES, bars: BATCH_BARS, stride: 1, ...plan });
  const child = spawn(process.execPath, ["--conditions=source", SCRIPT, argument], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const opened = Promise.withResolvers<void>();
  const acknowledgedOnce = Promise.withResolvers<void>();
  const appender = {
    opened: opened.promise,
    acknowledgedOnce: acknowledgedOnce.promise,
    exited: once(child, "close"),
    acknowledged: 0,
    kill: () => void child.kill("SIGKILL"),
  };
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (line === "open") opened.resolve();
    if (line !== "acknowledged") return;
    appender.acknowledged++;
    acknowledgedOnce.resolve();
  });
  return appender;
}

async function parquetFiles(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => name.endsWith(".parquet") || name.endsWith(".tmp"));
}

describe("ParquetCandleStore among processes", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "rara-candle-processes-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it(`keeps every acknowledged batch whole through ${KILLS} kills of the writer`, async () => {
    const random = new SeededRandom("kills");
    let stored = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const appender = startAppender({ folder, fromMs: stored * BAR_MS, batches: 1000 });
      // Every other kill may hit the very first append of its process.
      await (kill % 2 === 0 ? appender.opened : appender.acknowledgedOnce);
      await sleep(600 * random.next());
      appender.kill();
      await appender.exited;

      await using store = await ParquetCandleStore.open(folder);
      expect(await store.verify()).toEqual([]);
      const [info] = await store.info();
      const files = await parquetFiles(folder);
      const count = info?.count ?? 0;
      expect(count % BATCH_BARS).toBe(0);
      // A batch whose commit beat the kill may not have been acknowledged; no acknowledged one is missing.
      expect(count).toBeGreaterThanOrEqual(stored + appender.acknowledged * BATCH_BARS);
      expect(count).toBeLessThanOrEqual(stored + (appender.acknowledged + 1) * BATCH_BARS);
      if (count > 0) expect(await store.load(SERIES, ALL_TIME)).toEqual(sampleCandles("4h", 0, count));
      expect(files.some((name) => name.endsWith(".tmp"))).toBe(false);
      expect(files.length).toBe(count === 0 ? 0 : new Date((count - 1) * BAR_MS).getUTCFullYear() - 1969);
      stored = count;
    }
    expect(stored).toBeGreaterThan(0);
  });

  it("loses nothing when two processes append to one series at once", async () => {
    const batches = 10;
    const even = startAppender({ folder, fromMs: 0, bars: 200, stride: 2, batches });
    const odd = startAppender({ folder, fromMs: BAR_MS, bars: 200, stride: 2, batches });
    await Promise.all([even.exited, odd.exited]);
    expect([even.acknowledged, odd.acknowledged]).toEqual([batches, batches]);
    await using store = await ParquetCandleStore.open(folder);
    expect(await store.load(SERIES, ALL_TIME)).toEqual(sampleCandles("4h", 0, 2 * batches * 200));
    expect(await store.info()).toMatchObject([{ count: 4000, missingBars: 0 }]);
  });
});
