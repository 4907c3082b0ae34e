import { calendarOf, type EventType, type StoredEvent } from "@rara-trading/domain";
import { FeedbackBridge, readFeedbackReport } from "@rara-trading/feedback";
import { dailyReturns, performanceMetrics, runBacktest } from "@rara-trading/simulation";
import { PaperDesk } from "@rara-trading/trading-engine";
import { describe, expect, it } from "vitest";
import { type DeathMoment, DyingBus, ProcessDied } from "./support/dying-bus.ts";
import { traderOf } from "./support/random-case-trader.ts";
import { type RandomCase, randomCase } from "./support/random-session.ts";
import { type TemporaryHome, temporaryHome } from "./support/temporary-home.ts";
import { acceptanceOf, winningCase } from "./support/winning-session.ts";

const NEVER = new AbortController().signal;
const BARS = 60;

async function trade(home: TemporaryHome, ...cases: readonly RandomCase[]): Promise<void> {
  for (const testCase of cases) await traderOf(testCase, home.bus, home.clock).run(NEVER);
}

function read({ bus }: TemporaryHome, ...types: readonly EventType[]): Promise<readonly StoredEvent[]> {
  return bus.readRange({ fromSeq: 1, types, limit: 10_000 });
}

async function judgements(home: TemporaryHome): Promise<readonly string[]> {
  const events = await read(home, "feedback.strategy.evaluated", "feedback.live.proposed");
  return events.map((event) => event.eventId);
}

