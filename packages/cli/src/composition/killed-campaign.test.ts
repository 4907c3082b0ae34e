import { SeededRandom, type SeriesKey } from "@rara-trading/domain";
import { plantedMomentumMarket } from "@rara-trading/market-data";
import { ADDED_THRESHOLDS, DEFAULT_GATE1_THRESHOLDS } from "@rara-trading/research";
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

  it("is resumed as it was judged when its verdicts are from before the artifact was asked for lag and fuel", async () => {
    const unknownGates = ["lag", "fuel"];
    const thresholds = { ...ABOUT.options.thresholds, ...ADDED_THRESHOLDS };
    await expect(homes.attempt("old", { thresholds }, { diesAtAppend: APPENDS, unknownGates })).rejects.toThrow(
      "killed",
    );
    const [run, ...verdicts] = homes
      .rows("old", "SELECT body FROM journal WHERE kind IN ('run', 'verdict') ORDER BY seq")
      .map(({ body }) => JSON.parse(String(body)));
    expect(Object.keys(run.settings.thresholds)).not.toContain("lagShareMin");
    expect(Object.keys(run.settings.thresholds)).not.toContain("fuelShareMax");
    expect(verdicts.some(({ state }) => state.kind === "accepted")).toBe(true);
    const resumed = await homes.attempt("old", { thresholds });
    expect(resumed.status).toBe("completed");
    expect(resumed.accepted.flatMap(({ checks }) => checks.map(({ gate }) => gate))).not.toContain("lag");
    const anew = await homes.attempt("anew", { thresholds });
    expect(resumed.accepted.map(({ strategyId }) => strategyId)).toEqual(
      anew.accepted.map(({ strategyId }) => strategyId),
    );
    expect(anew.accepted[0]?.checks.slice(-2).map(({ gate }) => gate)).toEqual(unknownGates);
  });

  it("is refused before it begins when it could not be weighed at its end", async () => {
    await expect(homes.attempt("endless", { hypothesesMax: 500_001 })).rejects.toMatchObject({
      code: "research.search-too-large",
    });
    expect(everything("endless")).toEqual([]);
  });
});
