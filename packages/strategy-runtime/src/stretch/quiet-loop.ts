import type { QuietBars } from "@rara-trading/domain";
import type { AbiExports } from "../session/abi.ts";
import { LoopWindow } from "./loop-window.ts";
import { CELL_BYTES, QuietSlot } from "./quiet-layout.ts";

type LoopFunction = (
  at: number,
  end: number,
  cash: number,
  position: number,
  floor: number,
  ceiling: number,
  ruinEquity: number,
  lastTarget: number,
  decideFromMs: number,
  peakEquity: number,
) => number;

let threadWindow: LoopWindow | undefined;
let loopsMade = 0;

/**
 * The trusted module's loop over one strategy instance. It calls the instance's metered `on_candle` directly, so that
 * a quiet bar never comes back to JavaScript; the candles lie in a memory that the strategy cannot reach.
 */
export class QuietLoop {
  readonly #window = (threadWindow ??= new LoopWindow());
  readonly #loop: LoopFunction;
  readonly #number = ++loopsMade;

  constructor(onCandle: AbiExports["on_candle"]) {
    const { module, memory } = this.#window;
    const imports = { strategy: { on_candle: onCandle }, host: { memory } };
    this.#loop = new WebAssembly.Instance(module, imports).exports["loop"] as LoopFunction;
  }

  /**
   * Takes bars up to `to` at most, less where the window ends. Throws what the strategy throws, with `bars.next` at the
   * bar in which it did.
   */
  take(bars: QuietBars, to: number): void {
    const window = this.#window;
    const { from, candles } = bars;
    bars.next = from;
    // Held by a run that is in the middle of a call: whoever called from within it goes bar by bar.
    if (window.busy || !window.hold(this.#number, candles, from)) return;
    const { start, end } = window;
    window.busy = true;
    // In case that the stack is full before the loop begins.
    window.barUnderWay[0] = (from - start) * CELL_BYTES;
    try {
      const at = this.#loop(
        (from - start) * CELL_BYTES,
        (Math.min(to, end) - start) * CELL_BYTES,
        bars.cash,
        bars.position,
        bars.floor,
        bars.ceiling,
        bars.ruinEquity,
        bars.lastTarget,
        bars.decideFromMs,
        bars.peakEquity,
      );
      bars.next = start + at / CELL_BYTES;
    } catch (error) {
      bars.next = start + (window.barUnderWay[0] ?? 0) / CELL_BYTES;
      throw error;
    } finally {
      window.busy = false;
    }
    bars.target = window.slots[QuietSlot.target / CELL_BYTES] ?? Number.NaN;
    bars.peakEquity = window.slots[QuietSlot.peakEquity / CELL_BYTES] ?? Number.NaN;
    copyEquity(window.equity, from - start, bars.equity, from, bars.next);
  }
}

/** Cell by cell: a stretch is a few dozen bars, over which making a view costs more than copying. */
function copyEquity(source: Float64Array, sourceFrom: number, target: Float64Array, from: number, to: number): void {
  const ahead = sourceFrom - from;
  for (let i = from; i < to; i++) target[i] = source[i + ahead] ?? Number.NaN;
}
