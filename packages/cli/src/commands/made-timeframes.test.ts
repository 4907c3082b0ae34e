import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ALL_TIME, type CandleColumns, parseInstrumentId, SeededRandom, type Timeframe } from "@rara-trading/domain";
import { ParquetCandleStore } from "@rara-trading/market-data";
import { beforeEach, describe, expect, it } from "vitest";
import { type RunResult, runRara } from "../testing/run-rara.ts";

const SLOW_MS = 240_000;
const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2022, 0, 1);
const INSTRUMENT = "binance:BTC/USDT";

/** Rows of a CSV, an hour each; the volumes are whole, so that sums are exact. */
const hours = ((): readonly string[] => {
  const random = new SeededRandom("hours");
  let close = 100;
  return Array.from({ length: 8_200 }, (_, hour) => {
    const open = close;
    close *= 1 + (random.next() - 0.5) / 50;
    return [START_MS + hour * HOUR_MS, open, Math.max(open, close), Math.min(open, close), close, hour % 7].join(",");
  });
})();

let folder = "";
let home = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rara-made-"));
  home = join(folder, "home");
  mkdirSync(home);
});

function imported(rows: readonly string[], timeframe: Timeframe, instrument = INSTRUMENT): Promise<RunResult> {
  writeFileSync(join(folder, "bars.csv"), `${["ts_ms,open,high,low,close,volume", ...rows].join("\n")}\n`);
  const args = ["data", "import", "bars.csv", "--instrument", instrument, "--timeframe", timeframe];
  return runRara(args, { home, cwd: folder });
}

const research = (...args: readonly string[]): Promise<RunResult> =>
  runRara(["research", "run", "--iterations", "10", ...args], { home });

const strategy = (...args: readonly string[]): Promise<RunResult> =>
  runRara(["strategy", ...args], { home, cwd: folder });

async function stored(timeframe: Timeframe): Promise<CandleColumns> {
  await using store = await ParquetCandleStore.open(join(home, "candles"));
  return await store.load({ instrument: parseInstrumentId(INSTRUMENT), timeframe }, ALL_TIME);
}

// oxlint-disable-next-line typescript/no-explicit-any -- tests reach into documents of every shape
async function series(timeframe: string): Promise<any> {
  const { instruments } = (await runRara(["data", "info"], { home })).document().data;
  return instruments.find((each: { timeframe: string }) => each.timeframe === timeframe);
}

describe("a timeframe that nobody imported", { timeout: SLOW_MS }, () => {
  it("is made from the finer bars, without the bar that is not over, and cut at the same moments", async () => {
    // 8,198 hours are 2,049 bars of four hours and half of another; one hour in the middle is missing.
    await imported(hours.slice(0, 8_198).toSpliced(4_001, 1), "1h");
    const result = await research("--contract", "BTCUSDT", "--timeframes", "1h,4h");
    expect(result.code).toBe(0);
    expect(result.document().data.runs).toMatchObject([
      { timeframe: "1h", status: "completed", hypotheses: 10 },
      { timeframe: "4h", status: "completed", hypotheses: 10 },
    ]);
    expect(result.stderr).toContain(
      `Made 2048 4h bars of ${INSTRUMENT} from the stored 1h bars; 1 more could not be made, as 1h bars are missing.`,
    );
    const [fine, coarse] = [await series("1h"), await series("4h")];
    expect(coarse).toMatchObject({ count: 2_048, missingBars: 1, firstOpenTimeMs: START_MS });
    expect(coarse.lastOpenTimeMs).toBe(START_MS + 2_048 * 4 * HOUR_MS);
    // No bar of four hours that is used on one side of a cut reaches to the other side.
    for (const [span, next] of [
      ["research", "validation"],
      ["validation", "vault"],
      ["vault", "paper"],
    ]) {
      const cutMs = fine.spans[String(span)].toMs;
      expect(coarse.spans[String(span)].toMs).toBeLessThanOrEqual(cutMs + 3 * HOUR_MS);
      const used = (await stored("4h")).openTimeMs.filter((openMs) => openMs < coarse.spans[String(span)].toMs);
      expect((used.at(-1) ?? Number.NaN) + 4 * HOUR_MS).toBeLessThanOrEqual(cutMs);
      expect(coarse.spans[String(next)].fromMs).toBeGreaterThanOrEqual(cutMs);
    }
    const again = await research("--contract", "BTCUSDT", "--timeframes", "4h", "--seed", "2");
    expect(again.stderr).not.toContain("Made");
  });

  it("grows with the finer bars that are imported later; what was stored stays", async () => {
    await imported(hours.slice(0, 8_002), "1h");
    await research("--timeframes", "4h");
    const before = await stored("4h");
    expect(before.length).toBe(2_000);
    const grown = await imported(hours.slice(7_990, 8_199), "1h");
    expect(grown.document().data.extended).toEqual([{ timeframe: "4h", added: 49 }]);
    expect(grown.stderr).toContain(`Added 49 4h bars of ${INSTRUMENT} as well`);
    const after = await stored("4h");
    expect(after.length).toBe(2_049);
    expect(after.close.slice(0, before.length)).toEqual(before.close);
    expect((await imported(hours, "1h")).document().data.extended).toEqual([{ timeframe: "4h", added: 1 }]);
  });

  it("is left alone when it is an import of its own", async () => {
    const own = hours.slice(0, 40).map((row, bar) => row.replace(/^\d+/, String(START_MS + bar * 4 * HOUR_MS)));
    await imported(own, "4h");
    const { data } = (await imported(hours, "1h")).document();
    expect(data).toMatchObject({ added: 8_200, extended: [] });
    expect(await series("4h")).toMatchObject({ count: 40 });
  });

  it("is refused where the finer bars have holes in most of its bars, and nothing is stored", async () => {
    const sessions = hours.filter((_, hour) => hour % 24 >= 14 && hour % 24 < 21);
    await imported(sessions, "1h", "yahoo:SPY");
    const refused = await research("--timeframes", "1h,1d");
    expect([refused.code, refused.document().error]).toMatchObject([
      3,
      { code: "data.few-whole-bars", hint: expect.stringContaining("import its 1d bars") },
    ]);
    expect(await series("1d")).toBeUndefined();
  });

  it("is named with the option that the command has when it cannot be made", async () => {
    await imported(hours.slice(0, 100), "1h");
    const refused = await research("--timeframes", "5m");
    expect([refused.code, refused.document().error]).toMatchObject([
      3,
      { code: "data.choose-timeframe", hint: "Give --timeframes one of 1h, or a longer one." },
    ]);
  });

  it("is made for a person's strategy as well", async () => {
    await imported(hours, "1h");
    await strategy("new", "mine");
    const backtest = await strategy("backtest", "mine.ts", "--timeframe", "4h");
    expect([backtest.code, backtest.document().data]).toMatchObject([0, { timeframe: "4h" }]);
    expect(backtest.stderr).toContain(`Made 2050 4h bars of ${INSTRUMENT}`);
    const refused = await strategy("backtest", "mine.ts", "--timeframe", "5m");
    expect(refused.document().error?.hint).toBe("Give --timeframe one of 1h, 4h, or a longer one.");
  });
});
