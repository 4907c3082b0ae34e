import { SeededRandom } from "@rara-trading/domain";
import { plantedMomentumMarket } from "@rara-trading/market-data";
import {
  DEFAULT_GATE1_THRESHOLDS,
  type ReplayedSearch,
  replayInTurn,
  type SearchStanding,
} from "@rara-trading/research";
import { describe, expect, it } from "vitest";
import { replayInThreads } from "./replay-in-threads.ts";

const SLOW_MS = 120_000;
const COPIES = 6;

const search: ReplayedSearch = {
  candles: plantedMomentumMarket({ bars: 500, sharpe: 1, random: new SeededRandom("threads"), startMs: 0 }),
  settings: {
    runId: "threads",
    seed: "1",
    hypothesesMax: 60,
    calendar: "sessions",
    benchmark: "buy-and-hold",
    costs: { feeBps: 5, slippageBps: 5 },
    capital: 100_000,
    thresholds: DEFAULT_GATE1_THRESHOLDS,
  },
};

async function all(standings: AsyncIterable<SearchStanding>): Promise<readonly SearchStanding[]> {
  const taken: SearchStanding[] = [];
  for await (const standing of standings) taken.push(standing);
  return taken;
}

describe("replayInThreads", { timeout: SLOW_MS }, () => {
  it("yields what one thread would find, in order", async () => {
    const { signal } = new AbortController();
    const standings = await all(replayInThreads(search, COPIES, signal));
    expect(standings).toHaveLength(COPIES);
    expect(standings).toEqual(await all(replayInTurn(search, COPIES, signal)));
  });

  it("ends at once when it is told to, in the middle of a copy", async () => {
    const stop = new AbortController();
    const endless = { ...search, settings: { ...search.settings, hypothesesMax: 10_000_000 } };
    const replaying = all(replayInThreads(endless, COPIES, stop.signal));
    setTimeout(() => stop.abort(new Error("enough")), 100);
    await expect(replaying).rejects.toThrow("enough");
  });
});
