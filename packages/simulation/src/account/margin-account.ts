import { type Fill, type InstrumentId, lotsToUnits, type OrderPurpose, type Side } from "@rara-trading/domain";
import type { Booking, BookingKind } from "./booking.ts";
import { splitPosition } from "./corporate-action.ts";
import { borrowAmount, dividendAmount, fundingAmount } from "./holding-charges.ts";
import { initialMargin, maintenanceMargin, type MarginRules } from "./margin-rules.ts";

/** A part of the account with one instrument of its own. */
export interface AccountSleeve {
  readonly name: string;
  readonly instrument: InstrumentId;
  /** Lots in one base unit, a whole number. */
  readonly lotsPerUnit: number;
  /** `undefined`: the position needs no margin and is never liquidated but when the whole account is worth nothing. */
  readonly margin: MarginRules | undefined;
  /** Interest on the notional of a short, a year; 0 for none. */
  readonly borrowRateAnnual: number;
}

/** What a sleeve holds. */
export interface SleevePosition {
  /** Signed whole lots. */
  readonly lots: number;
  /** Signed base units. */
  readonly position: number;
  /** Average entry price; 0 when flat. */
  readonly entryPrice: number;
  /** Price at which it was last valued; NaN before the first. */
  readonly mark: number;
}

/** An execution for a sleeve to book: from the lots held now to `lotsAfter`. It only increases or only decreases. */
export interface SleeveExecution {
  readonly sequence: number;
  readonly barOpenTimeMs: number;
  readonly purpose: OrderPurpose;
  readonly lotsAfter: number;
  /** After slippage, quote per base unit. */
  readonly price: number;
  /** Fraction of the notional; below 0 is a rebate. */
  readonly feeRate: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const NOWHERE: readonly number[] = [];

/**
 * Cash and the positions of several sleeves in one currency, cross-margined: every sleeve's profit and loss backs every
 * other's position. Each sleeve's position is margined and financed by itself; opposite positions of two sleeves in one
 * instrument do not net. Each movement of money is booked with its kind, so that at any mark equity = capital + all
 * bookings + open profit.
 */
export class MarginAccount {
  readonly #sleeves: readonly AccountSleeve[];
  readonly #positions: Mutable<SleevePosition>[];
  readonly #book: (booking: Booking) => void;
  /** Quote currency; what a sleeve has bought is paid from it in full, on margin too, so it may stand below 0. */
  cash: number;
  /** Cash plus positions when it was last settled. */
  equity: number;
  /** Highest equity settled so far, the capital included. */
  peakEquity: number;
  /** Sum of quantity x price over all fills. */
  tradedNotional = 0;

  constructor(capital: number, sleeves: readonly AccountSleeve[], book: (booking: Booking) => void) {
    this.#sleeves = sleeves;
    this.#positions = sleeves.map(() => ({ lots: 0, position: 0, entryPrice: 0, mark: NaN }));
    this.#book = book;
    this.cash = capital;
    this.equity = capital;
    this.peakEquity = capital;
  }

  /** What sleeve `index` holds. @throws RangeError for a sleeve that does not exist. */
  position(index: number): SleevePosition {
    return this.#at(index);
  }

  /** Books an execution of sleeve `index` and returns it as a fill. */
  execute(index: number, { sequence, barOpenTimeMs, purpose, lotsAfter, price, feeRate }: SleeveExecution): Fill {
    const held = this.#at(index);
    const sleeve = this.#sleeve(index);
    const side: Side = lotsAfter > held.lots ? "buy" : "sell";
    const quantity = lotsToUnits(
      { equityFraction: 1, lotsPerUnit: sleeve.lotsPerUnit },
      Math.abs(lotsAfter - held.lots),
    );
    const notional = quantity * price;
    const feeQuote = notional * feeRate;
    this.cash = (side === "buy" ? this.cash - notional : this.cash + notional) - feeQuote;
    this.tradedNotional += notional;
    const heldUnits = Math.abs(held.position);
    const reduces = Math.abs(lotsAfter) < Math.abs(held.lots);
    const realizedPnlQuote = reduces ? (price - held.entryPrice) * quantity * Math.sign(held.lots) : 0;
    if (lotsAfter === 0) held.entryPrice = 0;
    // Apart, because (quantity * price) / quantity need not round back to price.
    else if (heldUnits === 0) held.entryPrice = price;
    else if (!reduces) held.entryPrice = (heldUnits * held.entryPrice + quantity * price) / (heldUnits + quantity);
    this.#setLots(index, lotsAfter);
    this.#record(index, "profit", barOpenTimeMs, realizedPnlQuote);
    this.#record(index, "fee", barOpenTimeMs, -feeQuote);
    const positionAfter = held.position;
    return { sequence, barOpenTimeMs, side, purpose, quantity, price, feeQuote, realizedPnlQuote, positionAfter };
  }

  /** Values sleeve `index` at `price`; the account follows with `settle`. */
  mark(index: number, price: number): void {
    this.#at(index).mark = price;
  }

