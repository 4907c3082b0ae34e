import { type CandleColumns, HOLD_TARGET, type QuietBars } from "@rara-trading/domain";
import { TargetArraySession } from "./target-array-session.ts";

function cell(column: Float64Array, i: number): number {
  return column[i] ?? NaN;
}

function isFiniteBar({ openTimeMs, open, high, low, close }: CandleColumns, i: number): boolean {
  return [openTimeMs, open, high, low, close].every((column) => Number.isFinite(column[i]));
}

/** A session that takes quiet bars the way the port describes it, in the plainest words. */
export class QuietArraySession extends TargetArraySession {
  /** Bars that each call took, to know what a test has reached. */
  readonly stretches: number[] = [];

  takeQuietBars(bars: QuietBars): void {
    const { candles, equity, floor, ceiling } = bars;
    bars.next = bars.from;
    for (let decided = false; bars.next < bars.to && !decided; bars.next++) {
      const i = bars.next;
      if (!isFiniteBar(candles, i)) break;
      const [open, high, low] = [cell(candles.open, i), cell(candles.high, i), cell(candles.low, i)];
      if (open <= floor || low <= floor || open >= ceiling || high >= ceiling) break;
      const marked = bars.cash + bars.position * cell(candles.close, i);
      if (marked <= bars.ruinEquity) break;
      equity[i] = marked;
      if (marked > bars.peakEquity) bars.peakEquity = marked;
      bars.target = this.onCandle(cell(candles.openTimeMs, i));
      const changes = bars.target !== HOLD_TARGET && bars.target !== bars.lastTarget;
      decided = changes && cell(candles.openTimeMs, i) >= bars.decideFromMs;
    }
    this.stretches.push(bars.next - bars.from);
  }
}
