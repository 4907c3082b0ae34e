import {
  type Fill,
  lotsToUnits,
  type OrderPurpose,
  type Side,
  type SizingRule,
  type TradingCosts,
} from "@rara-trading/domain";

/** An execution for the account to book: from `lots` held now to `lotsAfter`. */
export interface Execution {
  readonly sequence: number;
  readonly barOpenTimeMs: number;
  readonly purpose: OrderPurpose;
  readonly lotsAfter: number;
  /** After slippage, quote per base unit. */
  readonly price: number;
}

/**
 * Cash and one position, marked to market. The position is a whole number of lots, so that opening and closing it
 * leaves exactly nothing behind. One execution only increases or only decreases it; a flip is two.
 */
export class Account {
  readonly #sizing: SizingRule;
  readonly #feeRate: number;
  // Every number starts as one: a field that starts undefined keeps a box that is allocated anew with every mark.
  /** Quote currency, after fees. */
  cash = 0;
  /** Signed whole lots. */
  lots = 0;
  /** Signed base units. */
  position = 0;
  /** Average entry price of the position; 0 when flat. */
  entryPrice = 0;
  /** Cash plus position at the last mark. */
  equity = 0;
  /** Highest mark so far, the capital included. */
  peakEquity = 0;
  /** Sum of quantity x price over all fills. */
  tradedNotional = 0;

  constructor(capital: number, sizing: SizingRule, costs: TradingCosts) {
    this.#sizing = sizing;
    this.#feeRate = costs.feeBps / 10_000;
    this.cash = capital;
    this.equity = capital;
    this.peakEquity = capital;
  }

  /** Books an execution and returns it as a fill. */
  execute(execution: Execution): Fill {
    const { lotsAfter, price } = execution;
    const side: Side = lotsAfter > this.lots ? "buy" : "sell";
    const quantity = lotsToUnits(this.#sizing, Math.abs(lotsAfter - this.lots));
    const notional = quantity * price;
    const feeQuote = notional * this.#feeRate;
    this.cash = (side === "buy" ? this.cash - notional : this.cash + notional) - feeQuote;
    this.tradedNotional += notional;
    const held = Math.abs(this.position);
    const reduces = Math.abs(lotsAfter) < Math.abs(this.lots);
    const realizedPnlQuote = reduces ? (price - this.entryPrice) * quantity * Math.sign(this.lots) : 0;
    if (lotsAfter === 0) this.entryPrice = 0;
    // Apart, because (quantity * price) / quantity need not round back to price.
    else if (held === 0) this.entryPrice = price;
    else if (!reduces) this.entryPrice = (held * this.entryPrice + quantity * price) / (held + quantity);
    this.lots = lotsAfter;
    this.position = lotsToUnits(this.#sizing, lotsAfter);
    return {
      sequence: execution.sequence,
      barOpenTimeMs: execution.barOpenTimeMs,
      side,
      purpose: execution.purpose,
      quantity,
      price,
      feeQuote,
      realizedPnlQuote,
      positionAfter: this.position,
    };
  }

  /** Values the position at `close`. */
  mark(close: number): void {
    this.equity = this.cash + this.position * close;
    if (this.equity > this.peakEquity) this.peakEquity = this.equity;
  }
}
