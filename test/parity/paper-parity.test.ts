import { DAY_MS, firstBarAtOrAfter } from "@rara-trading/domain";
import { type BacktestResult, dayEndIndices, runBacktest } from "@rara-trading/simulation";
import { PaperDesk, TRADERS_AT_ONCE_MAX } from "@rara-trading/trading-engine";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventsOf, fillsOf, loggedFills, loggedMarks, loggedRefusals, refusalFacts } from "./support/logged-session.ts";
import { traderOf } from "./support/random-case-trader.ts";
import { type RandomCase, randomCase } from "./support/random-session.ts";
import { type TemporaryHome, temporaryHome } from "./support/temporary-home.ts";

const CASES = Array.from({ length: 40 }, (_, seed) => randomCase(`parity-${seed}`, 260));

let home: TemporaryHome;
beforeAll(async () => {
  home = await temporaryHome();
  const { bus, clock } = home;
  const traders = CASES.map((testCase) => traderOf(testCase, bus, clock));
  // Side by side, so that sessions interleave in the log and share its commits.
  const desk = new PaperDesk(home, { ownerId: "parity", tradersAtOnce: TRADERS_AT_ONCE_MAX });
  expect(await desk.run(traders, AbortSignal.timeout(60_000))).toMatchObject({ kind: "finished", reason: "completed" });
});
afterAll(() => home[Symbol.asyncDispose]());

function backtest({ newStrategySession, candles, session }: RandomCase): BacktestResult {
  return runBacktest(newStrategySession(), candles, session.engine);
}

describe("paper trading and the backtest over the same bars", () => {
  it("agree on every fill, refusal and daily equity, exactly", async () => {
    for (const testCase of CASES) {
      const { session, candles } = testCase;
      const events = await eventsOf(home.bus, session);
      const { fills, refusals, equity } = backtest(testCase);
      expect(loggedFills(events)).toEqual(fillsOf(fills));
      expect(loggedRefusals(events)).toEqual(refusalFacts(refusals));
      const from = firstBarAtOrAfter(candles, session.engine.tradeFromMs);
      const dayEnds = [...dayEndIndices(candles.openTimeMs)].filter((index) => index >= from);
      expect(loggedMarks(events).map((mark) => [mark.barOpenTimeMs, Number(mark.equityQuote)])).toEqual(
        dayEnds.map((index) => [candles.openTimeMs[index], equity[index]]),
      );
    }
  });

  it("were compared where every kind of order and both guards occurred", () => {
    const results = CASES.map(backtest);
    const seen = new Map<string, number>();
    const count = (what: string): unknown => seen.set(what, (seen.get(what) ?? 0) + 1);
    for (const { fills, refusals } of results) {
      for (const { guard } of refusals) count(guard);
      for (const [i, fill] of fills.entries()) {
        count(fill.purpose);
        const before = fills[i - 1];
        const isFlip = fill.purpose === "entry" && before?.barOpenTimeMs === fill.barOpenTimeMs;
        if (isFlip) count("flip");
        if (before?.purpose === "entry" && before.barOpenTimeMs === fill.barOpenTimeMs && !isFlip) count("same bar");
      }
    }
    const kinds = [
      "entry",
      "exit",
      "stop-loss",
      "take-profit",
      "flip",
      "same bar",
      "max-position-size",
      "drawdown-limit",
    ];
    for (const kind of kinds) expect([kind, seen.get(kind) ?? 0]).toEqual([kind, expect.toSatisfy((n) => n >= 20)]);
    const days = CASES.map(({ candles }) => candles.openTimeMs).map(
      (times) => ((times.at(-1) ?? 0) - (times[0] ?? 0)) / DAY_MS,
    );
    expect(Math.max(...days)).toBeGreaterThan(20);
  });

  it("puts every fill after its approval, and the approval of what fills at an open before that bar", async () => {
    for (const { session } of CASES.slice(0, 10)) {
      const approvedAt = new Map<number, number>();
      for (const event of await eventsOf(home.bus, session)) {
        if (event.type === "trading.order.approved") {
          approvedAt.set(event.payload.sequence, event.payload.barOpenTimeMs);
        } else if (event.type === "trading.order.filled") {
          const { sequence, purpose, barOpenTimeMs, clientOrderId } = event.payload;
          const approvedMs = approvedAt.get(sequence) ?? NaN;
          if (purpose === "entry" || purpose === "exit") expect(approvedMs).toBeLessThan(barOpenTimeMs);
          else expect(approvedMs).toBeLessThanOrEqual(barOpenTimeMs);
          expect(clientOrderId).toBe(`${session.sessionId}-${sequence}`);
        }
      }
      expect(approvedAt.size).toBeGreaterThan(0);
    }
  });
});
