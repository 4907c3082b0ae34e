import { RaraError, StrategyFault, type StrategyMeta, type StrategySession } from "@rara-trading/domain";
import { deadSession } from "../dead-session.ts";
import { runFuelFault } from "../run-fuel.ts";
import { GuestInstance } from "../session/guest-instance.ts";
import { GuestLog } from "../session/guest-log.ts";
import { checkParameters } from "../session/strategy-parameters.ts";
import type { SessionOptions } from "../session/wasm-strategy-session.ts";
import type { StrategyModule } from "../strategy-module.ts";
import { CandleWindow } from "./candle-window.ts";
import { DEFAULT_SCORE_THRESHOLD, riskLevelsOf, targetOf } from "./version1-answers.ts";
import { Version1Guest } from "./version1-guest.ts";
import { askVersion1Meta } from "./version1-meta.ts";

/** How a session of a version 1 module is opened. */
export interface Version1SessionOptions extends SessionOptions {
  /** Score that means a position, in [0, 1); 0.3 unless given. Backtest and live must give the same. */
  readonly scoreThreshold?: number;
}

/** Bars between two looks at the run's total fuel. */
const FUEL_CHECK_BARS = 64;
const UTF8 = new TextEncoder();

/**
 * A strategy that speaks JSON through linear memory, behind the same port as any other and in the same sandbox. It is
 * shown the last 500 bars on every bar, as its protocol wants: about 750 bars/s where version 2 does ten million.
 */
export class Version1StrategySession implements StrategySession {
  readonly meta: StrategyMeta;
  readonly #guest: Version1Guest;
  readonly #limits: StrategyModule["limits"];
  readonly #threshold: number;
  readonly #window = new CandleWindow();
  #bars = 0;
  #death: Error | undefined;
  #stopLoss = Number.NaN;
  #takeProfit = Number.NaN;

  private constructor(module: StrategyModule, options: Version1SessionOptions) {
    if (module.abiVersion !== 1) {
      throw new StrategyFault("abi", `Expected a module of version 1, found version ${module.abiVersion}`);
    }
    this.#threshold = checkedThreshold(options.scoreThreshold ?? DEFAULT_SCORE_THRESHOLD);
    const log = new GuestLog(options.onLog ?? (() => undefined));
    this.#guest = new Version1Guest(new GuestInstance(module, log, () => 0));
    this.#limits = module.limits;
    this.meta = askVersion1Meta(this.#guest);
    checkParameters(this.meta, options.parameters ?? {});
  }

  /**
   * Instantiates a version 1 module and asks for its meta.
   * @throws StrategyFault for what the strategy does; RaraError `strategy.parameter` for any parameter, of which it has
   * none, and `strategy.score-threshold`.
   */
  static open(module: StrategyModule, options: Version1SessionOptions = {}): Version1StrategySession {
    return new Version1StrategySession(module, options);
  }

  get stopLoss(): number {
    return this.#stopLoss;
  }

  get takeProfit(): number {
    return this.#takeProfit;
  }

  /** Fuel used so far by everything the strategy ran, its start function included. */
  get fuelUsed(): number {
    return this.#guest.fuelUsed;
  }

  /** Bars taken so far. */
  get barsTaken(): number {
    return this.#bars;
  }

  onCandle(openTimeMs: number, open: number, high: number, low: number, close: number, volume: number): number {
    return this.#live(() => {
      this.#window.push(openTimeMs, open, high, low, close, volume);
      const answer = this.#guest.ask("wasm_on_candles", this.#window.json(), { barIndex: this.#bars });
      const target = targetOf(answer, this.#threshold);
      this.#bars++;
      if (this.#bars % FUEL_CHECK_BARS === 0) this.#checkRunFuel();
      return target;
    });
  }

  /** Version 1 has no way to be told. */
  setPosition(_size: number, _entryPrice: number): void {
    this.#live(() => undefined);
  }

  askRiskLevels(side: 1 | -1, entryPrice: number): void {
    this.#live(() => {
      if (!this.#guest.answers("wasm_risk_levels")) return;
      const input = UTF8.encode(JSON.stringify({ entry_price: entryPrice, side: side === 1 ? "Long" : "Short" }));
      const levels = riskLevelsOf(this.#guest.ask("wasm_risk_levels", input, { barIndex: this.#bars }));
      this.#stopLoss = levels.stopLoss;
      this.#takeProfit = levels.takeProfit;
    });
  }

  #checkRunFuel(): void {
    const fault = runFuelFault(this.#limits, this.#bars, this.fuelUsed);
    if (fault !== undefined) throw fault;
  }

  /** Runs `call` in a session that has not failed; after a fault its state means nothing, so it is never called again. */
  #live<Result>(call: () => Result): Result {
    if (this.#death !== undefined) throw deadSession(this.#death);
    try {
      return call();
    } catch (error) {
      this.#death = this.#placed(error);
      this.#stopLoss = Number.NaN;
      this.#takeProfit = Number.NaN;
      throw this.#death;
    }
  }

  /** An answer that means nothing is a fault of this bar; faults of the guest's code know their place already. */
  #placed(error: unknown): Error {
    if (!(error instanceof StrategyFault)) return RaraError.from(error);
    if (error.place.barIndex !== undefined) return error;
    return new StrategyFault(error.kind, error.message, { barIndex: this.#bars, fuelUsed: this.fuelUsed }, error);
  }
}

function checkedThreshold(threshold: number): number {
  if (threshold >= 0 && threshold < 1) return threshold;
  throw new RaraError(`Expected a score threshold of at least 0 and below 1, found ${threshold}`, {
    category: "usage",
    code: "strategy.score-threshold",
    hint: "Give the score above which a strategy of the older protocol is taken to want a position.",
  });
}
