import {
  type CandleColumns,
  type CandleFeed,
  maxPositionSizeGuard,
  sliceColumns,
  type StoredEvent,
  type StoredEventOf,
} from "@rara-trading/domain";
import { ReplayFeed } from "@rara-trading/market-data";
import { type PaperOutcome, type PaperSession, PaperTrader } from "@rara-trading/trading-engine";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DeathMoment, DyingBus, ProcessDied } from "./support/dying-bus.ts";
import { eventsOf, storyOf } from "./support/logged-session.ts";
import { traderOf } from "./support/random-case-trader.ts";
import { type RandomCase, randomCase } from "./support/random-session.ts";
import { type TemporaryHome, temporaryHome } from "./support/temporary-home.ts";

const BARS = 50;
const NEVER = new AbortController().signal;
/** More deaths than a session has publications, so that the last of them comes too late. */
const DEATHS = 60;
/** Publications that no run here reaches. */
const PUBLICATIONS_MAX = 500;

let home: TemporaryHome;
beforeAll(async () => {
  home = await temporaryHome();
});
afterAll(() => home[Symbol.asyncDispose]());

/** A case whose session id alone differs from the others of its seed. */
function caseOf(seed: string, life: string): RandomCase {
  return randomCase(seed, BARS, `${seed}-${life}`);
}

/** Runs a case to its end without any trouble and returns its story. */
async function undisturbed(seed: string): Promise<readonly string[]> {
  const testCase = caseOf(seed, "undisturbed");
  await traderOf(testCase, home.bus, home.clock).run(NEVER);
  return storyOf(home.bus, testCase.session);
}

/** Runs a case until its process dies; returns whether it lived to the end instead. */
async function survives(testCase: RandomCase, deathAt: number, moment: DeathMoment): Promise<boolean> {
  const bus = new DyingBus(home.bus, deathAt, moment);
  try {
    await traderOf(testCase, bus, home.clock).run(NEVER);
    return true;
  } catch (error) {
    if (error instanceof ProcessDied) return false;
    throw error;
  }
}

describe("a paper session whose process dies", () => {
  for (const moment of ["before-commit", "after-commit"] as const) {
    it(`tells the same story after a death ${moment} of any of its publications`, async () => {
      const story = await undisturbed(`every-${moment}`);
      // Side by side, so that the lives share their commits.
      const lived = await Promise.all(
        Array.from({ length: DEATHS }, async (_, deathAt) => {
          const testCase = caseOf(`every-${moment}`, `death-${deathAt}`);
          const survived = await survives(testCase, deathAt, moment);
          await traderOf(testCase, home.bus, home.clock).run(NEVER);
          expect(await storyOf(home.bus, testCase.session)).toEqual(story);
          return survived;
        }),
      );
      expect(lived.indexOf(true)).toBeGreaterThan(15);
      expect(lived.at(-1)).toBe(true);
    });
  }

  it("tells the same story when it dies at every single publication, one life after the other", async () => {
    const story = await undisturbed("relay");
    const testCase = caseOf("relay", "lives");
    let lives = 1;
    while (lives < PUBLICATIONS_MAX && !(await survives(testCase, 0, "after-commit"))) lives++;
    expect(await storyOf(home.bus, testCase.session)).toEqual(story);
    expect(lives).toBeGreaterThan(15);
  });

  it("makes no progress and no mess when it can never publish", async () => {
    const testCase = caseOf("stuck", "lives");
    for (let life = 0; life < 3; life++) expect(await survives(testCase, 0, "before-commit")).toBe(false);
    expect(await storyOf(home.bus, testCase.session)).toEqual([]);
  });
});

/** A replay during which someone presses Ctrl-C before bar `stopAt`. */
function interruptedFeed(candles: CandleColumns, stopAt: number, interrupt: () => void): CandleFeed {
  const replay = new ReplayFeed(candles, { speed: "max", clock: home.clock });
  return {
    async *candles(signal) {
      let index = 0;
      for await (const candle of replay.candles(signal)) {
        if (index++ === stopAt) interrupt();
        yield candle;
      }
    },
  };
}

