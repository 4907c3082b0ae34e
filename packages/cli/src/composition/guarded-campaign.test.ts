import {
  type CandleColumns,
  firstBarAtOrAfter,
  SeededRandom,
  type SeriesKey,
  sliceColumns,
} from "@rara-trading/domain";
import { plantedMomentumMarket } from "@rara-trading/market-data";
import { type DataRoom, DEFAULT_GATE1_THRESHOLDS, openDataRoom, type SpanRegistry } from "@rara-trading/research";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CampaignHomes } from "../testing/campaign-homes.ts";
import type { HomeServices } from "./home-services.ts";

const SLOW_MS = 240_000;
const RESEARCH_BARS = 700;
const series: SeriesKey = { instrument: "sim:guarded" as SeriesKey["instrument"], timeframe: "1d" };
const GOES_ON = plantedMomentumMarket({ bars: 1_300, sharpe: 5, startMs: 0, random: new SeededRandom("replay") });
const ABOUT = {
  series,
  market: sliceColumns(GOES_ON, 0, RESEARCH_BARS),
  options: { thresholds: { ...DEFAULT_GATE1_THRESHOLDS, betsMin: 30, resamples: 100 } },
} as const;

/** The market without any move after research, where nothing can be earned. */
function standsStill(): CandleColumns {
  const last = GOES_ON.close[RESEARCH_BARS - 1] ?? 0;
  const still = (column: Float64Array): Float64Array => column.map((value, i) => (i < RESEARCH_BARS ? value : last));
  const { open, high, low, close } = GOES_ON;
  return { ...GOES_ON, open: still(open), high: still(high), low: still(low), close: still(close) };
}

type Guarded = Pick<DataRoom, "validation" | "vault">;

/** Opens the guarded spans of a history, in the home's own registry unless another one is given. */
function spansOf(history: CandleColumns, registryOf = ({ spans }: HomeServices): SpanRegistry => spans) {
  const candles = {
    load: async (_series: SeriesKey, { fromMs, toMs }: { fromMs: number; toMs: number }) =>
      sliceColumns(history, firstBarAtOrAfter(history, fromMs), firstBarAtOrAfter(history, toMs)),
  };
  return async (services: HomeServices): Promise<Guarded> =>
    openDataRoom({ candles, registry: registryOf(services), series, purgeBars: 60 });
}

/** A registry in a process that dies before it can write an answer down. */
function dying({ spans }: HomeServices): SpanRegistry {
  return new Proxy(spans, {
    get(target, name: keyof SpanRegistry) {
      if (name === "answerLook") return () => Promise.reject(new Error("killed"));
      return target[name].bind(target as never);
    },
  });
}

