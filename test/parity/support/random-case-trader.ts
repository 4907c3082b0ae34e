import type { Clock, EventBus } from "@rara-trading/domain";
import { ReplayFeed } from "@rara-trading/market-data";
import { PaperTrader } from "@rara-trading/trading-engine";
import type { RandomCase } from "./random-session.ts";

/** Returns a trader of a random case, on a replay at full speed. */
export function traderOf(testCase: RandomCase, bus: EventBus, clock: Clock): PaperTrader {
  const { session, candles, newStrategySession } = testCase;
  const feed = new ReplayFeed(candles, { speed: "max", clock });
  return new PaperTrader({ bus, clock, feed, newStrategySession }, session);
}
