import type { InstrumentId, StrategySession, Timeframe } from "@rara-trading/domain";
import type { EngineOptions } from "../engine/engine-options.ts";
import { plainExecution } from "../execution/execution-model.ts";
import { MARKET_ORDERS } from "./order-style.ts";
import type { PortfolioOptions } from "./portfolio-options.ts";

/** Name of the only sleeve of an account made of an engine's options. */
export const ONLY_SLEEVE = "strategy";

/** Returns an account with one sleeve that trades as a `BarEngine` with these options does. */
export function plainPortfolio(
  session: StrategySession,
  instrument: InstrumentId,
  timeframe: Timeframe,
  { capital, costs, sizing, guards, tradeFromMs }: EngineOptions,
): PortfolioOptions {
  const { equityFraction, lotsPerUnit } = sizing;
  return {
    capital,
    tradeFromMs,
    instruments: [{ instrument, execution: plainExecution(costs, lotsPerUnit) }],
    sleeves: [
      {
        name: ONLY_SLEEVE,
        session,
        instrument,
        timeframe,
        sizing: { kind: "fixed-fraction", equityFraction },
        orders: MARKET_ORDERS,
        guards,
      },
    ],
  };
}
