import { setTimeout as delay } from "node:timers/promises";
import {
  type CandleFeed,
  columnsOf,
  DAY_MS,
  type EventBus,
  HOLD_TARGET,
  type StoredEvent,
  type StrategySession,
} from "@rara-trading/domain";
import { ReplayFeed } from "@rara-trading/market-data";
import { PaperTrader } from "@rara-trading/trading-engine";
import { describe, expect, it } from "vitest";
import { delegatingBus } from "./support/delegating-bus.ts";
import { eventsOf } from "./support/logged-session.ts";
import { type RandomCase, randomCase } from "./support/random-session.ts";
import { type TemporaryHome, temporaryHome } from "./support/temporary-home.ts";

const NEVER = new AbortController().signal;
/** Marks that a session lets travel without waiting for them. */
const MARKS_ON_THEIR_WAY_MAX = 256;

/** Trades a case and calls `look` each time the trader asks for a bar, with the number of bars that it has had. */
async function tradeWatched(
  { session, candles, newStrategySession }: RandomCase,
  { clock }: TemporaryHome,
  bus: EventBus,
  look: (barsTaken: number) => Promise<void>,
): Promise<void> {
  const replay = new ReplayFeed(candles, { speed: "max", clock });
  const feed: CandleFeed = {
    async *candles(signal) {
      let taken = 0;
      for await (const candle of replay.candles(signal)) {
        await look(taken++);
        yield candle;
      }
    },
  };
  const trader = new PaperTrader({ bus, clock, feed, newStrategySession }, session);
  expect(await trader.run(NEVER)).toMatchObject({ kind: "ended" });
}

function orderBars(events: readonly StoredEvent[]): readonly number[] {
  return events.flatMap((event) =>
    event.type.startsWith("trading.order.") && "barOpenTimeMs" in event.payload ? [event.payload.barOpenTimeMs] : [],
  );
}

function quietStrategy(): StrategySession {
  return {
    meta: { name: "quiet", version: 1, description: "Never trades", warmupBars: 0, parameters: [] },
    onCandle: () => HOLD_TARGET,
    setPosition() {},
    askRiskLevels() {},
    stopLoss: NaN,
    takeProfit: NaN,
  };
}

/** Bars without any order: one a day, so that each is a mark. */
function quietCase(days: number): RandomCase {
  const bar = { open: 10, high: 10, low: 10, close: 10, volume: 1 };
  const candles = columnsOf(Array.from({ length: days }, (_, day) => ({ ...bar, openTimeMs: day * DAY_MS })));
  const { session } = randomCase("quiet", 1);
  const range = { fromMs: 0, toMs: days * DAY_MS };
  const engine = { ...session.engine, tradeFromMs: 0 };
  return { session: { ...session, timeframe: "1d", range, engine }, candles, newStrategySession: quietStrategy };
}

describe("what a paper session has said", () => {
  it("is durable before it looks at the next bar, as far as orders are concerned", async () => {
    await using home = await temporaryHome();
    const testCase = randomCase("durable", 150);
    const seen: number[] = [];
    await tradeWatched(testCase, home, home.bus, async () => {
      seen.push(orderBars(await eventsOf(home.bus, testCase.session)).length);
    });
    const bars = orderBars(await eventsOf(home.bus, testCase.session));
    const times = [...testCase.candles.openTimeMs];
    const expected = times.map((openTimeMs) => bars.filter((barMs) => barMs < openTimeMs).length);
    expect(seen).toEqual(expected);
    expect(bars.length).toBeGreaterThan(50);
  });

  it("may still be on its way where it is only a daily mark, but never more of them than the limit", async () => {
    await using home = await temporaryHome();
    const testCase = quietCase(600);
    const slow = delegatingBus(home.bus, {
      publish: async (events) => {
        await delay(20);
        return home.bus.publish(events);
      },
    });
    let mostOnTheirWay = 0;
    await tradeWatched(testCase, home, slow, async (barsTaken) => {
      const durable = (await eventsOf(home.bus, testCase.session)).length - 1;
      mostOnTheirWay = Math.max(mostOnTheirWay, barsTaken - durable);
    });
    expect(mostOnTheirWay).toBeGreaterThan(10);
    expect(mostOnTheirWay).toBeLessThanOrEqual(MARKS_ON_THEIR_WAY_MAX);
    const types = (await eventsOf(home.bus, testCase.session)).map((event) => event.type);
    expect(types.filter((type) => type === "trading.equity.marked")).toHaveLength(600);
    expect(types.at(-1)).toBe("trading.session.ended");
  });
});
