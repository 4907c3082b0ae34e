import type { Fill, InstrumentId, OrderIntent, OrderRefusal } from "@rara-trading/domain";
import { type Booking, BOOKING_KINDS, type BookingKind } from "../account/booking.ts";
import { foldRoundTrips } from "../backtest/round-trips.ts";
import type { EndedOrder } from "../execution/order-outcome.ts";
import type { Liquidation, PortfolioJournal, SleeveOptions } from "./portfolio-options.ts";
import type { SleeveFill, SleeveRefusal, SleeveRoundTrip } from "./portfolio-result.ts";

/** Charges that a result lists one by one; a short held over a million minutes books one a minute. */
const CHARGES_KEPT_MAX = 100_000;

type Amounts = Record<BookingKind, number>;

function noAmounts(): Amounts {
  return { profit: 0, fee: 0, "liquidation-fee": 0, funding: 0, borrow: 0, dividend: 0, "split-cash": 0 };
}

/** Returns the sum over all kinds. */
export function sumOf(amounts: Readonly<Amounts>): number {
  return BOOKING_KINDS.reduce((sum, kind) => sum + amounts[kind], 0);
}

/** The journal of a backtest: keeps what an account says for its result. */
export class PortfolioRecord implements PortfolioJournal {
  readonly fills: SleeveFill[] = [];
  readonly refusals: SleeveRefusal[] = [];
  readonly charges: Booking[] = [];
  readonly liquidations: Liquidation[] = [];
  readonly amounts: Amounts = noAmounts();
  readonly unfilledOrders = { cancelled: 0, expired: 0, rejected: 0 };
  readonly #instruments: ReadonlyMap<string, InstrumentId>;
  readonly #sleeveAmounts: ReadonlyMap<string, Amounts>;
  chargesLeftOut = 0;

  constructor(sleeves: readonly SleeveOptions[]) {
    this.#instruments = new Map(sleeves.map(({ name, instrument }) => [name, instrument]));
    this.#sleeveAmounts = new Map(sleeves.map(({ name }) => [name, noAmounts()]));
  }

  /** What a sleeve was booked, by kind. */
  amountsOf(sleeve: string): Readonly<Amounts> {
    return this.#sleeveAmounts.get(sleeve) ?? noAmounts();
  }

  /** Closed round trips of a sleeve. */
  roundTripsOf(sleeve: string): readonly SleeveRoundTrip[] {
    const trips = foldRoundTrips(this.fills.filter((fill) => fill.sleeve === sleeve));
    return trips.map((trip) => ({ ...trip, sleeve, instrument: this.#instrumentOf(sleeve) }));
  }

  approved(_intent: OrderIntent, _sleeve: string): void {}

  refused(refusal: OrderRefusal, sleeve: string): void {
    this.refusals.push({ ...refusal, sleeve, instrument: this.#instrumentOf(sleeve) });
  }

  filled(fill: Fill, sleeve: string): void {
    this.fills.push({ ...fill, sleeve, instrument: this.#instrumentOf(sleeve) });
  }

  booked(booking: Booking): void {
    const { kind, sleeve, amountQuote } = booking;
    this.amounts[kind] += amountQuote;
    const own = this.#sleeveAmounts.get(sleeve);
    if (own !== undefined) own[kind] += amountQuote;
    if (kind === "profit" || kind === "fee") return;
    if (this.charges.length < CHARGES_KEPT_MAX) this.charges.push(booking);
    else this.chargesLeftOut++;
  }

  ended({ ending }: EndedOrder): void {
    if (ending.kind !== "filled") this.unfilledOrders[ending.kind]++;
  }

  liquidated(liquidation: Liquidation): void {
    this.liquidations.push(liquidation);
  }

  #instrumentOf(sleeve: string): InstrumentId {
    const instrument = this.#instruments.get(sleeve);
    if (instrument === undefined) throw new RangeError(`Expected a known sleeve, found ${sleeve}`);
    return instrument;
  }
}
