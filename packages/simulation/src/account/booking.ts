import type { InstrumentId } from "@rara-trading/domain";

/** Why money moved: `profit` is what fills realised before fees; the others are charges and credits of holding. */
export type BookingKind =
  | "profit"
  | "fee"
  | "liquidation-fee"
  | "funding"
  | "borrow"
  | "dividend"
  /** Profit on the part of a lot that a split left over and the broker paid out. */
  | "split-cash";

/** Every kind of booking, in the order of reports. */
export const BOOKING_KINDS: readonly BookingKind[] = [
  "profit",
  "fee",
  "liquidation-fee",
  "funding",
  "borrow",
  "dividend",
  "split-cash",
];

/**
 * One movement of the account's money. At any mark, equity = capital + the sum of all bookings + open profit, where
 * open profit is position x (mark - entry price).
 */
export interface Booking {
  readonly kind: BookingKind;
  readonly atMs: number;
  /** Name of the sleeve that earned or owes it. */
  readonly sleeve: string;
  readonly instrument: InstrumentId;
  /** Quote currency; above 0 is credited. */
  readonly amountQuote: number;
}
