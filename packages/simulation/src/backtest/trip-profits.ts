import type { FillBatch } from "@rara-trading/domain";
import type { TripProfit } from "./round-trips.ts";

/** Folds fills into the profits of round trips as `foldRoundTrips` does, with the same sums in the same order. */
export class TripProfits {
  readonly #closed: TripProfit[] = [];
  #open = 0;

  /** Closed round trips so far, in order; one still open is left out. */
  get closed(): readonly TripProfit[] {
    return this.#closed;
  }

  /** Takes the next fill: what it closed after its own fee, quote currency, and the position after it. */
  add(profitQuote: number, positionAfter: number): void {
    this.#open += profitQuote;
    if (positionAfter !== 0) return;
    this.#closed.push({ pnlQuote: this.#open });
    this.#open = 0;
  }

  /** Takes the next fills. */
  addAll(fills: FillBatch): void {
    const { count } = fills;
    for (let i = 0; i < count; i++) this.add(fills.profitQuote(i), fills.positionAfter(i));
  }
}
