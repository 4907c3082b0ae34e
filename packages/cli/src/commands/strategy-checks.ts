import { type CandleColumns, type MarketCalendar, SeededRandom, sliceColumns } from "@rara-trading/domain";
import {
  type BlindnessCheck,
  checkLag,
  checkWarmUp,
  type EngineOptions,
  type OpenSession,
  proveBlindness,
  sessionRun,
} from "@rara-trading/simulation";

/** Bars that the checks run over; more would say the same and take longer. */
const CHECK_BARS_MAX = 4_000;

const SHUFFLE_SEED = "blindness";

/** What is checked. */
export interface CheckedRun {
  readonly openSession: OpenSession;
  readonly candles: CandleColumns;
  readonly engine: EngineOptions;
  readonly calendar: MarketCalendar;
}

/** What the checks found, and what is left of the Sharpe ratio when every target acts one bar later. */
export interface StrategyChecks {
  readonly checks: readonly BlindnessCheck[];
  readonly laggedSharpe: number | null;
}

/** Runs every check: the proofs and the warm-up on the first bars at most `CHECK_BARS_MAX`, the lag on all of them. */
export function checkStrategy({ openSession, candles, engine, calendar }: CheckedRun): StrategyChecks {
  const some = sliceColumns(candles, 0, CHECK_BARS_MAX);
  const proofs = proveBlindness(sessionRun(openSession, engine), some, new SeededRandom(SHUFFLE_SEED));
  const { check, passed, evidence, laggedSharpe } = checkLag(openSession, candles, engine, calendar);
  const checks = [...proofs, { check, passed, evidence }, checkWarmUp(openSession, some)];
  return { checks, laggedSharpe };
}
