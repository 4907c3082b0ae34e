// The crossing averages in the peer's own terms, in its fastest form: running sums of its own rather than its
// `getCandles`, which copies the history on every bar. It trades at the close of the signal's bar with all its cash.
const FAST = 10;
const SLOW = 30;

/** What the peer hands to a strategy on every candle, as far as this one uses it. */
interface PeerCandle {
  readonly currentCandle: { readonly close: number };
  readonly orderBook: { readonly bought: boolean };
  readonly buy: () => Promise<void>;
  readonly sell: () => Promise<void>;
}

let closes: number[] = [];
let fast = 0;
let slow = 0;

/** Forgets the run before. */
export function startCallback(): void {
  closes = [];
  fast = 0;
  slow = 0;
}

/** Long while the fast average is above the slow one. */
export async function runStrategy({ currentCandle, orderBook, buy, sell }: PeerCandle): Promise<void> {
  const bar = closes.push(currentCandle.close) - 1;
  if (bar >= FAST) fast -= closes[bar - FAST] ?? NaN;
  if (bar >= SLOW) slow -= closes[bar - SLOW] ?? NaN;
  fast += currentCandle.close;
  slow += currentCandle.close;
  if (bar < SLOW - 1) return;
  const above = fast / FAST > slow / SLOW;
  if (above && !orderBook.bought) await buy();
  else if (!above && orderBook.bought) await sell();
}
