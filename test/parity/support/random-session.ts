import {
  type CandleColumns,
  columnsOf,
  drawdownLimitGuard,
  emptyColumns,
  maxPositionSizeGuard,
  parseInstrumentId,
  SeededRandom,
  type StrategySession,
  timeframeMs,
} from "@rara-trading/domain";
import type { PaperSession } from "@rara-trading/trading-engine";
import { RandomStrategy } from "./random-strategy.ts";

const FROM_MS = Date.UTC(2024, 0, 1, 5);

/** A session with everything that it runs on; the same for the same seed. */
export interface RandomCase {
  readonly session: PaperSession;
  readonly candles: CandleColumns;
  readonly newStrategySession: () => StrategySession;
}

/** Returns hourly bars with gaps: jumps between close and next open, and hours or days without any bar. */
function randomMarket(seed: string, bars: number): CandleColumns {
  const random = new SeededRandom(`market/${seed}`);
  let openTimeMs = FROM_MS;
  let last = 50 + 100 * random.next();
  const candles = Array.from({ length: bars }, () => {
    const open = last * (1 + (random.next() < 0.1 ? 0.03 : 0.002) * random.nextNormal());
    const close = open * (1 + 0.012 * random.nextNormal());
    const high = Math.max(open, close) * (1 + 0.006 * random.next());
    const low = Math.min(open, close) * (1 - 0.006 * random.next());
    const candle = { openTimeMs, open, high, low, close, volume: random.nextInt(1_000) };
    const skipped = random.next() < 0.05 ? random.nextInt(60) : 0;
    openTimeMs += timeframeMs("1h") * (1 + skipped);
    last = close;
    return candle;
  });
  return columnsOf(candles);
}

/** Returns a session on `bars` random bars, under both guards with limits that bite. */
export function randomCase(seed: string, bars: number, sessionId = `session-${seed}`): RandomCase {
  const candles = bars === 0 ? emptyColumns(0) : randomMarket(seed, bars);
  const random = new SeededRandom(`options/${seed}`);
  const maxPosition = 0.6 + 0.4 * random.next();
  const maxDrawdown = 0.05 + 0.2 * random.next();
  const session: PaperSession = {
    sessionId,
    strategyId: `strategy-${seed}`,
    artifactSha256: "ab".repeat(32),
    correlationId: `walk-${sessionId}`,
    instrument: parseInstrumentId("sim:random"),
    timeframe: "1h",
    range: { fromMs: FROM_MS, toMs: (candles.openTimeMs.at(-1) ?? FROM_MS) + timeframeMs("1h") },
    engine: {
      capital: 10_000,
      costs: { feeBps: random.nextInt(8), slippageBps: random.nextInt(8) },
      sizing: { equityFraction: 0.4 + 0.6 * random.next(), lotsPerUnit: 1_000 },
      guards: [maxPositionSizeGuard(maxPosition), drawdownLimitGuard(maxDrawdown)],
      tradeFromMs: FROM_MS + random.nextInt(30) * timeframeMs("1h"),
    },
  };
  return { session, candles, newStrategySession: () => new RandomStrategy(seed) };
}
