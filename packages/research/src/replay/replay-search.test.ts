import { type CandleColumns, SeededRandom } from "@rara-trading/domain";
import { garchMarket, plantedMarket } from "@rara-trading/market-data";
import { describe, expect, it } from "vitest";
import { searchTrials } from "../campaign/search-trials.ts";
import { ColumnCache } from "../evaluator/column-cache.ts";
import { DEFAULT_GATE1_THRESHOLDS } from "../gates/gate1-thresholds.ts";
import { replaySearch, type ReplayedSearch } from "./replay-search.ts";
import { type FoundBySearch, replayInTurn, replaySurvivors, summaryOf } from "./replay-survivors.ts";

const BARS = 600;
const SLOW_MS = 120_000;
const { signal } = new AbortController();

const settings: ReplayedSearch["settings"] = {
  runId: "replayed",
  seed: "1",
  hypothesesMax: 60,
  calendar: "sessions",
  benchmark: "cash",
  costs: { feeBps: 2.5, slippageBps: 2.5 },
  capital: 100_000,
  thresholds: { ...DEFAULT_GATE1_THRESHOLDS, betsMin: 30, sharpeMin: 0.5, drawdownMax: 0.9 },
};

function noise(seed: string): CandleColumns {
  return garchMarket({ bars: BARS, random: new SeededRandom(seed), startMs: 0 });
}

function trials(candles: CandleColumns) {
  const cache = new ColumnCache(candles);
  return [...searchTrials(cache, settings, new SeededRandom(settings.seed).fork("generator"))];
}

function foundOn(candles: CandleColumns): FoundBySearch {
  const all = trials(candles);
  return {
    survivors: all.filter(({ checks }) => checks.every(({ passed }) => passed)),
    returns: all.flatMap(({ dailyReturns }) => dailyReturns ?? []),
  };
}

describe("replaySearch", { timeout: SLOW_MS }, () => {
  const search = { candles: noise("a"), settings };

  it("depends on the search and the number of the copy only", () => {
    expect(replaySearch(search, 0)).toEqual(replaySearch(search, 0));
    expect(replaySearch(search, 0)).not.toEqual(replaySearch(search, 1));
    expect(replaySearch({ ...search, settings: { ...settings, seed: "2" } }, 0)).not.toEqual(replaySearch(search, 0));
  });

  it("has no champion and no breadth where nothing is weighed", () => {
    const never = { ...settings, thresholds: { ...settings.thresholds, weighedBetsMin: 1_000 } };
    expect(replaySearch({ candles: search.candles, settings: never }, 0)).toEqual({ champion: null, breadth: null });
  });

  it("measures champions against holding as well where holding is the benchmark", () => {
    const holding: ReplayedSearch = { ...search, settings: { ...settings, benchmark: "buy-and-hold" } };
    for (let copy = 0; copy < 5; copy++) {
      const [both, cash] = [replaySearch(holding, copy), replaySearch(search, copy)];
      expect(both.champion ?? -9).toBeLessThanOrEqual(cash.champion ?? -9);
      expect(both.breadth ?? -9).toBeLessThanOrEqual(cash.breadth ?? -9);
    }
  });
});

describe("replaySurvivors", { timeout: SLOW_MS }, () => {
  const control = { copies: 39, replayCopies: replayInTurn, signal };

  it("finds that a planted edge is none of its copies'", async () => {
    const random = new SeededRandom("edge");
    const candles = plantedMarket({ bars: BARS, random, startMs: 0, edge: "momentum", sharpeOn: () => 5 });
    const replay = await replaySurvivors(foundOn(candles), { candles, settings }, control);
    expect(replay.standings).toHaveLength(39);
    expect(summaryOf(replay)).toMatchObject({
      copies: 39,
      pValue: 1 / 40,
      championPValue: 1 / 40,
      standings: replay.standings,
    });
  });

  it("runs no copy when there is nothing to judge", async () => {
    const replay = await replaySurvivors({ survivors: [], returns: [] }, { candles: noise("a"), settings }, control);
    expect(replay).toMatchObject({ copies: 39, standings: [] });
    expect(summaryOf(replay)).toBeNull();
  });

  it("ends between two copies when it is told to", async () => {
    const candles = noise("a");
    const stop = new AbortController();
    const replaying = replaySurvivors(
      { ...foundOn(candles), survivors: trials(candles) },
      { candles, settings },
      {
        ...control,
        signal: stop.signal,
        replayCopies: async function* (...parts) {
          for await (const { champion } of replayInTurn(...parts)) {
            stop.abort(new Error("enough"));
            yield { champion: Math.min(-9, champion ?? -9), breadth: -9 };
          }
        },
      },
    );
    await expect(replaying).rejects.toThrow("enough");
  });
});