describe("FeedbackBridge", () => {
  it("judges a session that has ended on the very figures of a backtest over the same bars", async () => {
    await using home = await temporaryHome();
    const testCase = randomCase("metrics", 400);
    await trade(home, testCase);
    await using bridge = await FeedbackBridge.open(home);
    await bridge.drain(NEVER);

    const { session, candles, newStrategySession } = testCase;
    const { engine } = session;
    const result = runBacktest(newStrategySession(), candles, engine);
    const from = candles.openTimeMs.findIndex((openTimeMs) => openTimeMs >= engine.tradeFromMs);
    const metrics = performanceMetrics({
      dailyReturns: dailyReturns(result.equity.slice(from), candles.openTimeMs.slice(from), engine.capital),
      calendar: calendarOf(session.instrument),
      roundTrips: result.roundTrips,
      bars: 0,
      barsInPosition: 0,
      tradedNotional: result.tradedNotional,
      meanEquity: 0,
    });
    const [judged] = await read(home, "feedback.strategy.evaluated");
    if (judged?.type !== "feedback.strategy.evaluated") throw new Error("Expected a judgement");
    const { sharpe, sortino, totalReturn, annualisedVolatility, winRate, profitFactor, trades } = metrics;
    expect(sharpe).not.toBeNull();
    expect(judged.payload).toMatchObject({
      sessionId: session.sessionId,
      stage: "paper",
      fills: result.fills.length,
      refusals: result.refusals.length,
      metrics: { sharpe, sortino, totalReturn, annualisedVolatility, winRate, profitFactor, trades },
    });
    expect(judged).toMatchObject({ source: "feedback", correlationId: session.correlationId });
  });

  it("proposes a strategy that earned it for live, once, with its artifact and size", async () => {
    await using home = await temporaryHome();
    const testCase = winningCase("winner");
    await home.bus.publish([acceptanceOf(testCase)]);
    await trade(home, testCase);
    for (let again = 0; again < 2; again++) {
      await using bridge = await FeedbackBridge.open(home);
      await bridge.drain(NEVER);
    }
    const report = await readFeedbackReport(home.bus);
    expect(report.decisions).toEqual({ promote: 1, hold: 0, demote: 0, retire: 0 });
    expect(report.evaluations).toMatchObject([{ sessionId: "winner", decision: "promote", days: 300 }]);
    expect(report.evaluations[0]?.reason).toMatch(/^Promote: 300 days and \d+ round trips; Sharpe \d/);
    expect(report.liveProposals).toMatchObject([
      { strategyId: "strategy-winner", artifactSha256: "cd".repeat(32), equityFraction: 0.8 },
    ]);
    expect(await judgements(home)).toEqual(["winner:evaluated:end", "winner:live-proposed:end"]);
  });

  it("does not propose the same strategy when research never accepted it", async () => {
    await using home = await temporaryHome();
    await trade(home, winningCase("orphan"));
    await using bridge = await FeedbackBridge.open(home);
    await bridge.drain(NEVER);
    expect(await readFeedbackReport(home.bus)).toMatchObject({
      evaluations: [{ decision: "hold" }],
      liveProposals: [],
    });
  });

  it("returns from a drain with nothing to do, and leaves sessions that go on alone", async () => {
    await using home = await temporaryHome();
    await using bridge = await FeedbackBridge.open(home);
    await bridge.drain(NEVER);
    const dying = new DyingBus(home.bus, 6, "after-commit");
    await expect(traderOf(randomCase("open", BARS), dying, home.clock).run(NEVER)).rejects.toThrow(ProcessDied);
    await bridge.drain(NEVER);
    expect(await judgements(home)).toEqual([]);
    await trade(home, randomCase("open", BARS), randomCase("next", BARS));
    await bridge.drain(NEVER);
    await bridge.drain(NEVER);
    expect(await judgements(home)).toEqual(["session-open:evaluated:end", "session-next:evaluated:end"]);
  });

  it("judges while it follows the log, until it is told to stop", async () => {
    await using home = await temporaryHome();
    await using bridge = await FeedbackBridge.open(home);
    const stop = new AbortController();
    const running = bridge.run(stop.signal);
    await trade(home, randomCase("a", BARS), randomCase("b", BARS));
    const types: EventType[] = ["feedback.strategy.evaluated"];
    let seen = 0;
    for await (const event of home.bus.tail({ fromSeq: 1, types, signal: AbortSignal.timeout(20_000) })) {
      expect(event.type).toBe("feedback.strategy.evaluated");
      if (++seen === 2) break;
    }
    stop.abort();
    await running;
    expect(await judgements(home)).toEqual(["session-a:evaluated:end", "session-b:evaluated:end"]);
  });

  for (const moment of ["before-commit", "after-commit"] as const satisfies readonly DeathMoment[]) {
    it(`judges every session exactly once when it dies ${moment} of any acknowledgement`, async () => {
      await using home = await temporaryHome();
      // Side by side and of different lengths, so that they end in different batches of the subscription.
      const cases = [150, 300, 450, 600].map((bars) => randomCase(`bars-${bars}`, bars));
      const traders = cases.map((testCase) => traderOf(testCase, home.bus, home.clock));
      await new PaperDesk(home, { ownerId: "desk", tradersAtOnce: cases.length }).run(traders, NEVER);
      const ended = await read(home, "trading.session.ended");
      const expected = ended.map((event) => event.eventId.replace(/:ended$/, ":evaluated:end"));
      expect(expected).toHaveLength(cases.length);
      let lives = 0;
      for (let deathAt = 0; deathAt < 50; deathAt++) {
        lives++;
        const bus = new DyingBus(home.bus, moment === "before-commit" ? deathAt : 0, moment);
        await using bridge = await FeedbackBridge.open({ bus, clock: home.clock });
        const died = await bridge.drain(NEVER).then(
          () => false,
          (error: unknown) => error instanceof ProcessDied,
        );
        const judged = await judgements(home);
        expect(judged).toEqual(expected.slice(0, judged.length));
        if (!died) break;
      }
      expect(lives).toBeGreaterThan(2);
      expect(await judgements(home)).toEqual(expected);
    });
  }

  it("judges a session on demand, as often as someone asks, without judging it for good", async () => {
    await using home = await temporaryHome();
    const dying = new DyingBus(home.bus, 8, "after-commit");
    await expect(traderOf(randomCase("open", BARS), dying, home.clock).run(NEVER)).rejects.toThrow(ProcessDied);
    await using bridge = await FeedbackBridge.open(home);
    const first = await bridge.evaluate("session-open", "evaluation-1");
    expect(first.decision).toMatchObject({ kind: "hold", reason: expect.stringContaining("the evidence is short") });
    await trade(home, randomCase("open", BARS));
    const second = await bridge.evaluate("session-open", "evaluation-2");
    expect(second.fills).toBeGreaterThan(first.fills);
    await bridge.drain(NEVER);
    expect(await judgements(home)).toEqual([
      "session-open:evaluated:request:evaluation-1",
      "session-open:evaluated:request:evaluation-2",
      "session-open:evaluated:end",
    ]);
    await expect(bridge.evaluate("nobody", "evaluation-3")).rejects.toMatchObject({
      code: "feedback.session-not-found",
    });
  });
});
