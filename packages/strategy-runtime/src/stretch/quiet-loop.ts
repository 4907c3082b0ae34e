import type { CandleColumns, QuietBars } from "@rara-trading/domain";
import type { AbiExports } from "../session/abi.ts";
import { CELL_BYTES, columnAddress, type QuietColumn, QuietSlot, WINDOW_BARS, WINDOW_PAGES } from "./quiet-layout.ts";
import { quietLoopModule } from "./quiet-loop-module.ts";

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

/** The one memory of a thread's loops: candles of one run at a time, equity coming back. */
interface Window {
  readonly memory: WebAssembly.Memory;
  readonly module: WebAssembly.Module;
  readonly columns: Readonly<Record<QuietColumn, Float64Array>>;
  readonly barUnderWay: Int32Array;
  readonly slots: Float64Array;
  /** Number of the loop whose candles lie in it. */
  holder: number;
  busy: boolean;
}

let threadWindow: Window | undefined;
let loopsMade = 0;

/** One for all loops of a thread: a memory of one's own reserves gigabytes of addresses and 64 pages to clear. */
function openWindow(): Window {
  if (threadWindow !== undefined) return threadWindow;
  const memory = new WebAssembly.Memory({ initial: WINDOW_PAGES });
  const column = (name: QuietColumn): Float64Array => new Float64Array(memory.buffer, columnAddress(name), WINDOW_BARS);
  threadWindow = {
    memory,
    module: new WebAssembly.Module(quietLoopModule()),
    columns: {
      openTimeMs: column("openTimeMs"),
      open: column("open"),
      high: column("high"),
      low: column("low"),
      close: column("close"),
      volume: column("volume"),
      equity: column("equity"),
    },
    barUnderWay: new Int32Array(memory.buffer, QuietSlot.barUnderWay, 1),
    slots: new Float64Array(memory.buffer, 0, QuietSlot.peakEquity / CELL_BYTES + 1),
    holder: 0,
    busy: false,
  };
  return threadWindow;
}

/**
 * The trusted module's loop over one strategy instance. It calls the instance's metered `on_candle` directly, so that
 * a quiet bar never comes back to JavaScript; the candles lie in a memory that the strategy cannot reach.
 */
export class QuietLoop {
  readonly #window = openWindow();
  readonly #loop: LoopFunction;
  readonly #number = ++loopsMade;
  #candles: CandleColumns | undefined;
  #windowStart = -1;

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
    if (window.busy || (!this.#holds(candles, from) && !this.#fill(candles, from))) return;
    const start = this.#windowStart;
    window.busy = true;
    // In case that the stack is full before the loop begins.
    window.barUnderWay[0] = (from - start) * CELL_BYTES;
    try {
      const at = this.#loop(
        (from - start) * CELL_BYTES,
        (Math.min(to, candles.length, start + WINDOW_BARS) - start) * CELL_BYTES,
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
    copyEquity(window.columns.equity, from - start, bars.equity, from, bars.next);
  }

  #holds(candles: CandleColumns, from: number): boolean {
    const start = this.#windowStart;
    if (this.#window.holder !== this.#number || this.#candles !== candles) return false;
    return from >= start && from < start + WINDOW_BARS;
  }

  /** Brings the bars around `from` into the window; false when a column lacks some of them. */
  #fill(candles: CandleColumns, from: number): boolean {
    if (!isWhole(candles)) return false;
    const window = this.#window;
    const start = from - (from % WINDOW_BARS);
    const end = Math.min(start + WINDOW_BARS, candles.length);
    window.columns.openTimeMs.set(candles.openTimeMs.subarray(start, end));
    window.columns.open.set(candles.open.subarray(start, end));
    window.columns.high.set(candles.high.subarray(start, end));
    window.columns.low.set(candles.low.subarray(start, end));
    window.columns.close.set(candles.close.subarray(start, end));
    window.columns.volume.set(candles.volume.subarray(start, end));
    window.holder = this.#number;
    this.#candles = candles;
    this.#windowStart = start;
    return true;
  }
}

/** Whether no column is shorter than it says; the bar-by-bar way refuses what is missing. */
function isWhole({ length, openTimeMs, open, high, low, close, volume }: CandleColumns): boolean {
  return [openTimeMs, open, high, low, close, volume].every((column) => column.length >= length);
}

/** Cell by cell: a stretch is a few dozen bars, over which making a view costs more than copying. */
function copyEquity(source: Float64Array, sourceFrom: number, target: Float64Array, from: number, to: number): void {
  const ahead = sourceFrom - from;
  for (let i = from; i < to; i++) target[i] = source[i + ahead] ?? Number.NaN;
}
