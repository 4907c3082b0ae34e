import type { Fill, InstrumentId, TradingSessionEnded, VaultVerdict } from "@rara-trading/domain";

/** The account at the last close of a UTC day. */
export interface EquityMark {
  readonly barOpenTimeMs: number;
  readonly equity: number;
  /** Signed base units. */
  readonly position: number;
}

/** What the log tells of one trading session, in float64. */
export interface SessionRecord {
  readonly sessionId: string;
  readonly strategyId: string;
  readonly artifactSha256: string;
  /** The walk that the session belongs to. */
  readonly correlationId: string;
  readonly stage: "paper" | "live";
  readonly instrument: InstrumentId;
  /** Equity at the start, quote currency. */
  readonly capital: number;
  /** Notional of full strength as a fraction of equity. */
  readonly equityFraction: number;
  readonly fills: readonly Fill[];
  readonly refusals: number;
  /** One for each UTC day with bars. */
  readonly marks: readonly EquityMark[];
  /** How it ended, or undefined while it goes on. */
  readonly end: TradingSessionEnded | undefined;
  /** Sessions of the same strategy that started before it, under other settings or on fewer bars. */
  readonly earlierSessions: number;
  /** Share of winning round trips on the research span; `null` when research never accepted the strategy or it is undefined. */
  readonly researchWinRate: number | null;
  /** The trial by which research accepted the strategy; `null` when it never did. */
  readonly trialId: string | null;
  /** What the vault said when research accepted the strategy; `null` when nobody looked. */
  readonly vault: VaultVerdict | null;
}
