import {
  assertNever,
  type CandleColumns,
  type Guard,
  type StrategySession,
  type Timeframe,
} from "@rara-trading/domain";
import { BarEngine } from "../engine/bar-engine.ts";
import type { EngineJournal, EngineOptions } from "../engine/engine-options.ts";
import type { SizingMethod } from "../sizing/sizing-method.ts";
import type { OrderStyle } from "./order-style.ts";
import { ONLY_SLEEVE } from "./plain-portfolio.ts";
import { PortfolioEngine, type SleeveView } from "./portfolio-engine.ts";
import type { InstrumentModel, PortfolioJournal } from "./portfolio-options.ts";

/** One strategy on one instrument, a bar at a time, whatever the model behind it. */
export interface StrategyEngine {
  /** Takes the next closed bar, in order; `finer` are the finest bars inside it. @throws StrategyFault, RaraError. */
  step(
    openTimeMs: number,
    open: number,
    high: number,
    low: number,
    close: number,
    volume: number,
    finer?: CandleColumns,
  ): void;
  /** Leaves what is held from the next open on, as if the bar's target had been 0. */
  requestFlat(openTimeMs: number, close: number): void;
  readonly equity: number;
  readonly peakEquity: number;
  /** Signed base units. */
  readonly position: number;
  /** Average entry price; 0 when flat. */
  readonly entryPrice: number;
  readonly cash: number;
  readonly tradedNotional: number;
  readonly barsProcessed: number;
  readonly barsInPosition: number;
  readonly ruined: boolean;
}

/** Which model a strategy trades under: the plain one, or one with order styles, margin, funding and the rest. */
export type StrategyEngineOptions =
  | { readonly kind: "plain"; readonly options: EngineOptions }
  | {
      readonly kind: "full";
      readonly capital: number;
      readonly tradeFromMs: number;
      readonly guards: readonly Guard[];
      readonly instrument: InstrumentModel;
      readonly timeframe: Timeframe;
      readonly sizing: SizingMethod;
      readonly orders: OrderStyle;
      readonly grossLeverageMax?: number;
    };

/** An `EngineJournal` that may also hear of charges, orders that did not fill and liquidations. */
export type StrategyEngineJournal = EngineJournal & Partial<Pick<PortfolioJournal, "booked" | "ended" | "liquidated">>;

type FullOptions = Extract<StrategyEngineOptions, { readonly kind: "full" }>;

/** An account with one sleeve, seen as the engine of that sleeve. */
class OneSleeveEngine implements StrategyEngine {
  readonly #engine: PortfolioEngine;
  readonly #options: FullOptions;

  constructor(session: StrategySession, options: FullOptions, journal: StrategyEngineJournal) {
    const { capital, tradeFromMs, guards, instrument: model, timeframe, sizing, orders, grossLeverageMax } = options;
    const { instrument } = model;
    this.#options = options;
    this.#engine = new PortfolioEngine(
      {
        capital,
        tradeFromMs,
        instruments: [model],
        sleeves: [{ name: ONLY_SLEEVE, session, instrument, timeframe, sizing, orders, guards }],
        ...(grossLeverageMax === undefined ? {} : { grossLeverageMax }),
      },
      {
        approved: (intent) => journal.approved(intent),
        refused: (refusal) => journal.refused(refusal),
        filled: (fill) => journal.filled(fill),
        booked: (booking) => journal.booked?.(booking),
        ended: (order, sleeve) => journal.ended?.(order, sleeve),
        liquidated: (liquidation) => journal.liquidated?.(liquidation),
      },
    );
  }

  get equity(): number {
    return this.#engine.account.equity;
  }

  get peakEquity(): number {
    return this.#engine.account.peakEquity;
  }

  get position(): number {
    return this.#sleeve.position;
  }

  get entryPrice(): number {
    return this.#sleeve.entryPrice;
  }

  get cash(): number {
    return this.#engine.account.cash;
  }

  get tradedNotional(): number {
    return this.#engine.account.tradedNotional;
  }

  get barsProcessed(): number {
    return this.#sleeve.barsProcessed;
  }

  get barsInPosition(): number {
    return this.#sleeve.barsInPosition;
  }

  get ruined(): boolean {
    return this.#engine.isRuined;
  }

  step(
    openTimeMs: number,
    open: number,
    high: number,
    low: number,
    close: number,
    volume: number,
    finer?: CandleColumns,
  ): void {
    const { instrument, timeframe } = this.#options;
    const candle = { openTimeMs, open, high, low, close, volume };
    const bar = { instrument: instrument.instrument, timeframe, candle };
    this.#engine.step([finer === undefined ? bar : { ...bar, finer }]);
  }

  requestFlat(openTimeMs: number, close: number): void {
    this.#engine.requestFlat(0, openTimeMs, close);
  }

  get #sleeve(): SleeveView {
    const [sleeve] = this.#engine.sleeves;
    if (sleeve === undefined) throw new RangeError("Expected one sleeve, found none");
    return sleeve;
  }
}

/**
 * Opens the engine of a strategy: `BarEngine` for the plain model, an account with one sleeve otherwise. Backtest and
 * paper trading that are given the same options trade under the same model.
 * @throws RaraError when the options make no sense.
 */
export function openEngine(
  session: StrategySession,
  options: StrategyEngineOptions,
  journal: StrategyEngineJournal,
): StrategyEngine {
  switch (options.kind) {
    case "plain":
      return new BarEngine(session, options.options, journal);
    case "full":
      return new OneSleeveEngine(session, options, journal);
    default:
      return assertNever(options);
  }
}
