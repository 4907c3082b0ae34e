import { HOLD_TARGET, type RandomSource, type StrategyMeta, type StrategySession } from "@rara-trading/domain";
import type { DecisionStress } from "./traded-rule.ts";

/**
 * A session between whose decisions and the market something goes wrong. It trades no stretch by itself: whoever drives it asks
 * for every bar's target, which is where the stress comes in.
 */
abstract class StressedSession implements StrategySession {
  readonly meta: StrategyMeta;
  readonly #inner: StrategySession;

  constructor(inner: StrategySession, meta: StrategyMeta) {
    this.#inner = inner;
    this.meta = meta;
  }

  get stopLoss(): number {
    return this.#inner.stopLoss;
  }

  get takeProfit(): number {
    return this.#inner.takeProfit;
  }

  onCandle(openTimeMs: number, open: number, high: number, low: number, close: number, volume: number): number {
    return this.reaching(this.#inner.onCandle(openTimeMs, open, high, low, close, volume));
  }

  setPosition(size: number, entryPrice: number): void {
    this.#inner.setPosition(size, entryPrice);
  }

  askRiskLevels(side: 1 | -1, entryPrice: number): void {
    this.#inner.askRiskLevels(side, entryPrice);
  }

  [Symbol.dispose](): void {
    this.#inner[Symbol.dispose]?.();
  }

  /** Returns what reaches the market on a bar for which the strategy wants `target`. */
  protected abstract reaching(target: number): number;
}

/** Every target comes as many bars too late; the first ones hold. What the warm-up would have ignored is still ignored. */
class DelayedSession extends StressedSession {
  readonly #late: number[];
  #next = 0;

  constructor(inner: StrategySession, bars: number) {
    super(inner, { ...inner.meta, warmupBars: inner.meta.warmupBars + bars });
    this.#late = Array<number>(bars).fill(HOLD_TARGET);
  }

  protected reaching(target: number): number {
    const due = this.#late[this.#next] ?? HOLD_TARGET;
    this.#late[this.#next] = target;
    this.#next = (this.#next + 1) % this.#late.length;
    return due;
  }
}

/** A share of the changes of the target never reaches the market. */
class MissedFillsSession extends StressedSession {
  readonly #share: number;
  readonly #random: RandomSource;
  #wanted = 0;
  #held = 0;

  constructor(inner: StrategySession, share: number, random: RandomSource) {
    super(inner, inner.meta);
    this.#share = share;
    this.#random = random;
  }

  protected reaching(target: number): number {
    if (target === HOLD_TARGET) return target;
    if (target !== this.#wanted) {
      this.#wanted = target;
      if (this.#random.next() >= this.#share) this.#held = target;
    }
    return this.#held;
  }
}

/** Returns a session that decides as `session` does under a stress: late first, then missed; itself where there is none. */
export function stressedSession(session: StrategySession, { delayBars = 0, missed }: DecisionStress): StrategySession {
  const late = delayBars > 0 ? new DelayedSession(session, delayBars) : session;
  return missed === undefined ? late : new MissedFillsSession(late, missed.share, missed.random);
}
