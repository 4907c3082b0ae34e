import type { Fill, InstrumentId, OrderRefusal, Timeframe } from "@rara-trading/domain";
import type { Booking, BookingKind } from "../account/booking.ts";
import type { RoundTrip } from "../backtest/round-trips.ts";
import type { BacktestResult } from "../backtest/run-backtest.ts";
import type { OrderEnding } from "../execution/order-outcome.ts";
import type { VenueStatistics } from "../execution/venue-statistics.ts";
import type { Liquidation } from "./portfolio-options.ts";

/** Whose it was. */
interface OfSleeve {
  readonly sleeve: string;
  readonly instrument: InstrumentId;
}

/** A fill of one sleeve. */
export interface SleeveFill extends Fill, OfSleeve {}

/** A refused intent of one sleeve. */
export interface SleeveRefusal extends OrderRefusal, OfSleeve {}

/** A closed round trip of one sleeve; its profit is after fees, without funding, borrow cost and dividends. */
export interface SleeveRoundTrip extends RoundTrip, OfSleeve {}

/** Money by what moved it, quote currency; above 0 was credited. */
export type BookedAmounts = Readonly<Record<BookingKind, number>>;

/** What one sleeve brought. `netQuote` = all its bookings + `openProfitQuote`; over all sleeves it adds up to equity - capital. */
export interface SleeveResult extends OfSleeve {
  readonly timeframe: Timeframe;
  readonly amounts: BookedAmounts;
  readonly openProfitQuote: number;
  readonly netQuote: number;
  readonly fills: number;
  readonly refusals: number;
  readonly roundTrips: number;
  readonly barsProcessed: number;
  readonly barsInPosition: number;
  /** Signed base units held at the end. */
  readonly position: number;
}

/** How orders fared in one instrument and timeframe. */
export interface MarketResult {
  readonly instrument: InstrumentId;
  readonly timeframe: Timeframe;
  readonly statistics: VenueStatistics;
}

/** What an account did over a stretch of history. A `BacktestResult` that also says who, why and what for. */
export interface PortfolioResult extends BacktestResult {
  /** When each mark of `equity` was taken: close times of bars, epoch ms. */
  readonly closeTimeMs: Float64Array;
  readonly fills: readonly SleeveFill[];
  readonly refusals: readonly SleeveRefusal[];
  /** In order of their exits. */
  readonly roundTrips: readonly SleeveRoundTrip[];
  readonly cash: number;
  readonly amounts: BookedAmounts;
  /** Every booking but profits and fees of fills, oldest first, up to a limit; `amounts` holds all. */
  readonly charges: readonly Booking[];
  /** Charges that came after the list was full. */
  readonly chargesLeftOut: number;
  /** Entries and exits that ended without filling in full. */
  readonly unfilledOrders: Readonly<Record<Exclude<OrderEnding["kind"], "filled">, number>>;
  readonly liquidations: readonly Liquidation[];
  readonly sleeves: readonly SleeveResult[];
  readonly markets: readonly MarketResult[];
  /** Bars that touched both a stop and a limit of one position, so that the worse one counted, over all markets. */
  readonly ambiguousBars: number;
}
