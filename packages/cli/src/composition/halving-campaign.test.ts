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
  runCampaign,
  type TrialLedger,
} from "@rara-trading/research";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SystemClock } from "../adapters/system-clock.ts";
import { homePaths } from "../home-paths.ts";
import { CompilingWorkshop } from "./compiling-workshop.ts";
import { openHomeServices } from "./home-services.ts";

const SLOW_MS = 240_000;
const HOUR_MS = 3_600_000;
/** The fewest hours of which a ninth are 2,000 bars in whole days. */
const BARS = 18_144;
const HYPOTHESES = 64;
const clock = new SystemClock();
const SERIES = { instrument: "sim:halving" as SeriesKey["instrument"], timeframe: "1h" } as const;
const daily = plantedMomentumMarket({ bars: BARS, sharpe: 1, startMs: 0, random: new SeededRandom("halving") });
const market: CandleColumns = { ...daily, openTimeMs: Float64Array.from({ length: BARS }, (_, i) => i * HOUR_MS) };
const range = { fromMs: 0, toMs: (BARS - 1) * HOUR_MS };
const spans = { research: range, validation: range, vault: range, paper: range } as never;

/** A ledger in a process that dies at an append. */
function dying(ledger: TrialLedger, appends: number): TrialLedger {
  let left = appends;
  return new Proxy(ledger, {
    get(target, name: keyof TrialLedger) {
      if (name !== "append") return target[name].bind(target as never);
      return async (...entries: Parameters<TrialLedger["append"]>) => {
        if (--left === 0) throw new Error("killed");
        return await target.append(...entries);
      };
    },
  });
}

/** Nothing is promoted here, so nobody may look. */
function neverLooked(): never {
  throw new Error("Expected nobody to look into the vault.");
}

interface StoredTrial {
  readonly returnsHash: string;
  readonly metrics: object | null;
}

describe("a campaign that drops trials on the first bars", { timeout: SLOW_MS }, () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "rara-halving-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function attempt(home: string, halving: boolean, dies?: number): Promise<CampaignOutcome> {
    const homePath = join(folder, home);
    await using services = await openHomeServices(homePath, clock);
    const { signal } = new AbortController();
    await using workshop = new CompilingWorkshop(homePath, clock, signal);
    return await runCampaign(
      {
        data: { series: SERIES, range, candles: market, dataHash: hashColumns(market) },
        vault: { commit: neverLooked, test: neverLooked },
        spans,
        ledger: dies === undefined ? services.ledger : dying(services.ledger, dies),
        bus: services.bus,
        workshop,
        clock,
        cpuMs: () => 0,
        onProgress: () => {},
        signal,
      },
      {
        runId: "run-1",
        seed: "1",
        hypothesesMax: HYPOTHESES,
        halving,
        vault: "off",
        calendar: "continuous",
        benchmark: "cash",
        costs: { feeBps: 1, slippageBps: 1 },
        capital: 100_000,
        thresholds: { ...DEFAULT_GATE1_THRESHOLDS, sharpeMin: 50, resamples: 100 },
      },
    );
  }

  function rows(home: string, sql: string): readonly Readonly<Record<string, unknown>>[] {
    using database = new DatabaseSync(homePaths(join(folder, home)).researchDatabase, { readOnly: true });
    return database.prepare(sql).all();
  }

  const chain = (home: string): readonly unknown[] =>
    rows(home, "SELECT kind, entry_key, body FROM journal WHERE kind <> 'run-end' ORDER BY seq");

  it("logs every trial with the returns of the days that it was evaluated on, and weighs them all", async () => {
    const outcome = await attempt("halved", true);
    const dropped = outcome.rejections["halving"] ?? 0;
    expect(dropped).toBeGreaterThan(HYPOTHESES / 3);
    expect(dropped).toBeLessThan(HYPOTHESES);
    expect(outcome).toMatchObject({ evaluated: HYPOTHESES, search: { trialsCounted: HYPOTHESES } });
    const days = new Map(
      rows("halved", "SELECT returns_hash, length(float32_le) / 4 AS days FROM return_vectors").map((row) => [
        row["returns_hash"],
        row["days"],
      ]),
    );
    const trials = rows("halved", "SELECT body FROM journal WHERE kind = 'trial'").map(
      ({ body }) => JSON.parse(String(body)) as StoredTrial,
    );
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
    expect(chain("killed")).toEqual(chain("whole"));
  });

  it("drops nothing where it is not to", async () => {
    expect((await attempt("off", false)).rejections["halving"]).toBeUndefined();
  });
});
