import { type CandleColumns, columnsOf, SeededRandom, type StrategySession } from "@rara-trading/domain";

const DAY_MS = 86_400_000;

/** Holds the side of the last `period` bars. */
export class MomentumSession implements StrategySession {
  readonly meta = { name: "momentum", version: 1, description: "Follows the trend", warmupBars: 30, parameters: [] };
  readonly stopLoss = NaN;
  readonly takeProfit = NaN;
  readonly #period: number;
  readonly #closes: number[] = [];

  constructor(period: number) {
    this.#period = period;
  }

  onCandle(_openTimeMs: number, _open: number, _high: number, _low: number, close: number): number {
    this.#closes.push(close);
    const before = this.#closes.at(-1 - this.#period);
    return before === undefined ? 0 : Math.sign(close - before);
  }

  setPosition(): void {}

  askRiskLevels(): void {}
}

/** Returns daily bars of a random walk; from bar `changedFrom` on they are those of another seed. */
export function walkBars(bars: number, seed: string, changedFrom: number = bars, other: string = seed): CandleColumns {
  let random = new SeededRandom(seed);
  let close = 100;
  return columnsOf(
    Array.from({ length: bars }, (_, i) => {
      if (i === changedFrom) random = new SeededRandom(other);
      const open = close;
      close *= 1 + (random.next() - 0.5) * 0.04;
      const [high, low] = [Math.max(open, close), Math.min(open, close)];
      return { openTimeMs: i * DAY_MS, open, high, low, close, volume: 1 };
    }),
  );
}