describe("a campaign and the spans that it may not see", { timeout: SLOW_MS }, () => {
  let homes: CampaignHomes;
  beforeEach(() => {
    homes = new CampaignHomes(ABOUT);
  });
  afterEach(() => homes[Symbol.dispose]());

  const looks = (home: string): readonly unknown[] =>
    homes
      .rows(home, "SELECT body ->> '$.look' AS span FROM journal WHERE kind = 'look' ORDER BY seq")
      .map(({ span }) => span);

  const states = (home: string): readonly Readonly<Record<string, unknown>>[] =>
    homes
      .rows(home, "SELECT body -> '$.state' AS state FROM journal WHERE kind = 'verdict' ORDER BY seq")
      .map(({ state }) => JSON.parse(String(state)) as Record<string, unknown>);

  it("asks validation and then the vault about what passed, and promotes it whatever they answer, which it tells", async () => {
    const options = { validation: "record", vault: "record" } as const;
    const { accepted } = await homes.attempt("still", options, { guarded: spansOf(standsStill()) });
    expect(accepted.length).toBeGreaterThan(0);
    for (const { validation, vault, checks } of accepted) {
      expect(validation).toEqual({
        passed: false,
        reason: "On the validation span it earned nothing beyond the benchmark.",
      });
      expect(vault).toMatchObject({ confirmed: false });
      expect(vault?.pValue).toBeGreaterThan(0.9);
      expect(checks.every(({ passed, gate }) => passed && gate !== "validation" && gate !== "vault")).toBe(true);
    }
    expect(looks("still")).toEqual(accepted.flatMap(() => ["validation", "vault"]));
    const stored = states("still").filter(({ kind }) => kind === "accepted");
    expect(stored).toMatchObject(accepted.map(({ validation, vault }) => ({ validation, vault })));
  });

  it("refuses what validation says no to before the vault is spent, where validation is a gate", async () => {
    const options = { validation: "gate", vault: "record" } as const;
    const refused = await homes.attempt("refused", options, { guarded: spansOf(standsStill()) });
    expect(refused.accepted).toEqual([]);
    expect(refused.rejections["validation"]).toBeGreaterThan(0);
    expect(new Set(looks("refused"))).toEqual(new Set(["validation"]));
    const check = { gate: "validation", passed: false, threshold: 0, actual: null };
    expect(states("refused").find(({ gate }) => gate === "validation")).toMatchObject({
      kind: "rejected",
      checks: expect.arrayContaining([expect.objectContaining(check)]) as unknown,
    });
    const passed = await homes.attempt("passed", options, { guarded: spansOf(GOES_ON) });
    expect(passed.accepted.length).toBeGreaterThan(0);
    for (const { checks } of passed.accepted) expect(checks.at(-1)).toMatchObject({ ...check, passed: true });
  });

  it("is charged once for a question, wherever it is killed, and is told the same answer again", async () => {
    const options = { validation: "record" } as const;
    const guarded = spansOf(GOES_ON);
    const whole = await homes.attempt("whole", options, { guarded });
    expect(whole.accepted.length).toBeGreaterThan(0);
    expect(whole.accepted.every(({ validation }) => validation?.passed === true)).toBe(true);
    // The judgement, after every answer, and the end.
    for (const diesAtAppend of [5, 6]) {
      const home = `killed-${diesAtAppend}`;
      await expect(homes.attempt(home, options, { guarded, diesAtAppend })).rejects.toThrow("killed");
      expect(looks(home)).toHaveLength(whole.accepted.length);
      await homes.attempt(home, options, { guarded });
      expect(homes.chain(home)).toEqual(homes.chain("whole"));
    }
  });

  it("takes a question that was charged and not answered for a no, and never asks it again", async () => {
    const options = { validation: "gate" } as const;
    const dies = { guarded: spansOf(GOES_ON, dying) };
    await expect(homes.attempt("spent", options, dies)).rejects.toThrow("killed");
    expect(looks("spent")).toHaveLength(1);
    const { rejections, accepted } = await homes.attempt("spent", options, { guarded: spansOf(GOES_ON) });
    expect(rejections["validation"]).toBe(1);
    expect(looks("spent")).toHaveLength(1 + accepted.length);
    expect(states("spent").find(({ gate }) => gate === "validation")).toMatchObject({
      reason: "The question to the validation span was spent without an answer, which counts as no.",
    });
  });

  it("gets an honest verdict where a person has spent the look, and goes on", async () => {
    const guarded = spansOf(GOES_ON);
    const [known] = (await homes.attempt("without", {})).accepted;
    const committed = { strategy: known?.artifactSha256 ?? "", parameters: {} };
    const spentByPerson = async (services: HomeServices): Promise<Guarded> => {
      const room = await guarded(services);
      const { vault } = await spansOf(GOES_ON)(services);
      await vault.commit("a person's", committed);
      await vault.look("a person's", committed, () => true);
      return room;
    };
    const { status, accepted } = await homes.attempt("after", { vault: "record" }, { guarded: spentByPerson });
    expect(status).toBe("completed");
    const after = accepted.find(({ artifactSha256 }) => artifactSha256 === committed.strategy);
    expect(after?.vault).toMatchObject({
      pValue: null,
      confirmed: false,
      reason:
        "The vault stayed shut: the one look of this strategy was spent on a person's question, which has no p-value.",
    });
    expect(looks("after")).toHaveLength(accepted.length);
  });
});
