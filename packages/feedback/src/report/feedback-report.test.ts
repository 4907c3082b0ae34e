import {
  type FeedbackDecision,
  newEvent,
  type NewEvent,
  type PerformanceMetrics,
  type StoredEvent,
} from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { feedbackReport } from "./feedback-report.ts";

const METRICS: PerformanceMetrics = {
  totalReturn: 0.1,
  annualisedReturn: null,
  annualisedVolatility: null,
  sharpe: null,
  sortino: null,
  maxDrawdown: 0.05,
  calmar: null,
  winRate: null,
  profitFactor: null,
  trades: 3,
  exposure: 0.5,
  turnover: null,
};

const PROMOTE: FeedbackDecision = { kind: "promote", to: "live-proposed", reason: "Promote: it earned it." };
const HOLD: FeedbackDecision = { kind: "hold", reason: "Hold: too early." };
const RETIRE: FeedbackDecision = { kind: "retire", reason: "Retire: it lost." };

let events = 0;
function about() {
  events++;
  return { eventId: `event-${events}`, occurredAtMs: events, source: "feedback", correlationId: "walk" };
}

function evaluated(strategyId: string, sessionId: string, decision: FeedbackDecision): NewEvent {
  const counts = { fills: 6, refusals: 1, days: 70 };
  const payload = { strategyId, sessionId, stage: "paper", decision, metrics: METRICS, ...counts } as const;
  return newEvent("feedback.strategy.evaluated", payload, about());
}

function proposed(strategyId: string, equityFraction: number): NewEvent {
  const payload = { strategyId, artifactSha256: "ab".repeat(32), equityFraction, reason: "it earned it" };
  return newEvent("feedback.live.proposed", payload, about());
}

function report(...news: readonly NewEvent[]) {
  return feedbackReport(Array.from(news, (event, i): StoredEvent => ({ ...event, seq: i + 1 })));
}

describe("feedbackReport", () => {
  it("is empty before anything was judged", () => {
    expect(report()).toEqual({
      evaluations: [],
      decisions: { promote: 0, hold: 0, demote: 0, retire: 0 },
      liveProposals: [],
      retrainRequests: [],
    });
  });

  it("shows each session's latest judgement with its reason and metrics, and counts decisions", () => {
    const { evaluations, decisions } = report(
      evaluated("s1", "a", HOLD),
      evaluated("s2", "b", RETIRE),
      evaluated("s1", "a", PROMOTE),
    );
    expect(evaluations.map(({ sessionId, decision, reason }) => [sessionId, decision, reason])).toEqual([
      ["a", "promote", "Promote: it earned it."],
      ["b", "retire", "Retire: it lost."],
    ]);
    expect(evaluations[0]).toMatchObject({
      strategyId: "s1",
      stage: "paper",
      metrics: METRICS,
      fills: 6,
      refusals: 1,
      days: 70,
    });
    expect(decisions).toEqual({ promote: 1, hold: 0, demote: 0, retire: 1 });
  });

  it("lists the latest proposal of each strategy until a later judgement withdraws it", () => {
    const waiting = report(
      evaluated("s1", "a", PROMOTE),
      proposed("s1", 0.2),
      evaluated("s1", "b", PROMOTE),
      proposed("s1", 0.3),
    );
    expect(waiting.liveProposals).toMatchObject([{ strategyId: "s1", equityFraction: 0.3, reason: "it earned it" }]);
    const withdrawn = report(evaluated("s1", "a", PROMOTE), proposed("s1", 0.2), evaluated("s1", "b", RETIRE));
    expect(withdrawn.liveProposals).toEqual([]);
    const other = report(evaluated("s1", "a", PROMOTE), proposed("s1", 0.2), evaluated("s2", "b", RETIRE));
    expect(other.liveProposals).toHaveLength(1);
  });
});
