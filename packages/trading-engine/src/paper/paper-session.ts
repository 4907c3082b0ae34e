import { type InstrumentId, RaraError, type Timeframe, type TimeRange } from "@rara-trading/domain";
import type { EngineOptions } from "@rara-trading/simulation";

/** A guard in force with the limit it holds, for the record. */
export interface GuardLimit {
  readonly name: string;
  readonly limit: number;
}

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
  /** One entry for each guard in `engine.guards`, in their order. */
  readonly guardLimits: readonly GuardLimit[];
}

/** Refuses a session whose record would name other guards than those that run. @throws RaraError `trading.guards-misdescribed`. */
export function checkGuardLimits(session: PaperSession): void {
  const described = session.guardLimits.map((guard) => guard.name).join(", ");
  const running = session.engine.guards.map((guard) => guard.name).join(", ");
  if (described === running) return;
  throw new RaraError(`Expected a limit for each of the guards [${running}], found [${described}]`, {
    category: "bug",
    code: "trading.guards-misdescribed",
    hint: "Build guards and their limits side by side, in one order.",
    details: { sessionId: session.sessionId },
  });
}
