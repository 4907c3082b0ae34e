import {
  type CandidateAccepted,
  columnsOf,
  DAY_MS,
  newEvent,
  type NewEvent,
  parseInstrumentId,
  type PerformanceMetrics,
  SeededRandom,
  type StrategySession,
} from "@rara-trading/domain";
import type { PaperSession } from "@rara-trading/trading-engine";
import type { RandomCase } from "./random-session.ts";

const DAYS = 300;
/** Days up, then days down. */
const PHASE_DAYS = 5;
const FROM_MS = Date.UTC(2023, 0, 2);
const INSTRUMENT = parseInstrumentId("sim:phases");

const RESEARCH_METRICS: PerformanceMetrics = {
  totalReturn: 1,
  annualisedReturn: 0.3,
  annualisedVolatility: 0.1,
  sharpe: 3,
  sortino: 4,
  maxDrawdown: 0.05,
  calmar: 6,
  winRate: 0.7,
  profitFactor: 3,
  trades: 100,
  exposure: 0.5,
  turnover: 50,
};

/** Long in the phases that rise, flat in those that fall: it knows them, so it wins. */
function phaseStrategy(): StrategySession {
  let day = 0;
  return {
    meta: { name: "phases", version: 1, description: "Long while prices rise", warmupBars: 0, parameters: [] },
    onCandle: () => (Math.floor(++day / PHASE_DAYS) % 2 === 0 ? 1 : 0),
    setPosition() {},
    askRiskLevels() {},
    stopLoss: NaN,
    takeProfit: NaN,
  };
}

/** Returns a session that earns a promotion: 300 days, about 30 round trips, most of them won. */
export function winningCase(sessionId: string): RandomCase {
  const random = new SeededRandom("phases");
  let last = 100;
  const candles = Array.from({ length: DAYS }, (_, day) => {
    const rises = Math.floor(day / PHASE_DAYS) % 2 === 0;
    const open = last;
    last = open * (1 + (rises ? 0.006 : -0.005) + 0.004 * random.nextNormal());
    const high = Math.max(open, last);
    return { openTimeMs: FROM_MS + day * DAY_MS, open, high, low: Math.min(open, last), close: last, volume: 1 };
  });
  const session: PaperSession = {
    sessionId,
    strategyId: `strategy-${sessionId}`,
    artifactSha256: "cd".repeat(32),
    correlationId: `walk-${sessionId}`,
    instrument: INSTRUMENT,
    timeframe: "1d",
    range: { fromMs: FROM_MS, toMs: FROM_MS + DAYS * DAY_MS },
    engine: {
      capital: 100_000,
      costs: { feeBps: 5, slippageBps: 5 },
      sizing: { equityFraction: 0.8, lotsPerUnit: 1_000_000 },
      guards: [],
      tradeFromMs: 0,
    },
  };
  return { session, candles: columnsOf(candles), newStrategySession: phaseStrategy };
}

/** Returns the event by which research hands the strategy of a session over. */
export function acceptanceOf({ session }: RandomCase): NewEvent {
  const { strategyId, artifactSha256, instrument, timeframe, correlationId } = session;
  const payload: CandidateAccepted = {
    runId: "run-1",
    trialId: "trial-1",
    strategyId,
    hypothesis: {
      hypothesisId: "hypothesis-1",
      english: "Prices rise in phases",
      treeHash: "ef".repeat(32),
      family: "trend",
      origin: "sample",
      parentIds: [],
    },
    instrument,
    timeframe,
    artifactSha256,
    equityFraction: 0.8,
    researchMetrics: RESEARCH_METRICS,
  };
  const about = { eventId: `${strategyId}:accepted`, occurredAtMs: 1, source: "research", correlationId };
  return newEvent("research.candidate.accepted", payload, about);
}
