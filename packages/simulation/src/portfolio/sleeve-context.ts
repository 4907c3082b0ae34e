import type { GuardVerdict, OrderIntent } from "@rara-trading/domain";
import type { MarginAccount } from "../account/margin-account.ts";
import type { ExecutionModel } from "../execution/execution-model.ts";
import type { SimulatedVenue } from "../execution/simulated-venue.ts";
import type { PortfolioJournal } from "./portfolio-options.ts";

/** What a sleeve shares with the other sleeves of its account. */
export interface AccountContext {
  readonly account: MarginAccount;
  readonly journal: PortfolioJournal;
  readonly tradeFromMs: number;
  /** Whether equity fell to nothing: trading is over. */
  isRuined(): boolean;
  /** Number of the next intent of the account. */
  nextSequence(): number;
  /** Number of the next order of sleeve `index`; `index` can be read off it. */
  nextOrderId(index: number): number;
  /** Asks the account's own guards about an entry of sleeve `index`. */
  checkEntry(index: number, intent: OrderIntent): GuardVerdict;
}

/** What a sleeve shares with the other sleeves of its instrument and timeframe. */
export interface MarketContext {
  readonly venue: SimulatedVenue;
  readonly model: ExecutionModel;
}