  /** Values the account at the marks of its sleeves, once all that closed at one time are marked. */
  settle(): void {
    this.equity = this.equityAt(NOWHERE, NaN);
    if (this.equity > this.peakEquity) this.peakEquity = this.equity;
  }

  /** Returns what the account would be worth with some sleeves at `price` and the others at their last marks. */
  equityAt(sleeves: readonly number[], price: number): number {
    let equity = this.cash;
    for (let i = 0; i < this.#positions.length; i++) {
      const { lots, position, mark } = this.#at(i);
      if (lots !== 0) equity += position * (sleeves.includes(i) ? price : mark);
    }
    return equity;
  }

  /** Returns the equity at or below which margined positions are closed, with some sleeves at `price`. */
  maintenanceAt(sleeves: readonly number[], price: number): number {
    let margin = 0;
    for (let i = 0; i < this.#positions.length; i++) {
      const { position, mark } = this.#at(i);
      const rules = this.#sleeve(i).margin;
      if (position !== 0 && rules !== undefined) {
        margin += maintenanceMargin(rules, Math.abs(position) * (sleeves.includes(i) ? price : mark));
      }
    }
    return margin;
  }

  /** Returns the notional of all sleeves but `index` at their last marks. */
  notionalBeside(index: number): number {
    let notional = 0;
    for (let i = 0; i < this.#positions.length; i++) {
      const { position, mark } = this.#at(i);
      if (i !== index && position !== 0) notional += Math.abs(position) * mark;
    }
    return notional;
  }

  /** Returns the initial margin that the positions of all margined sleeves but `index` take up at their last marks. */
  initialMarginBeside(index: number): number {
    let margin = 0;
    for (let i = 0; i < this.#positions.length; i++) {
      const { position, mark } = this.#at(i);
      const rules = this.#sleeve(i).margin;
      if (i !== index && position !== 0 && rules !== undefined)
        margin += initialMargin(rules, Math.abs(position) * mark);
    }
    return margin;
  }

  /** Pays or receives funding on what sleeve `index` holds. */
  fund(index: number, atMs: number, markPrice: number, rate: number): void {
    this.#move(index, "funding", atMs, fundingAmount(this.#at(index).position, markPrice, rate));
  }

  /** Charges the borrowing of a short from the last mark's price, for `elapsedMs` up to `atMs`. */
  accrueBorrow(index: number, atMs: number, elapsedMs: number): void {
    const { lots, position, mark } = this.#at(index);
    if (lots >= 0) return;
    this.#move(index, "borrow", atMs, borrowAmount(position, mark, this.#sleeve(index).borrowRateAnnual, elapsedMs));
  }

  /** Credits a long and debits a short on an ex date. */
  payDividend(index: number, atMs: number, dividendPerUnit: number): void {
    this.#move(index, "dividend", atMs, dividendAmount(this.#at(index).position, dividendPerUnit));
  }

  /** Turns each share into `ratio` shares; what does not make a whole lot is paid out at the last mark. */
  split(index: number, atMs: number, ratio: number): void {
    const held = this.#at(index);
    held.mark /= ratio;
    if (held.lots === 0) return;
    const after = splitPosition(held.lots, held.entryPrice, ratio);
    const paidUnits = after.fractionLots / this.#sleeve(index).lotsPerUnit;
    held.entryPrice = after.lots === 0 ? 0 : after.entryPrice;
    this.#setLots(index, after.lots);
    if (paidUnits === 0) return;
    this.cash += paidUnits * held.mark;
    this.#record(index, "split-cash", atMs, paidUnits * (held.mark - after.entryPrice));
  }

  /** Charges the fee of a forced close. */
  chargeLiquidation(index: number, atMs: number, notional: number): void {
    const feeBps = this.#sleeve(index).margin?.liquidationFeeBps ?? 0;
    this.#move(index, "liquidation-fee", atMs, -notional * (feeBps / 10_000));
  }

  #move(index: number, kind: BookingKind, atMs: number, amountQuote: number): void {
    if (amountQuote === 0) return;
    this.cash += amountQuote;
    this.#record(index, kind, atMs, amountQuote);
  }

  #record(index: number, kind: BookingKind, atMs: number, amountQuote: number): void {
    if (amountQuote === 0) return;
    const { name, instrument } = this.#sleeve(index);
    this.#book({ kind, atMs, sleeve: name, instrument, amountQuote });
  }

  #setLots(index: number, lots: number): void {
    const held = this.#at(index);
    held.lots = lots;
    held.position = lotsToUnits({ equityFraction: 1, lotsPerUnit: this.#sleeve(index).lotsPerUnit }, lots);
  }

  #at(index: number): Mutable<SleevePosition> {
    const position = this.#positions[index];
    if (position === undefined)
      throw new RangeError(`Expected a sleeve below ${this.#positions.length}, found ${index}`);
    return position;
  }

  #sleeve(index: number): AccountSleeve {
    const sleeve = this.#sleeves[index];
    if (sleeve === undefined) throw new RangeError(`Expected a sleeve below ${this.#sleeves.length}, found ${index}`);
    return sleeve;
  }
}
