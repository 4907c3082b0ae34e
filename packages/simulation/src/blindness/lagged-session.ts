import { HOLD_TARGET, type StrategyMeta, type StrategySession } from "@rara-trading/domain";

/** A session whose every target reaches the market one bar later. */
export class LaggedSession implements StrategySession {
  readonly meta: StrategyMeta;
  readonly #inner: StrategySession;
  #before = HOLD_TARGET;

  constructor(inner: StrategySession) {
    this.#inner = inner;
    this.meta = inner.meta;
  }

  get stopLoss(): number {
    return this.#inner.stopLoss;
  }

  get takeProfit(): number {
    return this.#inner.takeProfit;
  }

  onCandle(openTimeMs: number, open: number, high: number, low: number, close: number, volume: number): number {
    const late = this.#before;
    this.#before = this.#inner.onCandle(openTimeMs, open, high, low, close, volume);
    return late;
  }

  setPosition(size: number, entryPrice: number): void {
    this.#inner.setPosition(size, entryPrice);
  }

  askRiskLevels(side: 1 | -1, entryPrice: number): void {
    this.#inner.askRiskLevels(side, entryPrice);
  }
}
