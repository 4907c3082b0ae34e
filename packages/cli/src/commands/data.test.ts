import { existsSync, globSync, mkdtempSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ALL_TIME, parseInstrumentId } from "@rara-trading/domain";
import { ParquetCandleStore } from "@rara-trading/market-data";
import { beforeEach, describe, expect, it } from "vitest";
import { type RunResult, runRara } from "../testing/run-rara.ts";

const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2024, 0, 1);
/** Hours of the sample that are missing: two gaps, three bars. */
const MISSING_HOURS = new Set([5, 6, 30]);
const HOURS = 48;

let folder = "";
let home = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rara-data-"));
  home = join(folder, "home");
});

const data = (...args: readonly string[]): Promise<RunResult> => runRara(["data", ...args], { home, cwd: folder });

const importAs = (instrument: string, ...args: readonly string[]): Promise<RunResult> =>
  data("import", "bars.csv", "--instrument", instrument, "--timeframe", "1h", ...args);

function row(hour: number, close = 100 + hour): string {
  return [START_MS + hour * HOUR_MS, 100 + hour, 110 + hour, 90 + hour, close, 5].join(",");
}

function writeBars(rows: readonly string[]): void {
  writeFileSync(join(folder, "bars.csv"), `${["ts_ms,open,high,low,close,volume", ...rows].join("\n")}\n`);
}

const hours = Array.from({ length: HOURS }, (_, hour) => hour).filter((hour) => !MISSING_HOURS.has(hour));

describe("data import and data info", () => {
  it("round trip a file: ranges, counts and gaps as JSON, in a home that only its owner may open", async () => {
    writeBars(hours.map((hour) => row(hour)));
    const imported = await importAs("binance:BTC/USDT");
    expect(imported.code).toBe(0);
    expect(imported.document()).toMatchObject({
      schema: "rara.data.import/1",
      ok: true,
      data: {
        instrument: "binance:BTC/USDT",
        timeframe: "1h",
        rows: 45,
        added: 45,
        unchanged: 0,
        refused: { total: 0 },
      },
    });
    expect(statSync(home).mode & 0o777).toBe(0o700);

    const info = await data("info");
    const lastOpenTimeMs = START_MS + (HOURS - 1) * HOUR_MS;
    expect(info.document()).toEqual({
      schema: "rara.data.info/1",
      ok: true,
      data: {
        instruments: [
          {
            instrument: "binance:BTC/USDT",
            timeframe: "1h",
            finestTimeframe: "1h",
            count: 45,
            firstOpenTimeMs: START_MS,
            lastOpenTimeMs,
            firstOpenTime: "2024-01-01T00:00:00.000Z",
            lastOpenTime: "2024-01-02T23:00:00.000Z",
            missingBars: 3,
            gapCount: 2,
            gaps: [
              {
                fromMs: START_MS + 5 * HOUR_MS,
                toMs: START_MS + 7 * HOUR_MS,
                missingBars: 2,
                from: "2024-01-01T05:00:00.000Z",
                to: "2024-01-01T07:00:00.000Z",
              },
              {
                fromMs: START_MS + 30 * HOUR_MS,
                toMs: START_MS + 31 * HOUR_MS,
                missingBars: 1,
                from: "2024-01-02T06:00:00.000Z",
                to: "2024-01-02T07:00:00.000Z",
              },
            ],
            spans: null,
          },
        ],
      },
    });

    const again = await importAs("binance:BTC/USDT");
    expect(again.document().data).toMatchObject({ added: 0, unchanged: 45 });
  });

  it("find an instrument in any common spelling, and list the matches when there are several", async () => {
    writeBars(hours.map((hour) => row(hour)));
    await importAs("binance:BTC/USDT");
    for (const typed of ["BTC-USDT", "btcusdt", "binance:BTC/USDT"]) {
      const [first] = (await data("info", typed)).document().data.instruments;
      expect(first).toMatchObject({ instrument: "binance:BTC/USDT", count: 45 });
    }
    await importAs("okx:BTC/USDT");
    const ambiguous = await data("info", "BTC-USDT");
    expect(ambiguous.code).toBe(2);
    expect(ambiguous.document().error).toMatchObject({
      code: "domain.instrument-ambiguous",
      details: { matches: ["binance:BTC/USDT", "okx:BTC/USDT"] },
    });
    const unknown = await data("info", "ETHUSDT");
    expect(unknown.code).toBe(3);
    expect(unknown.document().error?.hint).toBe("Stored: binance:BTC/USDT, okx:BTC/USDT.");
  });
});

