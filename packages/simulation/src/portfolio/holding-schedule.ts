import { type CandleColumns, firstBarAtOrAfter, RaraError, timeframeMs } from "@rara-trading/domain";
import type { CorporateAction } from "../account/corporate-action.ts";
import type { InstrumentModel, MarkPrices } from "./portfolio-options.ts";

/** A funding that falls due, with the price its notional is valued at. */
export interface DueFunding {
  readonly atMs: number;
  readonly rate: number;
  readonly markPrice: number;
}

/** The worst and the last mark of a bar. */
export interface MarkRange {
  readonly low: number;
  readonly high: number;
  readonly close: number;
}

function refuseMark(instrument: string, atMs: number): never {
  throw new RaraError(`Expected a mark price of ${instrument} at ${new Date(atMs).toISOString()}, found none`, {
    category: "usage",
    code: "simulation.mark-missing",
    hint: "Hand in mark prices for the whole span, or none: a missing price is never guessed.",
  });
}

const at = (column: Float64Array, index: number): number => column[index] ?? NaN;

/**
 * What falls due while an instrument is held: funding, splits and dividends, each handed out once, in order of time, and
 * the mark prices known by then. Nothing later than the time asked for is ever read.
 */
export class HoldingSchedule {
  readonly #model: InstrumentModel;
  readonly #actions: readonly CorporateAction[];
  #action = 0;
  #funding = 0;

  constructor(model: InstrumentModel, firstOpenTimeMs: number) {
    this.#model = model;
    this.#actions = model.actions ?? [];
    // What came before the first bar is in its price already.
    while ((this.#actions[this.#action]?.exTimeMs ?? Infinity) <= firstOpenTimeMs) this.#action++;
    while (at(model.funding?.timeMs ?? new Float64Array(), this.#funding) < firstOpenTimeMs) this.#funding++;
  }

  /** Returns the next split or dividend with an ex time up to `untilMs`, if any. */
  takeAction(untilMs: number): CorporateAction | undefined {
    const action = this.#actions[this.#action];
    if (action === undefined || action.exTimeMs > untilMs) return undefined;
    this.#action++;
    return action;
  }

  /**
   * Returns the next funding due up to `untilMs`, if any. Without mark prices its notional is valued at `fallbackPrice`.
   * @throws RaraError `simulation.mark-missing` when `isHeld` and no mark bar holds that time.
   */
  takeFunding(untilMs: number, fallbackPrice: number, isHeld: boolean): DueFunding | undefined {
    const { funding, mark, instrument } = this.#model;
    if (funding === undefined) return undefined;
    const atMs = at(funding.timeMs, this.#funding);
    if (!(atMs <= untilMs)) return undefined;
    const rate = at(funding.rate, this.#funding++);
    if (mark === undefined) return { atMs, rate, markPrice: fallbackPrice };
    const bar = lastOpenAtOrBefore(mark.candles, atMs);
    const covers = bar >= 0 && at(mark.candles.openTimeMs, bar) + timeframeMs(mark.timeframe) > atMs;
    if (!covers && isHeld) refuseMark(instrument, atMs);
    return { atMs, rate, markPrice: covers ? at(mark.candles.open, bar) : 0 };
  }

  /**
   * Returns the marks of a bar from `openTimeMs` to `closeTimeMs`; `undefined` when the instrument has no mark prices.
   * @throws RaraError `simulation.mark-missing` when no mark bar closed inside it.
   */
  marks(openTimeMs: number, closeTimeMs: number): MarkRange | undefined {
    const { mark, instrument } = this.#model;
    return mark === undefined
      ? undefined
      : (markRange(mark, openTimeMs, closeTimeMs) ?? refuseMark(instrument, closeTimeMs));
  }
}

function lastOpenAtOrBefore(candles: CandleColumns, atMs: number): number {
  const next = firstBarAtOrAfter(candles, atMs);
  return at(candles.openTimeMs, next) === atMs ? next : next - 1;
}

/** The mark bars that lie wholly inside the bar. */
function markRange({ candles, timeframe }: MarkPrices, openTimeMs: number, closeTimeMs: number): MarkRange | undefined {
  let low = Infinity;
  let high = -Infinity;
  let close = NaN;
  const barMs = timeframeMs(timeframe);
  for (let i = firstBarAtOrAfter(candles, openTimeMs); at(candles.openTimeMs, i) + barMs <= closeTimeMs; i++) {
    low = Math.min(low, at(candles.low, i));
    high = Math.max(high, at(candles.high, i));
    close = at(candles.close, i);
  }
  return low <= high ? { low, high, close } : undefined;
}
