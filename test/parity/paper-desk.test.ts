import { setTimeout as delay } from "node:timers/promises";
import { type LeaseRegistry, newEvent, type NewEvent, RaraError, type StrategySession } from "@rara-trading/domain";
import { SqliteLeaseRegistry } from "@rara-trading/event-bus";
import { ReplayFeed } from "@rara-trading/market-data";
import {
  PAPER_LEASE,
  PAPER_LEASE_MS,
  PaperDesk,
  PaperTrader,
  readPaperStatus,
  requestPaperStop,
} from "@rara-trading/trading-engine";
import { describe, expect, it } from "vitest";
import { delegatingBus } from "./support/delegating-bus.ts";
import { DyingBus } from "./support/dying-bus.ts";
import { eventsOf } from "./support/logged-session.ts";
import { traderOf } from "./support/random-case-trader.ts";
import { type RandomCase, randomCase } from "./support/random-session.ts";
import { type TemporaryHome, temporaryHome } from "./support/temporary-home.ts";
import { wallClock } from "./support/wall-clock.ts";

const NEVER = new AbortController().signal;
const BARS = 40;
/** Slow enough that a test stops the session in the middle. */
const SLOW_BARS_A_SECOND = 40;

function slowTraderOf(
  { session, candles, newStrategySession }: RandomCase,
  { bus, clock }: TemporaryHome,
): PaperTrader {
  const feed = new ReplayFeed(candles, { speed: SLOW_BARS_A_SECOND, clock });
  return new PaperTrader({ bus, clock, feed, newStrategySession }, session);
}

function missingArtifact(): StrategySession {
  throw new RaraError("no such artifact", { category: "not-found", code: "strategy.artifact" });
}

/** Waits until the desk holds its lease, which is when others can see that it runs. */
async function untilHeld(leases: LeaseRegistry): Promise<void> {
  for (let look = 0; look < 500 && leases.holder(PAPER_LEASE) === undefined; look++) await delay(5);
  expect(leases.holder(PAPER_LEASE)).toBeDefined();
}

function stopRequested(requestId: string): NewEvent {
  const about = { eventId: `${requestId}:requested`, occurredAtMs: 0, source: "cli", correlationId: requestId };
  return newEvent("trading.paper.stop-requested", { requestId }, about);
}

function paperStopped(ownerId: string, requestId: string | null): NewEvent {
  const about = { eventId: `${ownerId}:stopped`, occurredAtMs: 0, source: "paper", correlationId: ownerId };
  return newEvent("trading.paper.stopped", { ownerId, requestId, reason: "completed" }, about);
}

async function stoppedEvents({ bus }: TemporaryHome): Promise<readonly unknown[]> {
  const events = await bus.readRange({ fromSeq: 1, types: ["trading.paper.stopped"], limit: 100 });
  return events.map((event) => event.payload);
}