describe("data import", () => {
  it.each([
    ["BTC-USDT", "1h", "domain.instrument"],
    ["binance:BTC/USDT", "2h", "domain.timeframe"],
  ])("refuses %s at %s as a usage error and touches nothing", async (instrument, timeframe, code) => {
    const result = await data("import", "bars.csv", "--instrument", instrument, "--timeframe", timeframe);
    expect(result.code).toBe(2);
    expect(result.document().error?.code).toBe(code);
    expect(existsSync(home)).toBe(false);
  });

  it("refuses a file with bad rows, names their lines, and stores the good ones only when asked", async () => {
    writeBars([row(0), row(1, -1), row(2), row(2), row(3)]);
    const refused = await importAs("binance:BTC/USDT");
    expect(refused.code).toBe(6);
    expect(refused.document().error).toMatchObject({ code: "data.bad-rows", details: { total: 2 } });
    expect(refused.document().error?.details.first.map(({ line }: { line: number }) => line)).toEqual([3, 5]);
    expect((await data("info")).document().data).toEqual({ instruments: [] });
    const skipped = await importAs("binance:BTC/USDT", "--skip-bad-rows");
    expect(skipped.code).toBe(0);
    expect(skipped.document().data).toMatchObject({ rows: 5, added: 3, refused: { total: 2 } });
  });

  it("refuses bars that contradict stored ones with exit code 6 and keeps the stored ones", async () => {
    writeBars(hours.map((hour) => row(hour)));
    await importAs("binance:BTC/USDT");
    writeBars([...hours.map((hour) => row(hour, 100.5 + hour)), row(HOURS)]);
    const result = await importAs("binance:BTC/USDT");
    expect(result.code).toBe(6);
    expect(result.document().error).toMatchObject({ code: "data.conflict", details: { total: 45 } });
    expect((await data("info")).document().data.instruments[0].count).toBe(45);
  });

  it("leaves contradicting and unfinished bars out when told to, and says how many", async () => {
    writeBars(hours.map((hour) => row(hour)));
    await importAs("binance:BTC/USDT");
    const openHour = Math.floor((Date.now() - START_MS) / HOUR_MS);
    writeBars([row(0, 100.5), row(1), row(HOURS), row(openHour)]);
    const unfinished = await importAs("binance:BTC/USDT", "--keep-stored");
    expect(unfinished.document().error).toMatchObject({ details: { byReason: { "not-closed": 1 } } });
    const result = await importAs("binance:BTC/USDT", "--keep-stored", "--skip-bad-rows");
    expect(result.document().data).toMatchObject({
      added: 1,
      unchanged: 1,
      kept: { total: 1, firstMs: [START_MS] },
      refused: { byReason: { "not-closed": 1 } },
    });
  });

  it("exits with 3 when the file does not exist", async () => {
    const result = await importAs("binance:BTC/USDT");
    expect(result.code).toBe(3);
    expect(result.document().error?.message).toContain(join(folder, "bars.csv"));
  });

  it.skipIf(!existsSync("/proc"))("says so when the home folder cannot be created", async () => {
    writeBars([row(0)]);
    const args = ["data", "import", "bars.csv", "--instrument", "binance:BTC/USDT", "--timeframe", "1h"];
    const result = await runRara(["--home", "/proc/rara", ...args], { home, cwd: folder });
    expect([result.code, result.document().error?.code]).toEqual([4, "cli.home"]);
  });

  it("fails before it starts when the configuration is wrong", async () => {
    writeBars([row(0)]);
    writeFileSync(join(folder, "rara.toml"), "[paper]\ncapitol = 1\n");
    expect((await importAs("binance:BTC/USDT")).code).toBe(4);
    expect(existsSync(home)).toBe(false);
  });
});

