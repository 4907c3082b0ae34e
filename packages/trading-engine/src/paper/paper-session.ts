import type { InstrumentId, Timeframe, TimeRange } from "@rara-trading/domain";
import type { EngineOptions } from "@rara-trading/simulation";

/**
 * Everything that makes a paper session what it is. The same values over the same candles give the same orders, so
 * a session is resumed by describing it again; the log refuses a description that differs.
 */
export interface PaperSession {
  /** Unique for ever; every event id and client order id of the session derives from it. */
  readonly sessionId: string;
  readonly strategyId: string;
  readonly artifactSha256: string;
  /** The walk that the strategy belongs to; every event of the session carries it. */
  readonly correlationId: string;
  readonly instrument: InstrumentId;
  readonly timeframe: Timeframe;
  /** The bars that the feed replays, warm-up included. */
  readonly range: TimeRange;
  /** What the simulation's engine runs with; its guards are chosen where the program is composed. */
  readonly engine: EngineOptions;
}
