import {
  type EventBus,
  type FeedbackDecision,
  isEvent,
  type PerformanceMetrics,
  storedEvents,
  toFloat64,
} from "@rara-trading/domain";

/** What the log tells about a strategy on paper. */
export interface PaperResult {
  readonly fromMs: number;
  readonly toMs: number;
  /** Equity over capital, one a day. */
  readonly growth: readonly number[];
  readonly metrics: PerformanceMetrics | null;
  readonly fills: number;
  readonly refusals: number;
  readonly decision: FeedbackDecision | null;
  readonly liveProposed: boolean;
}

interface Draft {
  capital: number;
  fromMs: number;
  toMs: number;
  readonly growth: number[];
  metrics: PerformanceMetrics | null;
  fills: number;
  refusals: number;
  decision: FeedbackDecision | null;
  liveProposed: boolean;
}

/** Reads what became of every strategy that went to paper, by strategy id. */
export async function readPaperResults(bus: EventBus): Promise<ReadonlyMap<string, PaperResult>> {
  const results = new Map<string, Draft>();
  const types = [
    "trading.session.started",
    "trading.equity.marked",
    "feedback.strategy.evaluated",
    "feedback.live.proposed",
  ] as const;
  for await (const event of storedEvents(bus, types, 1)) {
    if (isEvent(event, "trading.session.started")) {
      const capital = toFloat64(event.payload.capitalQuote);
      const empty = { fromMs: 0, toMs: 0, growth: [], metrics: null, fills: 0, refusals: 0, decision: null };
      results.set(event.payload.strategyId, { capital, ...empty, liveProposed: false });
      continue;
    }
    const { strategyId } = event.payload as { readonly strategyId: string };
    const result = results.get(strategyId);
    if (result === undefined) continue;
    if (isEvent(event, "trading.equity.marked")) {
      if (result.growth.length === 0) result.fromMs = event.payload.barOpenTimeMs;
      result.toMs = event.payload.barOpenTimeMs;
      result.growth.push(toFloat64(event.payload.equityQuote) / result.capital);
    } else if (isEvent(event, "feedback.strategy.evaluated")) {
      const { metrics, decision, fills, refusals } = event.payload;
      Object.assign(result, { metrics, decision, fills, refusals });
    } else result.liveProposed = true;
  }
  return results;
}