function runUntil(testCase: RandomCase, stopAt: number): Promise<PaperOutcome> {
  const { session, candles, newStrategySession } = testCase;
  const interrupt = new AbortController();
  const feed = interruptedFeed(candles, stopAt, () => interrupt.abort());
  const { bus, clock } = home;
  return new PaperTrader({ bus, clock, feed, newStrategySession }, session).run(interrupt.signal);
}

describe("a paper session that is stopped", () => {
  it("stops between two bars and tells the same story when it goes on", async () => {
    const story = await undisturbed("stop");
    for (const stopAt of [0, 1, 2, 7, 20, 21, 22, 40, BARS - 1]) {
      const testCase = caseOf("stop", `at-${stopAt}`);
      const outcome = await runUntil(testCase, stopAt);
      expect(outcome).toEqual({ kind: "stopped", sessionId: testCase.session.sessionId, barsProcessed: stopAt });
      const told = await storyOf(home.bus, testCase.session);
      expect(told).toEqual(story.slice(0, told.length));
      expect(told.length).toBeLessThan(story.length);
      expect(await traderOf(testCase, home.bus, home.clock).run(NEVER)).toMatchObject({ kind: "ended" });
      expect(await storyOf(home.bus, testCase.session)).toEqual(story);
    }
  });

  it("can be resumed by the same trader", async () => {
    const testCase = caseOf("same", "trader");
    const trader = traderOf(testCase, home.bus, home.clock);
    expect(await trader.run(AbortSignal.abort())).toMatchObject({ kind: "stopped", barsProcessed: 0 });
    expect(await trader.run(NEVER)).toMatchObject({ kind: "ended" });
    expect(await storyOf(home.bus, testCase.session)).toEqual(await undisturbed("same"));
  });

  it("refuses a second run while the first is under way", async () => {
    const trader = traderOf(caseOf("twice", "at-once"), home.bus, home.clock);
    const first = trader.run(NEVER);
    await expect(trader.run(NEVER)).rejects.toMatchObject({ code: "trading.session-running" });
    expect(await first).toMatchObject({ kind: "ended" });
  });
});

/** Runs a case for some bars only, as a process that was killed would leave it. */
async function leaveUnfinished(testCase: RandomCase, publications: number): Promise<readonly string[]> {
  expect(await survives(testCase, publications, "after-commit")).toBe(false);
  return storyOf(home.bus, testCase.session);
}

/** Whether an event approves what a bar's close decided. */
function isDecision(event: StoredEvent): event is StoredEventOf<"trading.order.approved"> {
  return event.type === "trading.order.approved" && ["entry", "exit"].includes(event.payload.purpose);
}

