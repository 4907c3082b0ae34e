import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type CandleColumns,
  type Clock,
  columnsOf,
  DAY_MS,
  firstBarAtOrAfter,
  parseInstrumentId,
  type SeriesKey,
  sliceColumns,
} from "@rara-trading/domain";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDataRoom } from "./data-room.ts";
import type { CandleLoader, GuardedBars } from "./guarded-data.ts";
import { SqliteSpanRegistry } from "./sqlite-span-registry.ts";

const clock: Clock = { nowMs: () => 1, sleep: () => Promise.resolve() };
const series: SeriesKey = { instrument: parseInstrumentId("sim:room"), timeframe: "1d" };
const strategy = { strategy: "tree-hash", parameters: { fast: 10 } };

/** Bars whose close says which bar they are. */
function history(bars: number): CandleColumns {
  const prices = { open: 1, high: 1, low: 1, volume: 0 };
  return columnsOf(Array.from({ length: bars }, (_, i) => ({ ...prices, openTimeMs: i * DAY_MS, close: i })));
}

/** A store that answers, as a fast one does, with views on everything it holds. */
function viewing(columns: CandleColumns): CandleLoader {
  return {
    load: async (_series, { fromMs, toMs }) =>
      sliceColumns(columns, firstBarAtOrAfter(columns, fromMs), firstBarAtOrAfter(columns, toMs)),
  };
}

describe("openDataRoom", () => {
  let folder = "";
  let registry: SqliteSpanRegistry;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "rara-room-"));
    registry = SqliteSpanRegistry.open(join(folder, "research.db"), clock);
  });
  afterEach(async () => {
    await registry[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  const open = (bars = 1001, purgeBars = 50) =>
    openDataRoom({ candles: viewing(history(bars)), registry, series, purgeBars });

  it("hands research the bars of the research span, and no memory in which a later one lies", async () => {
    const { research } = await open();
    expect(research.candles.length).toBe(600);
    expect(research.candles.close.at(-1)).toBe(599);
    for (const column of Object.values(research.candles)) {
      if (column instanceof Float64Array) expect(column.buffer.byteLength).toBe(600 * 8);
    }
  });

  it("keeps the spans of the first campaign when history grows or another gap is asked for", async () => {
    const first = await open();
    const later = await open(1500, 10);
    expect(later.spans).toEqual(first.spans);
    expect(later.research).toEqual(first.research);
    expect(first.paper).toEqual({
      range: { fromMs: 900 * DAY_MS, toMs: Number.MAX_SAFE_INTEGER },
      warmupFromMs: 850 * DAY_MS,
    });
  });

  it("names the research bars by their content", async () => {
    const { dataHash } = (await open()).research;
    const other = history(1001);
    other.volume[599] = 1;
    const changed = await openDataRoom({ candles: viewing(other), registry, series, purgeBars: 50 });
    expect(changed.research.dataHash).not.toBe(dataHash);
    other.volume[599] = 0;
    other.volume[600] = 1;
    const later = await openDataRoom({ candles: viewing(other), registry, series, purgeBars: 50 });
    expect(later.research.dataHash).toBe(dataHash);
  });

  it("lets validation see its span after a warm-up on the gap, and answer yes or no", async () => {
    const { validation } = await open();
    const seen: number[] = [];
    const check = ({ candles, tradeFromMs }: GuardedBars): boolean => {
      seen.push(candles.close.at(0) ?? -1, tradeFromMs / DAY_MS, candles.close.at(-1) ?? -1);
      return true;
    };
    expect(await validation.ask("trial-1", check)).toBe(true);
    expect(seen).toEqual([600, 650, 749]);
    expect(await validation.ask("trial-2", () => false)).toBe(false);
    expect((await registry.looks(series.instrument)).validation).toEqual({ asked: 2, passed: 1 });
  });

  it("has charged a look before the check sees a bar", async () => {
    const { validation } = await open();
    const fails = validation.ask("trial-1", async () => {
      expect((await registry.looks(series.instrument)).validation).toEqual({ asked: 1, passed: 0 });
      throw new Error("the check broke");
    });
    await expect(fails).rejects.toThrow("the check broke");
    expect((await registry.looks(series.instrument)).validation).toEqual({ asked: 1, passed: 0 });
  });

  it("asks what is asked once about a subject once, and tells the answer again", async () => {
    const { validation } = await open();
    expect(await validation.askOnce("trial-1", () => true)).toBe(true);
    expect(await (await open()).validation.askOnce("trial-1", () => false)).toBe(true);
    const breaks = validation.askOnce("trial-2", () => Promise.reject(new Error("killed")));
    await expect(breaks).rejects.toThrow("killed");
    expect(await validation.askOnce("trial-2", () => true)).toBeNull();
    expect((await registry.looks(series.instrument)).validation).toEqual({ asked: 2, passed: 1 });
  });

  it("takes the bars back once the check has answered", async () => {
    const { validation } = await open();
    let kept: CandleColumns | undefined;
    await validation.ask("trial-1", ({ candles }) => {
      kept = candles;
      return true;
    });
    expect(kept?.close.length).toBe(0);
  });

  it("opens the vault once a lineage, for what was committed before, also after a restart", async () => {
    const look = async (lineageId: string, what = strategy) =>
      (await open()).vault.look(lineageId, what, ({ candles, tradeFromMs }) => {
        expect([candles.close.at(0), tradeFromMs / DAY_MS, candles.close.at(-1)]).toEqual([750, 800, 849]);
        return true;
      });
    expect(await look("lineage")).toEqual({ kind: "refused", reason: "no-commitment" });
    expect(await (await open()).vault.commit("lineage", strategy)).toEqual({ kind: "committed" });
    const tuned = { ...strategy, parameters: { fast: 11 } };
    expect(await look("lineage", tuned)).toEqual({ kind: "refused", reason: "commitment-differs" });
    expect(await look("lineage")).toEqual({ kind: "answered", passed: true });
    await registry[Symbol.asyncDispose]();
    registry = SqliteSpanRegistry.open(join(folder, "research.db"), clock);
    expect(await look("lineage")).toEqual({ kind: "refused", reason: "already-looked", passed: true });
    expect((await registry.looks(series.instrument)).vault).toEqual({ asked: 1, passed: 1 });
  });

  it("spends the vault's look when the check breaks, and not when the store does", async () => {
    const room = await open();
    await room.vault.commit("a", strategy);
    const breaks = room.vault.look("a", strategy, () => Promise.reject(new Error("broke")));
    await expect(breaks).rejects.toThrow("broke");
    expect(await room.vault.look("a", strategy, () => true)).toEqual({ kind: "refused", reason: "already-looked" });

    const another = { ...strategy, parameters: { fast: 20 } };
    await room.vault.commit("b", another);
    let broken = false;
    const flaky: CandleLoader = {
      load: (...about) => (broken ? Promise.reject(new Error("no disk")) : viewing(history(1001)).load(...about)),
    };
    const second = await openDataRoom({ candles: flaky, registry, series, purgeBars: 50 });
    broken = true;
    await expect(second.vault.look("b", another, () => true)).rejects.toThrow("no disk");
    broken = false;
    expect(await second.vault.look("b", another, () => true)).toEqual({ kind: "answered", passed: true });
  });

  it("refuses a store that returns bars outside the range it was asked for", async () => {
    const everything: CandleLoader = { load: async () => history(1001) };
    await expect(openDataRoom({ candles: everything, registry, series, purgeBars: 50 })).rejects.toMatchObject({
      code: "research.span-leak",
    });
  });
});
