import type { TradingStretch } from "@rara-trading/domain";
import { readState, writeRules, writeState } from "./account-cells.ts";
import { threadWindow } from "./loop-window.ts";
import { CELL_BYTES, FILL_BYTES, slotCell } from "./stretch-layout.ts";

/** The loop as a module exports it: offsets of the first bar and behind the last one, to the one behind the last taken. */
export type LoopFunction = (at: number, end: number) => number;

const RUIN_EQUITY = slotCell("ruinEquity");
const DECIDE_FROM = slotCell("decideFromMs");
const TARGET = slotCell("target");
const REFUSED_LEVELS = slotCell("refusedLevels");

/** Bars over which copying cell by cell costs less than making two views. */
const CELLWISE_BARS_MAX = 64;

let loopsMade = 0;

/**
 * The trusted loop over one strategy instance. It calls the instance's metered functions directly, so that neither a quiet
 * bar nor a fill comes back to JavaScript; the candles and the account lie in a memory that the strategy cannot reach.
 */
export class TradingLoop {
  readonly #window = threadWindow();
  readonly #loop: LoopFunction;
  readonly #number = ++loopsMade;

  constructor(loop: LoopFunction) {
    this.#loop = loop;
  }

  /**
   * Takes bars up to `to` at most, less where the window ends. Throws what the strategy throws, with `stretch.next` at the
   * bar in which it did; the fills until then were told.
   */
  take(stretch: TradingStretch, to: number): void {
    const window = this.#window;
    const { from, candles } = stretch;
    stretch.next = from;
    // Held by a run that is in the middle of a call: whoever called from within it goes bar by bar.
    if (window.busy || !window.hold(this.#number, candles, from)) return;
    const { start, end } = window;
    this.#write(stretch);
    window.busy = true;
    // In case that the stack is full before the loop begins.
    window.barUnderWay[0] = (from - start) * CELL_BYTES;
    try {
      const at = this.#loop((from - start) * CELL_BYTES, (Math.min(to, end) - start) * CELL_BYTES);
      stretch.next = start + at / CELL_BYTES;
    } catch (error) {
      stretch.next = start + (window.barUnderWay[0] ?? 0) / CELL_BYTES;
      throw error;
    } finally {
      window.busy = false;
      this.#tellFills(stretch);
    }
    this.#read(stretch);
    copyCells(window.equity, from - start, stretch.equity, from, stretch.next);
  }

  #write({ state, rules, ruinEquity, decideFromMs }: TradingStretch): void {
    const { cells, fillBytes } = this.#window;
    writeState(cells, state);
    writeRules(cells, rules);
    cells[RUIN_EQUITY] = ruinEquity;
    cells[DECIDE_FROM] = decideFromMs;
    cells[REFUSED_LEVELS] = 0;
    fillBytes[0] = 0;
  }

  #read(stretch: TradingStretch): void {
    const { cells } = this.#window;
    readState(cells, stretch.state);
    stretch.target = cells[TARGET] ?? Number.NaN;
    stretch.refusedLevels = cells[REFUSED_LEVELS] === 1;
  }

  #tellFills(stretch: TradingStretch): void {
    const { fills, fillBytes } = this.#window;
    fills.count = (fillBytes[0] ?? 0) / FILL_BYTES;
    if (fills.count > 0) stretch.filled(fills);
  }
}

function copyCells(source: Float64Array, sourceFrom: number, target: Float64Array, from: number, to: number): void {
  const ahead = sourceFrom - from;
  if (to - from > CELLWISE_BARS_MAX) target.set(source.subarray(sourceFrom, to + ahead), from);
  else for (let i = from; i < to; i++) target[i] = source[i + ahead] ?? Number.NaN;
}
