import { type CandleColumns, RaraError, StrategyFault, type StrategySession } from "@rara-trading/domain";
import { runBacktest } from "@rara-trading/simulation";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DyingBus, ProcessDied } from "./support/dying-bus.ts";
import { FaultyStrategy } from "./support/faulty-strategy.ts";
import { eventsOf, loggedFills, storyOf } from "./support/logged-session.ts";
import { traderOf } from "./support/random-case-trader.ts";
import { type RandomCase, randomCase } from "./support/random-session.ts";
import { type TemporaryHome, temporaryHome } from "./support/temporary-home.ts";

const NEVER = new AbortController().signal;
const BARS = 40;
/** More than the strategy is called in a whole session. */
const CALLS = 110;
const LIVES_MAX = 200;

let home: TemporaryHome;
beforeAll(async () => {
  home = await temporaryHome();
});
afterAll(() => home[Symbol.asyncDispose]());

/** A case whose strategy faults at its n-th call, and the strategies that were started of it. */
function faultyCase(seed: string, life: string, faultAt: number, badTarget?: number) {
  const testCase = randomCase(seed, BARS, `${seed}-${life}`);
  const started: FaultyStrategy[] = [];
  const newStrategySession = (): StrategySession => {
    const strategy = new FaultyStrategy(testCase.newStrategySession(), faultAt, badTarget);
    started.push(strategy);
    return strategy;
  };
  return { testCase: { ...testCase, newStrategySession }, started };
}

function barIndex(candles: CandleColumns, openTimeMs: number | null): number {
  return openTimeMs === null ? -1 : candles.openTimeMs.indexOf(openTimeMs);
}

/** A strategy that cannot be had. */
function throwing(error: Error): () => StrategySession {
  return () => {
    throw error;
  };
}

/** Checks a session that ended by a fault: flat at the next open at the latest, and nothing entered after the fault. */
async function expectFlat(testCase: RandomCase, strategy: FaultyStrategy): Promise<void> {
  const { session, candles } = testCase;
  const events = await eventsOf(home.bus, session);
  const ended = events.at(-1);
  if (ended?.type !== "trading.session.ended") throw new Error("Expected the session to have ended");
  expect(ended.payload.reason).toBe("strategy-fault");
  expect(ended.payload.detail).toMatch(/^strategy\./);
  expect(strategy.callsAfterDeath).toBe(0);
  const faultBar = barIndex(candles, strategy.lastBarMs);
  const endBar = barIndex(candles, ended.payload.lastBarOpenTimeMs);
  // Fault in the bar of the last onCandle or, before its onCandle, in the bar after; one more bar to close.
  expect(endBar - faultBar).toBeLessThanOrEqual(2);
  const position = loggedFills(events).at(-1)?.positionAfter ?? 0;
  if (endBar < BARS - 1) expect(position).toBe(0);
  const late = events.filter((event) => event.type === "trading.order.approved");
  for (const { payload } of late) {
    const isAfter = barIndex(candles, payload.barOpenTimeMs) > faultBar + 1;
    if (isAfter) expect(payload.purpose).not.toBe("entry");
  }
}

