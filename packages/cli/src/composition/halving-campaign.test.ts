import { type CandleColumns, SeededRandom, type SeriesKey } from "@rara-trading/domain";
import { plantedMomentumMarket } from "@rara-trading/market-data";
import { type CampaignOutcome, DEFAULT_GATE1_THRESHOLDS } from "@rara-trading/research";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CampaignHomes } from "../testing/campaign-homes.ts";

const SLOW_MS = 240_000;
const HOUR_MS = 3_600_000;
/** The fewest hours of which a ninth are 2,000 bars in whole days. */
const BARS = 18_144;
const HYPOTHESES = 64;
const SERIES = { instrument: "sim:halving" as SeriesKey["instrument"], timeframe: "1h" } as const;
const daily = plantedMomentumMarket({ bars: BARS, sharpe: 1, startMs: 0, random: new SeededRandom("halving") });
const market: CandleColumns = { ...daily, openTimeMs: Float64Array.from({ length: BARS }, (_, i) => i * HOUR_MS) };
const OPTIONS = {
  hypothesesMax: HYPOTHESES,
  calendar: "continuous",
  costs: { feeBps: 1, slippageBps: 1 },
  // Nothing is promoted here.
  thresholds: { ...DEFAULT_GATE1_THRESHOLDS, sharpeMin: 50, resamples: 100 },
} as const;

interface StoredTrial {
  readonly returnsHash: string;
  readonly metrics: object | null;
}

describe("a campaign that drops trials on the first bars", { timeout: SLOW_MS }, () => {
  let homes: CampaignHomes;
  beforeEach(() => {
    homes = new CampaignHomes({ series: SERIES, market, options: OPTIONS });
  });
  afterEach(() => homes[Symbol.dispose]());

  function attempt(home: string, halving: boolean, diesAtAppend?: number): Promise<CampaignOutcome> {
    return homes.attempt(home, { halving }, diesAtAppend === undefined ? {} : { diesAtAppend });
  }

  it("logs every trial with the returns of the days that it was evaluated on, and weighs them all", async () => {
    const outcome = await attempt("halved", true);
    const dropped = outcome.rejections["halving"] ?? 0;
    expect(dropped).toBeGreaterThan(HYPOTHESES / 3);
    expect(dropped).toBeLessThan(HYPOTHESES);
    expect(outcome).toMatchObject({ evaluated: HYPOTHESES, search: { trialsCounted: HYPOTHESES } });
    const days = new Map(
      homes
        .rows("halved", "SELECT returns_hash, length(float32_le) / 4 AS days FROM return_vectors")
        .map((row) => [row["returns_hash"], row["days"]]),
    );
    const trials = homes
      .rows("halved", "SELECT body FROM journal WHERE kind = 'trial'")
      .map(({ body }) => JSON.parse(String(body)) as StoredTrial);
    const daysOf = (isWhole: boolean): readonly unknown[] =>
      trials.filter(({ metrics }) => (metrics !== null) === isWhole).map(({ returnsHash }) => days.get(returnsHash));
    expect(new Set(daysOf(true))).toEqual(new Set([BARS / 24]));
    expect(new Set(daysOf(false))).toEqual(new Set([BARS / 24 / 9, BARS / 24 / 3].map(Math.floor)));
    expect(daysOf(false)).toHaveLength(dropped);
    expect(outcome.best?.trial.metrics).not.toBeNull();
  });

  it("comes to the same ledger wherever it was killed", async () => {
    await attempt("whole", true);
    await expect(attempt("killed", true, 3)).rejects.toThrow("killed");
    await attempt("killed", true);
    expect(homes.chain("killed")).toEqual(homes.chain("whole"));
  });

  it("drops nothing where it is not to", async () => {
    expect((await attempt("off", false)).rejections["halving"]).toBeUndefined();
  });
});
