import { StrategyFault, type StrategyMeta, type StrategySession } from "@rara-trading/domain";

/** A strategy that breaks its contract at its n-th call, and counts whether it is called afterwards. */
export class FaultyStrategy implements StrategySession {
  readonly meta: StrategyMeta;
  readonly #inner: StrategySession;
  readonly #faultAt: number;
  readonly #badTarget: number | undefined;
  #calls = 0;
  #isDead = false;
  /** Open time of the bar of the last `onCandle`; the fault happened in it, or in the bar after it. */
  lastBarMs = NaN;
  callsAfterDeath = 0;

  /** Faults at call `faultAt` (0 is the first) or, where a bad target is given, by returning it at that `onCandle`. */
  constructor(inner: StrategySession, faultAt: number, badTarget?: number) {
    this.meta = inner.meta;
    this.#inner = inner;
    this.#faultAt = faultAt;
    this.#badTarget = badTarget;
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  get stopLoss(): number {
    return this.#inner.stopLoss;
  }

  get takeProfit(): number {
    return this.#inner.takeProfit;
  }

  onCandle(openTimeMs: number, open: number, high: number, low: number, close: number, volume: number): number {
    this.lastBarMs = openTimeMs;
    const isLast = this.#count();
    if (isLast && this.#badTarget !== undefined) return this.#badTarget;
    if (isLast) throw new StrategyFault("trap", "unreachable", { functionName: "onCandle" });
    return this.#inner.onCandle(openTimeMs, open, high, low, close, volume);
  }

  setPosition(size: number, entryPrice: number): void {
    if (this.#badTarget === undefined && this.#count())
      throw new StrategyFault("out-of-fuel", "spent", { functionName: "setPosition" });
    this.#inner.setPosition(size, entryPrice);
  }

  askRiskLevels(side: 1 | -1, entryPrice: number): void {
    if (this.#badTarget === undefined && this.#count())
      throw new StrategyFault("abort", "gave up", { functionName: "askRiskLevels" });
    this.#inner.askRiskLevels(side, entryPrice);
  }

  #count(): boolean {
    if (this.#isDead) this.callsAfterDeath++;
    this.#isDead ||= this.#calls++ === this.#faultAt;
    return this.#isDead && this.callsAfterDeath === 0;
  }
}
