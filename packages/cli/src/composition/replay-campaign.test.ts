import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type CandleColumns, SeededRandom, type SeriesKey } from "@rara-trading/domain";
import { plantedMomentumMarket } from "@rara-trading/market-data";
import {
  type CampaignOutcome,
  DEFAULT_GATE1_THRESHOLDS,
  hashColumns,
  type ReplayCopies,
  replayInTurn,
  runCampaign,
} from "@rara-trading/research";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SystemClock } from "../adapters/system-clock.ts";
import { homePaths } from "../home-paths.ts";
import { CompilingWorkshop } from "./compiling-workshop.ts";
import { openHomeServices } from "./home-services.ts";

const SLOW_MS = 120_000;
const BARS = 700;
const clock = new SystemClock();
const SERIES = { instrument: "sim:replay" as SeriesKey["instrument"], timeframe: "1d" } as const;
const market: CandleColumns = plantedMomentumMarket({
  bars: BARS,
  sharpe: 5,
  startMs: 0,
  random: new SeededRandom("replay"),
});
const at = (index: number): number => market.openTimeMs[index] ?? 0;
const range = { fromMs: at(0), toMs: at(BARS - 1) };
const spans = { research: range, validation: range, vault: range, paper: range } as never;

function neverLooked(): never {
  throw new Error("Expected nobody to look into the vault.");
}

describe("a campaign that is replayed", { timeout: SLOW_MS }, () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "rara-replay-campaign-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs an attempt at the one run of a home; `stopAfter` copies somebody presses Ctrl-C. */
  async function attempt(home: string, stopAfter = Infinity): Promise<CampaignOutcome> {
    const homePath = join(folder, home);
    await using services = await openHomeServices(homePath, clock);
    const stop = new AbortController();
    await using workshop = new CompilingWorkshop(homePath, clock, stop.signal);
    const replayCopies: ReplayCopies = async function* (...parts) {
      let done = 0;
      for await (const champion of replayInTurn(...parts)) {
        if (++done > stopAfter) stop.abort(new Error("Ctrl-C"));
        yield champion;
      }
    };
    return await runCampaign(
      {
        data: { series: SERIES, range, candles: market, dataHash: hashColumns(market) },
        vault: { commit: neverLooked, test: neverLooked },
        spans,
        ledger: services.ledger,
        bus: services.bus,
        workshop,
        replayCopies,
        clock,
        cpuMs: () => 0,
        onProgress: () => {},
        signal: stop.signal,
      },
      {
        runId: "run-1",
        seed: "1",
        hypothesesMax: 100,
        replay: 39,
        vault: "off",
        calendar: "sessions",
        benchmark: "cash",
        costs: { feeBps: 5, slippageBps: 5 },
        capital: 100_000,
        thresholds: { ...DEFAULT_GATE1_THRESHOLDS, betsMin: 30, resamples: 100 },
      },
    );
  }

  function chain(home: string): readonly string[] {
    using database = new DatabaseSync(homePaths(join(folder, home)).researchDatabase, { readOnly: true });
    const rows = database
      .prepare("SELECT kind, entry_key, body FROM journal WHERE kind <> 'run-end' ORDER BY seq")
      .all();
    return rows.map(({ kind, entry_key, body }) => `${String(kind)} ${String(entry_key)} ${String(body)}`);
  }

  it("comes to the same ledger when it was interrupted among its copies", async () => {
    const whole = await attempt("whole");
    expect(whole).toMatchObject({ status: "completed", replay: { copies: 39, pValue: 1 / 40 } });
    expect(whole.accepted.length).toBeGreaterThan(0);
    expect(await attempt("stopped", 5)).toMatchObject({ status: "interrupted", evaluated: 100, replay: null });
    const resumed = await attempt("stopped");
    expect(resumed.replay).toEqual(whole.replay);
    expect(chain("stopped")).toEqual(chain("whole"));
    expect(chain("whole")[0]).toContain('"replay":39');
  });
});
