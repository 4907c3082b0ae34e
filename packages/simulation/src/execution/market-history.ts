import { RaraError } from "@rara-trading/domain";

/** The closes and volumes of the last closed bars: all that slippage may know about the market. */
export class MarketHistory {
  readonly #bars: number;
  readonly #closes: number[] = [];
  readonly #volumes: number[] = [];

  /** Remembers what `bars` returns need: one close more, and as many volumes. */
  constructor(bars: number) {
    this.#bars = bars;
  }

  /** Closed bars that are remembered, at most `bars + 1`. */
  get length(): number {
    return this.#closes.length;
  }

  /** Takes a bar once it has closed. */
  push(close: number, volume: number): void {
    if (this.#bars === 0) return;
    this.#closes.push(close);
    this.#volumes.push(volume);
    if (this.#closes.length <= this.#bars + 1) return;
    this.#closes.shift();
    this.#volumes.shift();
  }

  /**
   * Returns the sum of the squared log returns of the last `bars` bars: the realised variance of the window (Andersen
   * and Bollerslev 1998). The mean is taken as 0.
   */
  realisedVariance(): number {
    let variance = 0;
    for (let i = 1; i < this.#closes.length; i++) {
      variance += Math.log((this.#closes[i] ?? NaN) / (this.#closes[i - 1] ?? NaN)) ** 2;
    }
    return variance;
  }

  /** Returns the volume of the last `bars` bars. @throws RaraError `simulation.no-volume` unless it is above 0. */
  volume(): number {
    let sum = 0;
    for (let i = Math.max(0, this.#volumes.length - this.#bars); i < this.#volumes.length; i++) {
      sum += this.#volumes[i] ?? NaN;
    }
    if (sum > 0 && sum < Infinity) return sum;
    throw new RaraError(`Expected a traded volume above 0 over ${this.#bars} bars, found ${sum}`, {
      category: "configuration",
      code: "simulation.no-volume",
      hint: "Use another slippage model for a series without volumes.",
    });
  }
}