describe("data info", () => {
  it("shows an empty list before anything was imported, and creates nothing", async () => {
    expect((await data("info")).document().data).toEqual({ instruments: [] });
    expect(existsSync(home)).toBe(false);
  });

  const real = fileURLToPath(new URL("../../../../../shared/data/BTCUSDT-1h-2019-2026.csv.gz", import.meta.url));

  // The real history is not part of the repository; without it vitest lists this as skipped.
  it.skipIf(!existsSync(real))("tells the count and the gaps of seven years of real hours", async () => {
    const imported = await data("import", real, "--instrument", "binance:BTC/USDT", "--timeframe", "1h");
    expect(imported.code).toBe(0);
    const [series] = (await data("info", "BTCUSDT")).document().data.instruments;
    expect(series).toMatchObject({ count: 66_875, missingBars: 61, gapCount: 22 });
  });
});

describe("data check", () => {
  it("tells gaps, bars without volume and outliers of what is stored, and creates nothing", async () => {
    expect((await data("check")).document().data).toEqual({ damagedFiles: [], series: [] });
    expect(existsSync(home)).toBe(false);
    const rows = hours.map((hour) => `${START_MS + hour * HOUR_MS},100,101,99,${100 + (hour % 2)},5`);
    rows[10] = `${START_MS + 12 * HOUR_MS},100,251,99,250,0`;
    writeBars(rows);
    await importAs("binance:BTC/USDT");
    const result = await data("check", "btcusdt", "--timeframe", "1h");
    expect(result.code).toBe(0);
    expect(result.document()).toMatchObject({
      schema: "rara.data.check/1",
      data: {
        damagedFiles: [],
        series: [
          {
            bars: 45,
            missingBars: 3,
            gapCount: 2,
            longestGaps: [{ from: "2024-01-01T05:00:00.000Z", missingBars: 2 }, { missingBars: 1 }],
            faults: { total: 0, byReason: {}, first: [] },
            zeroVolume: { total: 1, longestRun: 1, first: ["2024-01-01T12:00:00.000Z"] },
            outliers: { total: 2, largest: [{ openTime: "2024-01-01T12:00:00.000Z", reverted: true }, {}] },
          },
        ],
      },
    });
    expect((await data("check", "--timeframe", "1m")).document().data.series).toEqual([]);
    expect((await data("check", "ETHUSDT")).code).toBe(3);
  });

  it("names a damaged file and the series that it belongs to, and checks the others", async () => {
    writeBars(hours.map((hour) => row(hour)));
    await importAs("binance:BTC/USDT");
    await importAs("binance:ETH/USDT");
    const files = globSync("candles/**/symbol=BTC*/**/*.parquet", { cwd: home });
    for (const file of files) writeFileSync(join(home, file), "spoilt");
    const { damagedFiles, series } = (await data("check")).document().data;
    expect(damagedFiles).toMatchObject([{ path: expect.stringContaining("symbol=BTC") }]);
    expect(series).toMatchObject([{ unreadable: expect.any(String) }, { bars: 45 }]);
  });
});

describe("data cache", () => {
  it("shows what loading left there, removes it when asked to, and creates nothing", async () => {
    expect((await data("cache")).document().data).toMatchObject({ bytes: 0, series: [] });
    expect(existsSync(home)).toBe(false);
    writeBars(Array.from({ length: 5000 }, (_, hour) => row(hour)));
    await importAs("binance:BTC/USDT");
    await using store = await ParquetCandleStore.open(join(home, "candles"));
    const series = { instrument: parseInstrumentId("binance:BTC/USDT"), timeframe: "1h" } as const;
    const candles = await store.load(series, ALL_TIME);
    const shown = (await data("cache")).document();
    expect(shown.schema).toBe("rara.data.cache/1");
    expect(shown.data.series).toMatchObject([series]);
    expect(shown.data.bytes).toBeGreaterThan(5000 * 48);
    expect((await data("cache", "--clear")).document().data.series).toMatchObject([series]);
    expect((await data("cache")).document().data.series).toEqual([]);
    expect(await store.load(series, ALL_TIME)).toEqual(candles);
  });
});
