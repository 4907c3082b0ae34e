import { SeededRandom, type SeriesKey } from "@rara-trading/domain";
import { plantedMomentumMarket } from "@rara-trading/market-data";
import { DEFAULT_GATE1_THRESHOLDS } from "@rara-trading/research";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CampaignHomes } from "../testing/campaign-homes.ts";

const SLOW_MS = 240_000;
const ABOUT = {
  series: { instrument: "sim:killed" as SeriesKey["instrument"], timeframe: "1d" },
  market: plantedMomentumMarket({ bars: 700, sharpe: 5, startMs: 0, random: new SeededRandom("replay") }),
  options: { thresholds: { ...DEFAULT_GATE1_THRESHOLDS, betsMin: 30, resamples: 100 } },
} as const;
/** The run, three batches of trials, the judgement, the end. */
const APPENDS = 6;

describe("a campaign that promotes something and is killed", { timeout: SLOW_MS }, () => {
  let homes: CampaignHomes;
  beforeEach(() => {
    homes = new CampaignHomes(ABOUT);
  });
  afterEach(() => homes[Symbol.dispose]());

  const everything = (home: string): readonly unknown[] =>
    homes.rows(home, "SELECT kind, entry_key, previous_hash, hash, body FROM journal ORDER BY seq");

  it("comes to the same verdicts, figures and hashes wherever it was killed, its last append included", async () => {
    const whole = await homes.attempt("whole", {});
    expect(whole.accepted.length).toBeGreaterThan(0);
    for (let diesAtAppend = 2; diesAtAppend <= APPENDS; diesAtAppend++) {
      const home = `killed-${diesAtAppend}`;
      await expect(homes.attempt(home, {}, { diesAtAppend })).rejects.toThrow("killed");
      const resumed = await homes.attempt(home, {});
      expect(resumed.search).toEqual(whole.search);
      expect(everything(home)).toEqual(everything("whole"));
    }
    await homes.attempt("unharmed", {}, { diesAtAppend: APPENDS + 1 });
  });

  it("is refused before it begins when it could not be weighed at its end", async () => {
    await expect(homes.attempt("endless", { hypothesesMax: 500_001 })).rejects.toMatchObject({
      code: "research.search-too-large",
    });
    expect(everything("endless")).toEqual([]);
  });
});