describe("a paper session that the log knows", () => {
  it("is not run again once it has ended", async () => {
    const testCase = caseOf("ended", "once");
    const first = await traderOf(testCase, home.bus, home.clock).run(NEVER);
    const story = await storyOf(home.bus, testCase.session);
    let strategies = 0;
    const newStrategySession = (): ReturnType<RandomCase["newStrategySession"]> => {
      strategies++;
      return testCase.newStrategySession();
    };
    const second = await traderOf({ ...testCase, newStrategySession }, home.bus, home.clock).run(NEVER);
    expect(second).toEqual({ ...first, kind: "already-ended" });
    expect(strategies).toBe(0);
    expect(await storyOf(home.bus, testCase.session)).toEqual(story);
  });

  it("is refused with other options, and the refusal names the difference", async () => {
    const testCase = caseOf("options", "changed");
    const story = await leaveUnfinished(testCase, 5);
    const { session } = testCase;
    const { engine } = session;
    const changes: readonly (readonly [path: string, changed: PaperSession])[] = [
      ["costs.feeBps", { ...session, engine: { ...engine, costs: { ...engine.costs, feeBps: 99 } } }],
      [
        "sizing.equityFraction",
        { ...session, engine: { ...engine, sizing: { ...engine.sizing, equityFraction: 0.1 } } },
      ],
      ["capitalQuote", { ...session, engine: { ...engine, capital: 1 } }],
      ["artifactSha256", { ...session, artifactSha256: "cd".repeat(32) }],
      ["toMs", { ...session, range: { ...session.range, toMs: session.range.toMs + 1 } }],
      [
        "guards.0.limit",
        { ...session, engine: { ...engine, guards: [maxPositionSizeGuard(9), ...engine.guards.slice(1)] } },
      ],
      ["guards.1", { ...session, engine: { ...engine, guards: engine.guards.slice(0, 1) } }],
      ["tradeFromMs", { ...session, engine: { ...engine, tradeFromMs: engine.tradeFromMs + 3_600_000 } }],
    ];
    for (const [path, changed] of changes) {
      const run = traderOf({ ...testCase, session: changed }, home.bus, home.clock).run(NEVER);
      await expect(run).rejects.toMatchObject({
        code: "trading.session-differs",
        details: { eventId: `${session.sessionId}:started`, path },
      });
    }
    expect(await storyOf(home.bus, session)).toEqual(story);
  });

  it("is a fault when other bars give other orders: nothing is traded and both values are named", async () => {
    const testCase = caseOf("diverged", "bars");
    const story = await leaveUnfinished(testCase, 7);
    const events = await eventsOf(home.bus, testCase.session);
    const changedBarMs = events.findLast(isDecision)?.payload.barOpenTimeMs;
    const logged = events.filter(isDecision).find((event) => event.payload.barOpenTimeMs === changedBarMs);
    const { openTimeMs, close } = testCase.candles;
    const changed = close.map((value, i) => (openTimeMs[i] === changedBarMs ? value * 1.01 : value));
    const candles = { ...testCase.candles, close: changed };
    const run = traderOf({ ...testCase, candles }, home.bus, home.clock).run(NEVER);
    await expect(run).rejects.toThrow(`to regenerate the logged event ${logged?.eventId} with `);
    await expect(run).rejects.toMatchObject({
      code: "trading.journal-diverged",
      details: {
        sessionId: testCase.session.sessionId,
        logged: { eventId: logged?.eventId, payload: logged?.payload },
        found: { eventId: logged?.eventId, payload: { sequence: logged?.payload.sequence } },
      },
    });
    expect(await storyOf(home.bus, testCase.session)).toEqual(story);
  });

  it("is a fault when the bars end before the log does", async () => {
    const testCase = caseOf("diverged", "short");
    const story = await leaveUnfinished(testCase, 7);
    const candles = sliceColumns(testCase.candles, 0, 4);
    const run = traderOf({ ...testCase, candles }, home.bus, home.clock).run(NEVER);
    await expect(run).rejects.toMatchObject({ code: "trading.journal-diverged" });
    expect(await storyOf(home.bus, testCase.session)).toEqual(story);
  });
});

describe("a paper session with a bad feed", () => {
  it("stops at a bar out of order or outside its range, with everything before it logged", async () => {
    for (const [name, reorder] of [
      ["repeated", (times: Float64Array) => times.with(30, times[29] ?? NaN)],
      ["late", (times: Float64Array) => times.with(BARS - 1, (times[BARS - 1] ?? NaN) + 3_600_000)],
      ["early", (times: Float64Array) => times.with(0, (times[0] ?? NaN) - 1)],
    ] as const) {
      const testCase = caseOf("feed", name);
      const candles = { ...testCase.candles, openTimeMs: reorder(testCase.candles.openTimeMs) };
      const run = traderOf({ ...testCase, candles }, home.bus, home.clock).run(NEVER);
      await expect(run).rejects.toMatchObject({ code: "trading.feed" });
      const types = (await eventsOf(home.bus, testCase.session)).map((event) => event.type);
      expect(types[0]).toBe("trading.session.started");
      expect(types).not.toContain("trading.session.ended");
    }
  });
});
