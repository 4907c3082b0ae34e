import {
  HOLD_TARGET,
  type RandomSource,
  SeededRandom,
  type StrategyMeta,
  type StrategySession,
} from "@rara-trading/domain";

const TARGETS = [-1, -1, -0.5, 0, 0.25, 0.5, 1, 1] as const;

/**
 * A strategy with a mind of its own, the same for the same seed and bars: it flips, scales in and out, holds, follows
 * the last move at times, and asks for stops and targets near and far, on either side, or for none.
 */
export class RandomStrategy implements StrategySession {
  readonly meta: StrategyMeta;
  stopLoss = NaN;
  takeProfit = NaN;
  readonly #random: RandomSource;
  #lastClose = NaN;
  #size = 0;

  constructor(seed: string, warmupBars = 3) {
    this.#random = new SeededRandom(`strategy/${seed}`);
    this.meta = { name: "random", version: 1, description: "Trades at random", warmupBars, parameters: [] };
  }

  onCandle(_openTimeMs: number, _open: number, _high: number, _low: number, close: number): number {
    const before = this.#lastClose;
    this.#lastClose = close;
    const draw = this.#random.next();
    if (draw < 0.55) return HOLD_TARGET;
    if (draw < 0.7) return close > before ? 1 : -1;
    if (draw < 0.75 && this.#size !== 0) return 0;
    return TARGETS[this.#random.nextInt(TARGETS.length)] ?? 0;
  }

  setPosition(size: number): void {
    this.#size = size;
  }

  askRiskLevels(side: 1 | -1, entryPrice: number): void {
    const distance = (): number => (this.#random.next() < 0.25 ? NaN : entryPrice * 0.04 * this.#random.next());
    this.stopLoss = entryPrice - side * distance();
    this.takeProfit = entryPrice + side * distance();
  }
}
