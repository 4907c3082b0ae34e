import { type CandleColumns, HOLD_TARGET, type TradingStretch } from "@rara-trading/domain";
import { TargetArraySession } from "./target-array-session.ts";

function cell(column: Float64Array, i: number): number {
  return column[i] ?? NaN;
}

function isFiniteBar({ openTimeMs, open, high, low, close }: CandleColumns, i: number): boolean {
  return [openTimeMs, open, high, low, close].every((column) => Number.isFinite(column[i]));
}

/** A session that trades stretches as far as nothing fills and nothing is decided, in the plainest words. */
export class QuietArraySession extends TargetArraySession {
  /** Bars that each call took, to know what a test has reached. */
  readonly stretches: number[] = [];

  tradeStretch(stretch: TradingStretch): void {
    const { candles, equity, state } = stretch;
    const isLong = state.lots > 0;
    const floor = state.lots === 0 ? NaN : isLong ? state.stopLoss : state.takeProfit;
    const ceiling = state.lots === 0 ? NaN : isLong ? state.takeProfit : state.stopLoss;
    const waits = !Number.isNaN(state.exitLots) || !Number.isNaN(state.entryLots);
    stretch.next = stretch.from;
    for (let decided = waits; stretch.next < stretch.to && !decided; stretch.next++) {
      const i = stretch.next;
      if (!isFiniteBar(candles, i)) break;
      const [open, high, low] = [cell(candles.open, i), cell(candles.high, i), cell(candles.low, i)];
      if (open <= floor || low <= floor || open >= ceiling || high >= ceiling) break;
      const marked = state.cash + state.position * cell(candles.close, i);
      if (marked <= stretch.ruinEquity) break;
      equity[i] = marked;
      if (marked > state.peakEquity) state.peakEquity = marked;
      if (state.lots !== 0) state.barsInPosition++;
      stretch.target = this.onCandle(cell(candles.openTimeMs, i));
      const changes = stretch.target !== HOLD_TARGET && stretch.target !== state.lastTarget;
      decided = changes && cell(candles.openTimeMs, i) >= stretch.decideFromMs;
    }
    this.stretches.push(stretch.next - stretch.from);
  }
}
