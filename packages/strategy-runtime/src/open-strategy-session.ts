import type { StrategySession } from "@rara-trading/domain";
import { WasmStrategySession } from "./session/wasm-strategy-session.ts";
import type { StrategyModule } from "./strategy-module.ts";
import { Version1StrategySession, type Version1SessionOptions } from "./version1/version1-session.ts";

/** A session that also tells what it has used. */
export interface MeteredSession extends StrategySession {
  /** Fuel used so far by everything the strategy ran, its start function included. */
  readonly fuelUsed: number;
  /** Bars taken so far. */
  readonly barsTaken: number;
}

/**
 * Opens a session of a loaded module, whichever version of the protocol it speaks; `scoreThreshold` matters to version 1
 * only.
 * @throws StrategyFault for what the strategy does; RaraError `strategy.parameter` or `strategy.score-threshold`.
 */
export function openStrategySession(module: StrategyModule, options: Version1SessionOptions = {}): MeteredSession {
  return module.abiVersion === 1
    ? Version1StrategySession.open(module, options)
    : WasmStrategySession.open(module, options);
}
