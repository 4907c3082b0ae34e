import type { Fill } from "@rara-trading/domain";

/** A position from flat to flat. */
export interface RoundTrip {
  /** Open time of the bar of the first entry. */
  readonly entryTimeMs: number;
  /** Open time of the bar of the last exit. */
  readonly exitTimeMs: number;
  readonly side: 1 | -1;
  /** Base units entered in all. */
  readonly quantity: number;
  /** Average over the entries, weighted by quantity. */
  readonly entryPrice: number;
  /** Average over the exits, weighted by quantity. */
  readonly exitPrice: number;
  /** After fees, quote currency. */
  readonly pnlQuote: number;
}

/** What the figures of trades are computed from. */
export type TripProfit = Pick<RoundTrip, "pnlQuote">;

/** A round trip under way. */
interface OpenTrip {
  readonly entryTimeMs: number;
  readonly side: 1 | -1;
  entered: number;
  enteredNotional: number;
  exited: number;
  exitedNotional: number;
  pnlQuote: number;
}

/** Returns the closed round trips of a session's fills, in order; a position still open at the end is left out. */
export function foldRoundTrips(fills: readonly Fill[]): readonly RoundTrip[] {
  const closed: RoundTrip[] = [];
  let open: OpenTrip | undefined;
  for (const fill of fills) {
    open ??= {
      entryTimeMs: fill.barOpenTimeMs,
      side: fill.side === "buy" ? 1 : -1,
      entered: 0,
      enteredNotional: 0,
      exited: 0,
      exitedNotional: 0,
      pnlQuote: 0,
    };
    if (fill.purpose === "entry") {
      open.entered += fill.quantity;
      open.enteredNotional += fill.quantity * fill.price;
    } else {
      open.exited += fill.quantity;
      open.exitedNotional += fill.quantity * fill.price;
    }
    open.pnlQuote += fill.realizedPnlQuote - fill.feeQuote;
    if (fill.positionAfter !== 0) continue;
    closed.push({
      entryTimeMs: open.entryTimeMs,
      exitTimeMs: fill.barOpenTimeMs,
      side: open.side,
      quantity: open.entered,
      entryPrice: open.enteredNotional / open.entered,
      exitPrice: open.exitedNotional / open.exited,
      pnlQuote: open.pnlQuote,
    });
    open = undefined;
  }
  return closed;
}
