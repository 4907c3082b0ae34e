import {
  HOLD_TARGET,
  RaraError,
  StrategyFault,
  type StrategyMeta,
  type StrategySession,
  type TradingStretch,
} from "@rara-trading/domain";
import { deadSession } from "../dead-session.ts";
import { runFuelFault } from "../run-fuel.ts";
import { TradingLoop } from "../stretch/trading-loop.ts";
import type { StrategyModule } from "../strategy-module.ts";
import type { AbiExports } from "./abi.ts";
import { GuestInstance } from "./guest-instance.ts";
import { GuestLog, type LogSink } from "./guest-log.ts";
import { askMeta } from "./read-strategy-meta.ts";
import { sessionSeed } from "./session-seed.ts";
import { checkParameters, type ParameterValues } from "./strategy-parameters.ts";

/** How a session is opened. */
export interface SessionOptions {
  /** Values for some of the declared parameters; the others keep their defaults. */
  readonly parameters?: ParameterValues;
  /** Receives what the strategy prints, capped and escaped; dropped when absent. */
  readonly onLog?: LogSink;
}

/** Bars between two looks at the run's total fuel: a power of two. */
const FUEL_CHECK_BARS = 4096;

/** One for all: where a session was given back tells nothing, and finding it out takes as long as a thousand bars. */
const GIVEN_BACK = new RaraError("Expected a session in use, found one that was given back", {
  category: "bug",
  code: "strategy.session-given-back",
  hint: "Open another session; the memory of this one may belong to it by now.",
});

/**
 * A compiled strategy in its sandbox. Candles go in as arguments and the target comes back as the result, so nothing
 * of the future is ever in the strategy's memory. The same module, parameters and candles give the same targets and
 * the same fuel on every run.
 */
export class WasmStrategySession implements StrategySession {
  readonly meta: StrategyMeta;
  readonly #guest: GuestInstance;
  // Fields of their own: every instance's exports are an object of another shape, which makes each look-up a slow one.
  readonly #onCandle: AbiExports["on_candle"];
  readonly #setPosition: AbiExports["set_position"];
  readonly #riskLevels: AbiExports["risk_levels"];
  readonly #outStop: AbiExports["out_stop"];
  readonly #outTakeProfit: AbiExports["out_take_profit"];
  readonly #limits: StrategyModule["limits"];
  #tradingLoop: TradingLoop | undefined;
  #bars = 0;
  #death: Error | undefined;
  #isReleased = false;
  #stopLoss = Number.NaN;
  #takeProfit = Number.NaN;

