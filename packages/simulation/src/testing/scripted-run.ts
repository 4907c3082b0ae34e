import {
  type CandleColumns,
  columnsOf,
  DAY_MS,
  type Fill,
  type OrderIntent,
  type OrderRefusal,
} from "@rara-trading/domain";
import { BarEngine } from "../engine/bar-engine.ts";
import type { EngineOptions } from "../engine/engine-options.ts";
import { type RiskRule, TargetArraySession } from "./target-array-session.ts";

/** One scripted bar and the target that the strategy returns at its close. */
export type ScriptedBar = readonly [open: number, high: number, low: number, close: number, target: number];

/** What the engine did and how it stood after each bar. */
export interface ScriptedRun {
  readonly session: TargetArraySession;
  readonly engine: BarEngine;
  readonly approved: readonly OrderIntent[];
  readonly refused: readonly OrderRefusal[];
  readonly fills: readonly Fill[];
  readonly equity: readonly number[];
  readonly cash: readonly number[];
  readonly position: readonly number[];
}

/** A capital of 1,000 in whole units, free of costs, without guards: sums that fit in the head. */
export const PLAIN: EngineOptions = {
  capital: 1_000,
  costs: { feeBps: 0, slippageBps: 0 },
  sizing: { equityFraction: 1, lotsPerUnit: 1 },
  guards: [],
  tradeFromMs: 0,
};

/** Returns daily bars from the epoch on; every volume is 1. */
export function dailyColumns(bars: readonly (readonly [number, number, number, number, ...number[]])[]): CandleColumns {
  return columnsOf(
    bars.map(([open, high, low, close], i) => ({ openTimeMs: i * DAY_MS, open, high, low, close, volume: 1 })),
  );
}

/** Steps the engine over daily bars and records everything. */
export function runScript(
  bars: readonly ScriptedBar[],
  changes: Partial<EngineOptions> = {},
  risk?: RiskRule,
  warmupBars?: number,
): ScriptedRun {
  const session = new TargetArraySession(
    bars.map((bar) => bar[4]),
    risk,
    warmupBars,
  );
  const approved: OrderIntent[] = [];
  const refused: OrderRefusal[] = [];
  const fills: Fill[] = [];
  const engine = new BarEngine(
    session,
    { ...PLAIN, ...changes },
    {
      approved: (intent) => void approved.push(intent),
      refused: (refusal) => void refused.push(refusal),
      filled: (fill) => void fills.push(fill),
    },
  );
  const equity: number[] = [];
  const cash: number[] = [];
  const position: number[] = [];
  for (const [i, [open, high, low, close]] of bars.entries()) {
    engine.step(i * DAY_MS, open, high, low, close, 1);
    equity.push(engine.equity);
    cash.push(engine.cash);
    position.push(engine.position);
  }
  return { session, engine, approved, refused, fills, equity, cash, position };
}
