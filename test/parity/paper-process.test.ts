import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { EventBus } from "@rara-trading/domain";
import { runBacktest } from "@rara-trading/simulation";
import { PAPER_LEASE_MS } from "@rara-trading/trading-engine";
import { describe, expect, it } from "vitest";
import { eventsOf, fillsOf, loggedFills, loggedRefusals, refusalFacts, storyOf } from "./support/logged-session.ts";
import { traderOf } from "./support/random-case-trader.ts";
import { randomCase } from "./support/random-session.ts";
import { temporaryHome } from "./support/temporary-home.ts";

/** A seed whose session runs into both guards. */
const SEED = "process-43";
const BARS = 500;
const SCRIPT = fileURLToPath(new URL("./support/paper-process.ts", import.meta.url));
const CASE = randomCase(SEED, BARS);

/** Starts paper trading in a process of its own; each later one is far enough ahead to find the lease of the last expired. */
function startPaper(path: string, life: number) {
  const aheadMs = life * 2 * PAPER_LEASE_MS;
  const values = [path, SEED, String(BARS), `desk-${life}`, String(aheadMs)];
  return spawn(process.execPath, ["--conditions=source", SCRIPT, ...values], {
    stdio: ["ignore", "ignore", "inherit"],
  });
}

/** Resolves once the session has logged `count` events. */
async function untilLogged(bus: EventBus, count: number): Promise<void> {
  while ((await eventsOf(bus, CASE.session)).length < count) await delay(2);
}

describe("paper trading in a process of its own", () => {
  it("is killed with -9 twice, resumes, and trades exactly what the backtest trades", async () => {
    await using home = await temporaryHome();
    const { session, candles, newStrategySession } = CASE;
    const { fills, refusals } = runBacktest(newStrategySession(), candles, session.engine);
    const guards = new Set(refusals.map(({ guard }) => guard));
    expect([...guards].toSorted()).toEqual(["drawdown-limit", "max-position-size"]);

    let atLeast = 1;
    for (const life of [0, 1]) {
      const paper = startPaper(home.path, life);
      // Wherever it hits: the moment is random, the outcome must not be.
      await untilLogged(home.bus, atLeast + Math.floor(Math.random() * 60));
      await delay(Math.random() * 10);
      paper.kill("SIGKILL");
      expect(await once(paper, "exit")).toEqual([null, "SIGKILL"]);
      const logged = await eventsOf(home.bus, session);
      expect(logged.at(-1)?.type).not.toBe("trading.session.ended");
      atLeast = logged.length + 1;
    }
    expect(await once(startPaper(home.path, 2), "exit")).toEqual([0, null]);

    const events = await eventsOf(home.bus, session);
    expect(events.length).toBeGreaterThan(atLeast);
    expect(loggedFills(events)).toEqual(fillsOf(fills));
    expect(loggedRefusals(events)).toEqual(refusalFacts(refusals));

    await using quiet = await temporaryHome();
    await traderOf(CASE, quiet.bus, quiet.clock).run(new AbortController().signal);
    expect(await storyOf(home.bus, session)).toEqual(await storyOf(quiet.bus, session));
  });
});
