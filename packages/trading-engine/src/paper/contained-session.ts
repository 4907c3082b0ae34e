import {
  HOLD_TARGET,
  RaraError,
  type StrategyFailed,
  StrategyFault,
  type StrategyMeta,
  type StrategySession,
} from "@rara-trading/domain";

/** A session that may hold something, such as a process, which whoever started it gives back. */
export type OwnedSession = StrategySession & Partial<Disposable>;

/** Returns a fresh session of a strategy, at once or once its process has started. @throws StrategyFault when it cannot start. */
export type NewStrategySession = () => OwnedSession | Promise<OwnedSession>;

/** Stands where a strategy should be that could not start. It is never called. */
const STILLBORN: OwnedSession = {
  meta: {
    name: "stillborn",
    version: 0,
    description: "A strategy that failed to start",
    warmupBars: 0,
    parameters: [],
  },
  onCandle: () => HOLD_TARGET,
  setPosition() {},
  askRiskLevels() {},
  stopLoss: NaN,
  takeProfit: NaN,
};

/**
 * A strategy session whose faults stay inside: after the first one the strategy is dead and never called again, and
 * this session answers "no change" and no protective prices. Whoever steps the engine looks at `fault` and closes the
 * position; a strategy that failed never decides anything more.
 */
export class ContainedSession implements StrategySession, Disposable {
  readonly meta: StrategyMeta;
  readonly #inner: OwnedSession;
  readonly #known: StrategyFailed | undefined;
  #fault: RaraError | undefined;
  #calls = 0;
  #failedCall = 0;

  /** `known` is how the strategy failed according to the log: it fails there again, whatever it would do now. */
  constructor(inner: OwnedSession, known?: StrategyFailed) {
    this.#inner = inner;
    this.#known = known;
    this.meta = inner.meta;
  }

  /** Starts a strategy; a `StrategyFault` on the way gives a session that is dead from the beginning. */
  static async start(newStrategySession: NewStrategySession, known?: StrategyFailed): Promise<ContainedSession> {
    try {
      return new ContainedSession(await newStrategySession(), known);
    } catch (error) {
      if (!(error instanceof StrategyFault)) throw error;
      const dead = new ContainedSession(STILLBORN);
      dead.fail(error);
      return dead;
    }
  }

  /** Gives back what the strategy holds, such as its process. */
  [Symbol.dispose](): void {
    this.#inner[Symbol.dispose]?.();
  }

  /** Why the strategy is dead, or undefined while it lives. */
  get fault(): RaraError | undefined {
    return this.#fault;
  }

  /** Declares the strategy dead over a fault that was noticed outside. Anything but a RaraError is a bug and is thrown on. */
  fail(error: unknown): void {
    if (!(error instanceof RaraError)) throw error;
    if (this.#fault !== undefined) return;
    this.#fault = error;
    this.#failedCall = this.#calls - 1;
  }

  /** Which call failed, counted from 0, once one has. */
  get failedCall(): number {
    return this.#failedCall;
  }

  onCandle(openTimeMs: number, open: number, high: number, low: number, close: number, volume: number): number {
    if (!this.#enter()) return HOLD_TARGET;
    try {
      return this.#inner.onCandle(openTimeMs, open, high, low, close, volume);
    } catch (error) {
      this.fail(error);
      return HOLD_TARGET;
    }
  }

  setPosition(size: number, entryPrice: number): void {
    this.#attempt(() => this.#inner.setPosition(size, entryPrice));
  }

  askRiskLevels(side: 1 | -1, entryPrice: number): void {
    this.#attempt(() => this.#inner.askRiskLevels(side, entryPrice));
  }

  get stopLoss(): number {
    return this.#fault === undefined ? this.#inner.stopLoss : NaN;
  }

  get takeProfit(): number {
    return this.#fault === undefined ? this.#inner.takeProfit : NaN;
  }

  /** Counts a call; false when the strategy is not to be called. */
  #enter(): boolean {
    if (this.#fault !== undefined) return false;
    const known = this.#known;
    if (this.#calls++ !== known?.callIndex) return true;
    this.fail(new RaraError(known.message, { category: "refused", code: known.code }));
    return false;
  }

  #attempt(call: () => void): void {
    if (!this.#enter()) return;
    try {
      call();
    } catch (error) {
      this.fail(error);
    }
  }
}
