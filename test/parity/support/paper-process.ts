// Paper trading in a process of its own, for a test that kills it: node paper-process.ts LOG SEED BARS OWNER AHEAD_MS
import { SqliteEventBus, SqliteLeaseRegistry } from "@rara-trading/event-bus";
import { ReplayFeed } from "@rara-trading/market-data";
import { PaperDesk, PaperTrader } from "@rara-trading/trading-engine";
import { randomCase } from "./random-session.ts";
import { wallClock } from "./wall-clock.ts";

/** Slow enough to be killed on the way. */
const BARS_A_SECOND = 400;

const [path = "", seed = "", bars = "", ownerId = "", aheadMs = ""] = process.argv.slice(2);
const clock = wallClock();
await using bus = await SqliteEventBus.open({ path, clock });
using leases = SqliteLeaseRegistry.open({ path, clock: wallClock(Number(aheadMs)) });
const { session, candles, newStrategySession } = randomCase(seed, Number(bars));
const feed = new ReplayFeed(candles, { speed: BARS_A_SECOND, clock });
const trader = new PaperTrader({ bus, clock, feed, newStrategySession }, session);
const report = await new PaperDesk({ bus, leases, clock }, { ownerId }).run([trader], new AbortController().signal);
process.exitCode = report.kind === "finished" && report.reason === "completed" ? 0 : 1;