describe("a paper session whose strategy breaks its contract", () => {
  it("goes flat and ends, whichever of its calls failed", async () => {
    // How each ended: with a fill at the next open, at once because nothing was held, or not at all (the call never came).
    const endings = await Promise.all(
      Array.from({ length: CALLS }, async (_, faultAt) => {
        const { testCase, started } = faultyCase("calls", `call-${faultAt}`, faultAt);
        const outcome = await traderOf(testCase, home.bus, home.clock).run(NEVER);
        const [strategy] = started;
        if (strategy === undefined || !strategy.isDead) return "unharmed";
        expect(outcome).toMatchObject({ kind: "ended", end: { reason: "strategy-fault" } });
        await expectFlat(testCase, strategy);
        const events = await eventsOf(home.bus, testCase.session);
        const last = events.findLast((event) => event.type.startsWith("trading.order."));
        return last?.type === "trading.order.filled" && last.payload.purpose === "exit" ? "closed" : "at once";
      }),
    );
    const count = (ending: string): number => endings.filter((each) => each === ending).length;
    expect(count("closed")).toBeGreaterThan(5);
    expect(count("at once")).toBeGreaterThan(5);
    expect(endings.indexOf("unharmed")).toBeGreaterThan(BARS);
    expect(endings.at(-1)).toBe("unharmed");
  });

  it("goes flat when its target is out of range, where a backtest fails", async () => {
    let closed = 0;
    for (const [i, badTarget] of [NaN, Infinity, 1.5, -1.01].entries()) {
      for (const faultAt of [24 + i, 30 + i]) {
        const { testCase, started } = faultyCase("target", `${badTarget}-${faultAt}`, faultAt, badTarget);
        const { newStrategySession, candles, session } = testCase;
        expect(() => runBacktest(newStrategySession(), candles, session.engine)).toThrow(StrategyFault);
        started.length = 0;
        const outcome = await traderOf(testCase, home.bus, home.clock).run(NEVER);
        const detail = expect.stringMatching(/^strategy\.bad-target: /);
        expect(outcome).toMatchObject({ end: { reason: "strategy-fault", detail } });
        for (const strategy of started) await expectFlat(testCase, strategy);
        const last = loggedFills(await eventsOf(home.bus, session)).at(-1);
        if (last?.purpose === "exit" && last.barOpenTimeMs > (candles.openTimeMs[faultAt] ?? NaN)) closed++;
      }
    }
    expect(closed).toBeGreaterThan(1);
  });

  it("ignores a target out of range while targets do not count yet, as a backtest does", async () => {
    const { testCase } = faultyCase("early", "target", 0, NaN);
    const { newStrategySession, candles, session } = testCase;
    expect(() => runBacktest(newStrategySession(), candles, session.engine)).not.toThrow();
    const outcome = await traderOf(testCase, home.bus, home.clock).run(NEVER);
    expect(outcome).toMatchObject({ kind: "ended", end: { reason: "feed-ended", barsProcessed: BARS } });
  });

  it("ends before its first bar when it cannot start", async () => {
    const testCase = randomCase("stillborn", BARS);
    const newStrategySession = throwing(new StrategyFault("start-trap", "division by zero"));
    const outcome = await traderOf({ ...testCase, newStrategySession }, home.bus, home.clock).run(NEVER);
    expect(outcome).toMatchObject({
      end: {
        reason: "strategy-fault",
        detail: "strategy.start-trap: division by zero.",
        barsProcessed: 0,
        lastBarOpenTimeMs: null,
      },
    });
    const types = (await eventsOf(home.bus, testCase.session)).map((event) => event.type);
    expect(types).toEqual(["trading.session.started", "trading.session.ended"]);
  });

  it("is a crash, not an end, when something else than the strategy's contract broke", async () => {
    const testCase = randomCase("bug", BARS);
    const inner = testCase.newStrategySession();
    inner.onCandle = () => {
      throw new TypeError("a bug of the host");
    };
    const run = traderOf({ ...testCase, newStrategySession: () => inner }, home.bus, home.clock).run(NEVER);
    await expect(run).rejects.toThrow(TypeError);
    const missing = new RaraError("no such artifact", { category: "not-found", code: "strategy.artifact" });
    const newStrategySession = throwing(missing);
    await expect(traderOf({ ...testCase, newStrategySession }, home.bus, home.clock).run(NEVER)).rejects.toBe(missing);
    const types = (await eventsOf(home.bus, testCase.session)).map((event) => event.type);
    expect(types).not.toContain("trading.session.ended");
  });

  it("stays failed when its desk dies before the end and the failure does not come again", async () => {
    const faultAt = 46;
    const whole = faultyCase("dies", "whole", faultAt);
    await traderOf(whole.testCase, home.bus, home.clock).run(NEVER);
    const story = await storyOf(home.bus, whole.testCase.session);
    expect(story.at(-1)).toContain("strategy-fault");
    let resumed = 0;
    for (let deathAt = 0; resumed === 0 && deathAt < LIVES_MAX; deathAt++) {
      const { testCase } = faultyCase("dies", `at-${deathAt}`, faultAt);
      const bus = new DyingBus(home.bus, deathAt, "after-commit");
      await traderOf(testCase, bus, home.clock)
        .run(NEVER)
        .catch(() => undefined);
      const types = new Set((await eventsOf(home.bus, testCase.session)).map((event) => event.type));
      if (!types.has("trading.strategy.failed") || types.has("trading.session.ended")) continue;
      resumed++;
      const healthy = randomCase("dies", BARS, `dies-at-${deathAt}`);
      expect(healthy.session.sessionId).toBe(testCase.session.sessionId);
      const outcome = await traderOf(healthy, home.bus, home.clock).run(NEVER);
      expect(outcome).toMatchObject({ kind: "ended", end: { reason: "strategy-fault" } });
      expect(await storyOf(home.bus, healthy.session)).toEqual(story);
    }
    expect(resumed).toBe(1);
  });

  it("tells the same story when its process dies on the way", async () => {
    const faultAt = 46;
    const whole = faultyCase("dies", "undisturbed", faultAt);
    await traderOf(whole.testCase, home.bus, home.clock).run(NEVER);
    const story = await storyOf(home.bus, whole.testCase.session);
    expect(story.at(-1)).toContain("strategy-fault");
    const { testCase } = faultyCase("dies", "lives", faultAt);
    let lives = 0;
    for (let isOver = false; !isOver && lives < LIVES_MAX; lives++) {
      const bus = new DyingBus(home.bus, 0, "after-commit");
      isOver = await traderOf(testCase, bus, home.clock)
        .run(NEVER)
        .then(
          () => true,
          (error: unknown) => {
            expect(error).toBeInstanceOf(ProcessDied);
            return false;
          },
        );
    }
    expect(lives).toBeGreaterThan(5);
    expect(await storyOf(home.bus, testCase.session)).toEqual(story);
  });
});
