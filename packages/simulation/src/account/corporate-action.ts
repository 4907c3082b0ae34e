/** What happens to a share before the first bar that opens at or after `exTimeMs`. */
export interface CorporateAction {
  /** 00:00 UTC of the day after the last one at the old price. */
  readonly exTimeMs: number;
  /** Cash per share held before the split, quote currency; 0 for none. */
  readonly dividendPerUnit: number;
  /** New shares for one old share; 1 for no split. */
  readonly splitRatio: number;
}

/** A position after a split: whole lots, the price they were entered at, and what was left over. */
export interface SplitPosition {
  readonly lots: number;
  readonly entryPrice: number;
  /** Signed lots, after the split, that did not make a whole one and are paid out. */
  readonly fractionLots: number;
}

/** Float slack of one multiplication: a product this near a whole number of lots is that number. */
const WHOLE_LOT_SLACK = 1e-9;

/** Returns `lots` x `ratio` rounded toward zero, but to the nearest whole number when it is one up to rounding. */
export function splitLots(lots: number, ratio: number): number {
  const exact = lots * ratio;
  const nearest = Math.round(exact);
  const whole =
    Math.abs(exact - nearest) <= WHOLE_LOT_SLACK * Math.max(1, Math.abs(exact)) ? nearest : Math.trunc(exact);
  return whole === 0 ? 0 : whole;
}

/** Returns what becomes of a position in a split. */
export function splitPosition(lots: number, entryPrice: number, ratio: number): SplitPosition {
  const kept = splitLots(lots, ratio);
  const fraction = lots * ratio - kept;
  const isWhole = Math.abs(fraction) <= WHOLE_LOT_SLACK * Math.max(1, Math.abs(kept));
  return { lots: kept, entryPrice: entryPrice / ratio, fractionLots: isWhole ? 0 : fraction };
}