  private constructor(module: StrategyModule, options: SessionOptions) {
    if (module.abiVersion !== 2) throw wrongVersion(module.abiVersion);
    const parameters = options.parameters ?? {};
    const log = new GuestLog(options.onLog ?? (() => undefined));
    this.#guest = new GuestInstance(module, log, () => sessionSeed(module.sha256, parameters));
    const { exports } = this.#guest;
    this.#onCandle = exports.on_candle;
    this.#setPosition = exports.set_position;
    this.#riskLevels = exports.risk_levels;
    this.#outStop = exports.out_stop;
    this.#outTakeProfit = exports.out_take_profit;
    this.#limits = module.limits;
    this.meta = askMeta(this.#guest);
    for (const { index, value } of checkParameters(this.meta, parameters)) {
      this.#guest.run(() => exports.set_param(index, value));
    }
    this.#guest.run(() => exports.init());
  }

  /**
   * Instantiates `module` and brings it to its first candle: version, meta, parameters, init.
   * @throws StrategyFault for what the strategy does; RaraError `strategy.parameter` for values it does not take.
   */
  static open(module: StrategyModule, options: SessionOptions = {}): WasmStrategySession {
    return new WasmStrategySession(module, options);
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
    if (this.#death !== undefined) throw deadSession(this.#death);
    let target: number;
    try {
      target = this.#onCandle(openTimeMs, open, high, low, close, volume);
    } catch (error) {
      throw this.#die(this.#guest.faultOf(error, { barIndex: this.#bars }));
    }
    if (!(target >= -1 && target <= 1) && target !== HOLD_TARGET) this.#refuseTarget(target);
    this.#bars++;
    if ((this.#bars & (FUEL_CHECK_BARS - 1)) === 0) this.#checkRunFuel();
    return target;
  }

  tradeStretch(stretch: TradingStretch): void {
    if (this.#death !== undefined) throw deadSession(this.#death);
    stretch.next = stretch.from;
    const { loop } = this.#guest;
    if (loop === undefined) return;
    this.#tradingLoop ??= new TradingLoop(loop);
    const { from } = stretch;
    const before = this.#bars;
    try {
      // Never past the next look at the run's total fuel.
      this.#tradingLoop.take(stretch, Math.min(stretch.to, from + FUEL_CHECK_BARS - (before & (FUEL_CHECK_BARS - 1))));
    } catch (error) {
      this.#bars = before + stretch.next - from;
      throw this.#die(this.#guest.faultOf(error, { barIndex: this.#bars }));
    }
    this.#takeOver(stretch, before + stretch.next - from);
  }

  /** Looks at what a stretch left behind as `onCandle` and `askRiskLevels` would have looked at it on the way. */
  #takeOver({ from, next, target, state, refusedLevels }: TradingStretch, barsTaken: number): void {
    if (next > from) {
      this.#bars = barsTaken - 1;
      if (!(target >= -1 && target <= 1) && target !== HOLD_TARGET) this.#refuseTarget(target);
      this.#bars++;
    }
    if (refusedLevels) {
      try {
        this.#checkedLevel("stop-loss", state.stopLoss);
        this.#checkedLevel("take-profit", state.takeProfit);
      } catch (error) {
        throw this.#die(this.#guest.faultOf(error, {}));
      }
    }
    if (next > from && (this.#bars & (FUEL_CHECK_BARS - 1)) === 0) this.#checkRunFuel();
  }

  setPosition(size: number, entryPrice: number): void {
    if (this.#death !== undefined) throw deadSession(this.#death);
    try {
      this.#setPosition(size, entryPrice);
    } catch (error) {
      throw this.#die(this.#guest.faultOf(error, { barIndex: this.#bars }));
    }
  }

  askRiskLevels(side: 1 | -1, entryPrice: number): void {
    if (this.#death !== undefined) throw deadSession(this.#death);
    try {
      this.#riskLevels(side, entryPrice);
      this.#stopLoss = this.#checkedLevel("stop-loss", this.#outStop());
      this.#takeProfit = this.#checkedLevel("take-profit", this.#outTakeProfit());
    } catch (error) {
      throw this.#die(this.#guest.faultOf(error, { barIndex: this.#bars }));
    }
  }

  /** Lets another session have its memory. */
  [Symbol.dispose](): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#die(GIVEN_BACK);
    this.#guest.release();
  }

  /** NaN means none and every finite number is a price that the market may or may not reach; infinity is neither. */
  #checkedLevel(what: string, level: number): number {
    if (level !== Number.POSITIVE_INFINITY && level !== Number.NEGATIVE_INFINITY) return level;
    throw this.#badTarget(`Expected a ${what} price or NaN, found ${level}`);
  }

  #refuseTarget(target: number): never {
    throw this.#die(this.#badTarget(`Expected a target in [-1, 1] or exactly ${HOLD_TARGET}, found ${target}`));
  }

  #badTarget(message: string): StrategyFault {
    return new StrategyFault("bad-target", message, { barIndex: this.#bars, fuelUsed: this.fuelUsed });
  }

  #checkRunFuel(): void {
    const fault = runFuelFault(this.#limits, this.#bars, this.fuelUsed);
    if (fault !== undefined) throw this.#die(fault);
  }

  /** After a fault the instance's state means nothing, so it is never called again. */
  #die(death: Error): Error {
    this.#death = death;
    this.#stopLoss = Number.NaN;
    this.#takeProfit = Number.NaN;
    return death;
  }
}

function wrongVersion(found: number): StrategyFault {
  return new StrategyFault(
    "abi",
    `Expected a module of ABI version 2, found version ${found}, which openStrategySession runs`,
  );
}
