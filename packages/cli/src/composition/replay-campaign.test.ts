import { SeededRandom, type SeriesKey } from "@rara-trading/domain";
import { plantedMomentumMarket } from "@rara-trading/market-data";
import {
  type CampaignOutcome,
  DEFAULT_GATE1_THRESHOLDS,
  type ReplayCopies,
  replayInTurn,
} from "@rara-trading/research";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CampaignHomes } from "../testing/campaign-homes.ts";

const SLOW_MS = 120_000;
const ABOUT = {
  series: { instrument: "sim:replay" as SeriesKey["instrument"], timeframe: "1d" },
  market: plantedMomentumMarket({ bars: 700, sharpe: 5, startMs: 0, random: new SeededRandom("replay") }),
  options: { replay: 39, thresholds: { ...DEFAULT_GATE1_THRESHOLDS, betsMin: 30, resamples: 100 } },
} as const;

describe("a campaign that is replayed", { timeout: SLOW_MS }, () => {
  let homes: CampaignHomes;
  beforeEach(() => {
    homes = new CampaignHomes(ABOUT);
  });
  afterEach(() => homes[Symbol.dispose]());

  /** Runs an attempt at the one run of a home; `stopAfter` copies somebody presses Ctrl-C. */
  async function attempt(home: string, stopAfter = Infinity): Promise<CampaignOutcome> {
    const stop = new AbortController();
    const replayCopies: ReplayCopies = async function* (...parts) {
      let done = 0;
      for await (const standing of replayInTurn(...parts)) {
        if (++done > stopAfter) stop.abort(new Error("Ctrl-C"));
        yield standing;
      }
    };
    return await homes.attempt(home, {}, { signal: stop.signal, replayCopies });
  }

  it("comes to the same ledger when it was interrupted among its copies", async () => {
    const whole = await attempt("whole");
    expect(whole).toMatchObject({
      status: "completed",
      replay: { copies: 39, pValue: 1 / 40, championPValue: 1 / 40 },
    });
    expect(whole.accepted.length).toBeGreaterThan(0);
    expect(await attempt("stopped", 5)).toMatchObject({ status: "interrupted", evaluated: 100, replay: null });
    const resumed = await attempt("stopped");
    expect(resumed.replay).toEqual(whole.replay);
    expect(homes.chain("stopped")).toEqual(homes.chain("whole"));
    expect(homes.chain("whole")[0]).toContain('"replay":39');
  });
});
