import type {
  CandleColumns,
  Fill,
  Guard,
  InstrumentId,
  OrderIntent,
  OrderRefusal,
  StrategySession,
  Timeframe,
} from "@rara-trading/domain";
import type { Booking } from "../account/booking.ts";
import type { CorporateAction } from "../account/corporate-action.ts";
import type { MarginRules } from "../account/margin-rules.ts";
import type { ExecutionModel } from "../execution/execution-model.ts";
import type { EndedOrder } from "../execution/order-outcome.ts";
import type { SizingMethod } from "../sizing/sizing-method.ts";
import type { OrderStyle } from "./order-style.ts";

/** Funding rates of a perpetual, sorted by time: at `timeMs[i]` a long pays `rate[i]` of its notional at the mark price. */
export interface FundingRates {
  readonly timeMs: Float64Array;
  readonly rate: Float64Array;
}

/** Mark prices as bars of one timeframe. They value positions, funding and margin; orders trade the instrument's own bars. */
export interface MarkPrices {
  readonly timeframe: Timeframe;
  readonly candles: CandleColumns;
}

/** How an instrument trades and what holding it costs. */
export interface InstrumentModel {
  readonly instrument: InstrumentId;
  readonly execution: ExecutionModel;
  /** Left out: bought in full, no margin, no liquidation. */
  readonly margin?: MarginRules;
  /** Annual interest on the notional of a short; left out: none. */
  readonly borrowRateAnnual?: number;
  readonly funding?: FundingRates;
  /** Left out: the bar's close is the mark. */
  readonly mark?: MarkPrices;
  /** Splits and dividends of an unadjusted series, oldest first. */
  readonly actions?: readonly CorporateAction[];
}

/** One strategy on one instrument and timeframe, with rules of its own and a share in the account. */
export interface SleeveOptions {
  /** Unique in the account. */
  readonly name: string;
  readonly session: StrategySession;
  readonly instrument: InstrumentId;
  readonly timeframe: Timeframe;
  readonly sizing: SizingMethod;
  readonly orders: OrderStyle;
  /** Asked about this sleeve's entries; they see the whole account's equity. */
  readonly guards: readonly Guard[];
}

/** Everything that shapes an account besides the bars. */
export interface PortfolioOptions {
  /** Cash at the start, quote currency. */
  readonly capital: number;
  readonly instruments: readonly InstrumentModel[];
  readonly sleeves: readonly SleeveOptions[];
  /** Largest notional of all sleeves together as a multiple of equity; left out: none. */
  readonly grossLeverageMax?: number;
  /** Targets of bars that open earlier are ignored; 0 trades from the first bar. */
  readonly tradeFromMs: number;
}

/** Positions closed by force because equity fell to what they needed as maintenance margin, or to nothing. */
export interface Liquidation {
  /** Open time of the bar in which it happened. */
  readonly barOpenTimeMs: number;
  readonly reason: "maintenance-margin" | "ruin";
  /** Instrument whose price brought it about; `null` for ruin, which several may share. */
  readonly instrument: InstrumentId | null;
  /** At the price that triggered it, quote currency. */
  readonly equity: number;
  /** What equity would have had to exceed; 0 for ruin. */
  readonly required: number;
}

/**
 * Who is told what the account does, in the order in which it happens. The first three are an `EngineJournal` that also
 * hears which sleeve it was.
 */
export interface PortfolioJournal {
  approved(intent: OrderIntent, sleeve: string): void;
  refused(refusal: OrderRefusal, sleeve: string): void;
  filled(fill: Fill, sleeve: string): void;
  booked(booking: Booking): void;
  /** An entry or exit that ended other than by filling: expired, cancelled, or refused by the venue. */
  ended(order: EndedOrder, sleeve: string): void;
  liquidated(liquidation: Liquidation): void;
}