describe("PaperDesk", () => {
  it("runs its traders to the end, one after the other unless told otherwise, and says so", async () => {
    await using home = await temporaryHome();
    const cases = ["a", "b", "c"].map((seed) => randomCase(seed, BARS));
    const traders = cases.map((testCase) => traderOf(testCase, home.bus, home.clock));
    const report = await new PaperDesk(home, { ownerId: "desk-1" }).run(traders, NEVER);
    expect(report).toMatchObject({ kind: "finished", reason: "completed", requestId: null });
    expect(report.kind === "finished" && report.outcomes.map((outcome) => [outcome.kind, outcome.sessionId])).toEqual([
      ["ended", "session-a"],
      ["ended", "session-b"],
      ["ended", "session-c"],
    ]);
    const events = await home.bus.readRange({ fromSeq: 1, limit: 10_000 });
    const order = events.map((event) => event.correlationId).filter((id, i, all) => id !== all[i - 1]);
    expect(order).toEqual(["walk-session-a", "walk-session-b", "walk-session-c", "desk-1"]);
    expect(await stoppedEvents(home)).toEqual([{ ownerId: "desk-1", requestId: null, reason: "completed" }]);
    expect(home.leases.holder(PAPER_LEASE)).toBeUndefined();
  });

  it("stops between bars when another terminal asks, acknowledges the request, and the next desk goes on", async () => {
    await using home = await temporaryHome();
    const testCase = randomCase("stop", 3 * BARS);
    const desk = new PaperDesk(home, { ownerId: "desk-1" });
    const running = desk.run(
      [slowTraderOf(testCase, home), traderOf(randomCase("b", BARS), home.bus, home.clock)],
      NEVER,
    );
    await untilHeld(home.leases);
    await delay(200);
    const result = await requestPaperStop(home, { requestId: "stop-1", source: "cli" }, NEVER);
    const stopped = { ownerId: "desk-1", requestId: "stop-1", reason: "requested" };
    expect(result).toEqual({ kind: "stopped", stopped });
    expect(await running).toMatchObject({
      reason: "requested",
      requestId: "stop-1",
      outcomes: [{ kind: "stopped" }, { kind: "not-started", sessionId: "session-b" }],
    });
    expect(await readPaperStatus(home.bus)).toMatchObject([{ sessionId: "session-stop", state: "stopped" }]);

    const next = new PaperDesk(home, { ownerId: "desk-2" });
    expect(await next.run([traderOf(testCase, home.bus, home.clock)], NEVER)).toMatchObject({ reason: "completed" });
    expect(await readPaperStatus(home.bus)).toMatchObject([{ sessionId: "session-stop", state: "ended" }]);
  });

  it("is not stopped by a request that is older than itself, answered or not", async () => {
    await using home = await temporaryHome();
    await home.bus.publish([stopRequested("old-1"), paperStopped("desk-0", "old-1"), stopRequested("old-2")]);
    const report = await new PaperDesk(home, { ownerId: "desk-1" }).run(
      [slowTraderOf(randomCase("old", 10), home)],
      NEVER,
    );
    expect(report).toMatchObject({ reason: "completed", requestId: null });
  });

  it("is not stopped by a request that the desk before it answered while it was starting", async () => {
    await using home = await temporaryHome();
    let asked = false;
    const racing = delegatingBus(home.bus, {
      readRange: async (query) => {
        const events = await home.bus.readRange(query);
        if (asked || query.types?.includes("trading.paper.stop-requested") !== true) return events;
        asked = true;
        await home.bus.publish([stopRequested("race"), paperStopped("desk-0", "race")]);
        return events;
      },
    });
    const report = await new PaperDesk({ ...home, bus: racing }, { ownerId: "desk-1" }).run(
      [slowTraderOf(randomCase("race", 10), home)],
      NEVER,
    );
    expect(asked).toBe(true);
    expect(report).toMatchObject({ reason: "completed", requestId: null });
  });

  it("stops on Ctrl-C and says that it was interrupted", async () => {
    await using home = await temporaryHome();
    const interrupt = new AbortController();
    const running = new PaperDesk(home, { ownerId: "desk-1" }).run(
      [slowTraderOf(randomCase("interrupted", 3 * BARS), home)],
      interrupt.signal,
    );
    await untilHeld(home.leases);
    await delay(100);
    interrupt.abort();
    expect(await running).toMatchObject({ reason: "interrupted", outcomes: [{ kind: "stopped" }] });
    expect(await stoppedEvents(home)).toEqual([{ ownerId: "desk-1", requestId: null, reason: "interrupted" }]);
  });

  it("refuses to start beside a running desk, and starts once that one's lease has expired", async () => {
    await using home = await temporaryHome();
    const testCase = randomCase("lease", BARS);
    const running = new PaperDesk(home, { ownerId: "desk-1" }).run([slowTraderOf(testCase, home)], NEVER);
    await untilHeld(home.leases);
    const refused = await new PaperDesk(home, { ownerId: "desk-2" }).run([], NEVER);
    expect(refused).toMatchObject({ kind: "already-running", holder: { ownerId: "desk-1", pid: process.pid } });
    expect(await running).toMatchObject({ kind: "finished", reason: "completed" });

    expect(home.leases.acquire(PAPER_LEASE, "killed", PAPER_LEASE_MS)).toBeUndefined();
    using later = SqliteLeaseRegistry.open({ path: home.path, clock: wallClock(PAPER_LEASE_MS + 1) });
    const report = await new PaperDesk({ ...home, leases: later }, { ownerId: "desk-3" }).run([], NEVER);
    expect(report).toMatchObject({ kind: "finished", reason: "completed" });
  });

  it("stops its traders and fails when its lease was taken from it", async () => {
    await using home = await temporaryHome();
    using later = SqliteLeaseRegistry.open({ path: home.path, clock: wallClock(2 * PAPER_LEASE_MS) });
    const testCase = randomCase("lost", 200);
    const running = new PaperDesk(home, { ownerId: "desk-1" }).run([slowTraderOf(testCase, home)], NEVER);
    await untilHeld(home.leases);
    expect(later.acquire(PAPER_LEASE, "thief", PAPER_LEASE_MS)).toBeUndefined();
    await expect(running).rejects.toMatchObject({ code: "trading.lease-lost", details: { ownerId: "thief" } });
    expect(await stoppedEvents(home)).toEqual([{ ownerId: "desk-1", requestId: null, reason: "failed" }]);
    const types = (await eventsOf(home.bus, testCase.session)).map((event) => event.type);
    expect(types).not.toContain("trading.session.ended");
    expect(later.holder(PAPER_LEASE)?.ownerId).toBe("thief");
  });

  it("lets the others go on when one trader fails, and reports the failure", async () => {
    await using home = await temporaryHome();
    const [bad, good] = [randomCase("bad", BARS), randomCase("good", BARS)];
    const newStrategySession = missingArtifact;
    const traders = [
      traderOf({ ...bad, newStrategySession }, home.bus, home.clock),
      traderOf(good, home.bus, home.clock),
    ];
    const report = await new PaperDesk(home, { ownerId: "desk-1" }).run(traders, NEVER);
    expect(report).toMatchObject({
      reason: "failed",
      outcomes: [{ kind: "failed", sessionId: "session-bad", error: { code: "strategy.artifact" } }, { kind: "ended" }],
    });
  });

  it("gives its lease back when the log cannot be written", async () => {
    await using home = await temporaryHome();
    const bus = new DyingBus(home.bus, 4, "before-commit");
    const desk = new PaperDesk({ ...home, bus }, { ownerId: "desk-1" });
    await expect(desk.run([traderOf(randomCase("unwritable", BARS), bus, home.clock)], NEVER)).rejects.toThrow();
    expect(home.leases.holder(PAPER_LEASE)).toBeUndefined();
  });

  it("refuses a number of traders at once that it has no bound for", async () => {
    await using home = await temporaryHome();
    for (const tradersAtOnce of [0, 33, 1.5, NaN]) {
      expect(() => new PaperDesk(home, { ownerId: "desk", tradersAtOnce })).toThrow(/Expected 1 to 32 traders at once/);
    }
  });
});

describe("requestPaperStop", () => {
  it("finds that nothing runs, and asks nobody", async () => {
    await using home = await temporaryHome();
    expect(await requestPaperStop(home, { requestId: "stop-1", source: "cli" }, NEVER)).toEqual({
      kind: "not-running",
    });
    expect(await home.bus.readRange({ fromSeq: 1, limit: 10 })).toEqual([]);
  });

  it("takes a desk that came to its end by itself meanwhile for stopped", async () => {
    await using home = await temporaryHome();
    home.leases.acquire(PAPER_LEASE, "desk-1", 60_000);
    const waiting = requestPaperStop(home, { requestId: "stop-1", source: "cli" }, NEVER);
    await home.bus.publish([paperStopped("desk-1", null)]);
    home.leases.release(PAPER_LEASE, "desk-1");
    const stopped = { ownerId: "desk-1", requestId: null, reason: "completed" };
    expect(await waiting).toEqual({ kind: "stopped", stopped });
  });

  it("gives up after its timeout on a desk that holds the lease and does not answer", async () => {
    await using home = await temporaryHome();
    home.leases.acquire(PAPER_LEASE, "deaf", 60_000);
    const request = { requestId: "stop-1", source: "cli", timeoutMs: 250 };
    expect(await requestPaperStop(home, request, NEVER)).toEqual({
      kind: "timeout",
      ownerId: "deaf",
      pid: process.pid,
    });
  });

  it("finds that nothing runs any more when the desk was killed and its lease runs out", async () => {
    await using home = await temporaryHome();
    home.leases.acquire(PAPER_LEASE, "killed", 300);
    expect(await requestPaperStop(home, { requestId: "stop-1", source: "cli" }, NEVER)).toEqual({
      kind: "not-running",
    });
  });

  it("ends at once when the person who waits gives up", async () => {
    await using home = await temporaryHome();
    home.leases.acquire(PAPER_LEASE, "deaf", 60_000);
    const waiting = requestPaperStop(home, { requestId: "stop-1", source: "cli" }, AbortSignal.timeout(100));
    await expect(waiting).rejects.toMatchObject({ name: "TimeoutError" });
  });
});
