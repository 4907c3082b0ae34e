import {
  type Candle,
  type CandleColumns,
  type GuardVerdict,
  type InstrumentId,
  type OrderIntent,
  RaraError,
  type Timeframe,
} from "@rara-trading/domain";
import { MarginAccount, type SleevePosition } from "../account/margin-account.ts";
import { initialMargin } from "../account/margin-rules.ts";
import { checkAccount } from "./account-guards.ts";
import { checkedPortfolioOptions, SLEEVES_MAX } from "./check-portfolio-options.ts";
import { type MarginWatch, Market } from "./market.ts";
import type { InstrumentModel, PortfolioJournal, PortfolioOptions } from "./portfolio-options.ts";
import type { MarketResult } from "./portfolio-result.ts";
import { Sleeve } from "./sleeve.ts";
import type { AccountContext } from "./sleeve-context.ts";

/** A bar that has closed. */
export interface ClosedBar {
  readonly instrument: InstrumentId;
  readonly timeframe: Timeframe;
  readonly candle: Candle;
  /** The finest stored bars inside it, in order. */
  readonly finer?: CandleColumns;
}

function refuseOrder({ instrument, timeframe, candle }: ClosedBar, lastOpenTimeMs: number): never {
  throw new RaraError(
    `Expected a bar of ${instrument} ${timeframe} after ${lastOpenTimeMs}, found ${candle.openTimeMs}`,
    {
      category: "bug",
      code: "simulation.bar-order",
      hint: "Hand in each bar once, sorted by open time.",
    },
  );
}

/** How the account stood when it was last valued, quote currency. */
export interface AccountState {
  readonly cash: number;
  readonly equity: number;
  /** Highest equity so far, the capital included. */
  readonly peakEquity: number;
  /** Sum of quantity x price over all fills. */
  readonly tradedNotional: number;
}

/** What one sleeve did, for the record. */
export interface SleeveView extends SleevePosition {
  readonly name: string;
  readonly barsProcessed: number;
  readonly barsInPosition: number;
}

/**
 * Several strategies on several instruments in one account. Bars that close at the same time are all traded before any
 * is decided on, so that every strategy sees the account as it stands then. With one sleeve, market orders and no
 * charges it does bit for bit what `BarEngine` does.
 */
export class PortfolioEngine {
  readonly #account: MarginAccount;
  readonly #journal: PortfolioJournal;
  readonly #grossLeverageMax: number | undefined;
  readonly #models: ReadonlyMap<InstrumentId, InstrumentModel>;
  readonly #markets: Market[] = [];
  readonly #sleeves: readonly Sleeve[];
  readonly #watch: MarginWatch = {
    isShort: (market, markPrice) => this.#isShort(market, markPrice),
    check: (market, barOpenTimeMs, markPrice, tradePrice) =>
      this.#liquidateIfShort(market, barOpenTimeMs, markPrice, tradePrice),
  };
  #sequence = 0;
  #orders = 0;
  #isRuined = false;

  /** @throws RaraError `simulation.portfolio` or of a figure's own kind when the options make no sense. */
  constructor(options: PortfolioOptions, journal: PortfolioJournal) {
    const { capital, instruments, sleeves, grossLeverageMax, tradeFromMs } = checkedPortfolioOptions(options);
    this.#journal = journal;
    this.#grossLeverageMax = grossLeverageMax;
    this.#models = new Map(instruments.map((model) => [model.instrument, model]));
    this.#account = new MarginAccount(
      capital,
      sleeves.map(({ name, instrument }) => {
        const { execution, margin, borrowRateAnnual = 0 } = this.#model(instrument);
        return { name, instrument, lotsPerUnit: execution.rules.lotsPerUnit, margin, borrowRateAnnual };
      }),
      (booking) => this.#journal.booked(booking),
    );
    const context = this.#context(tradeFromMs);
    this.#sleeves = sleeves.map((sleeve, index) => {
      const market = this.#openMarket(sleeve.instrument, sleeve.timeframe);
      const opened = new Sleeve(index, sleeve, context, { venue: market.venue, model: market.model.execution });
      market.join(opened);
      return opened;
    });
  }

  /** Cash and equity of all sleeves together. */
  get account(): AccountState {
    return this.#account;
  }

  /** Whether equity fell to 0 or below; everything was then closed and trading is over. */
  get isRuined(): boolean {
    return this.#isRuined;
  }

  /** Whether any sleeve holds something. */
  get isInPosition(): boolean {
    return this.#sleeves.some(({ held }) => held.lots !== 0);
  }

  /** The sleeves in the order of the options. */
  get sleeves(): readonly SleeveView[] {
    return this.#sleeves.map(({ held, options, barsProcessed, barsInPosition }) => ({
      ...held,
      name: options.name,
      barsProcessed,
      barsInPosition,
    }));
  }

  /** How orders have fared in each instrument and timeframe so far. */
  get markets(): readonly MarketResult[] {
    return this.#markets.map(({ model, timeframe, venue }) => ({
      instrument: model.instrument,
      timeframe,
      statistics: venue.statistics,
    }));
  }

  /**
   * Takes the bars that closed at one time, in order of time: each is traded up to its close, then the account is valued,
   * then each bar's strategies decide.
   * @throws StrategyFault when a strategy breaks its contract; the engine must not be used afterwards.
   * @throws RaraError `simulation.bad-bar` when a price is not finite, `simulation.bar-order` when a bar is not later
   * than the one before it.
   */
  step(bars: readonly ClosedBar[]): void {
    for (const bar of bars) {
      const market = this.#market(bar.instrument, bar.timeframe);
      if (!(bar.candle.openTimeMs > market.lastOpenTimeMs)) refuseOrder(bar, market.lastOpenTimeMs);
      market.trade(bar.candle, bar.finer);
    }
    this.#account.settle();
    if (this.#account.equity <= 0) this.#ruin();
    for (const { instrument, timeframe, candle } of bars) this.#market(instrument, timeframe).decide(candle);
  }

  /** Closes what sleeve `index` holds at its next open, as if its target had been 0. */
  requestFlat(index: number, openTimeMs: number, close: number): void {
    this.#sleeves[index]?.decide(openTimeMs, close, 0);
  }

  #context(tradeFromMs: number): AccountContext {
    return {
      account: this.#account,
      journal: this.#journal,
      tradeFromMs,
      isRuined: () => this.#isRuined,
      nextSequence: () => ++this.#sequence,
      nextOrderId: (index) => ++this.#orders * SLEEVES_MAX + index,
      checkEntry: (index, intent) => this.#checkEntry(index, intent),
    };
  }

  #checkEntry(index: number, intent: OrderIntent): GuardVerdict {
    let notional = 0;
    let margin = 0;
    for (const sleeve of this.#sleeves) {
      if (sleeve.index === index) continue;
      const rules = this.#model(sleeve.options.instrument).margin;
      const reserved = sleeve.reservedNotional;
      notional += reserved;
      if (rules !== undefined) margin += initialMargin(rules, reserved);
    }
    const sleeve = this.#sleeves[index];
    const rules = sleeve === undefined ? undefined : this.#model(sleeve.options.instrument).margin;
    return checkAccount(this.#account, index, intent, rules, this.#grossLeverageMax, { notional, margin });
  }

  #isShort(market: Market, markPrice: number): boolean {
    const required = this.#account.maintenanceAt(market.indices, markPrice);
    return required > 0 && this.#account.equityAt(market.indices, markPrice) <= required;
  }

  #liquidateIfShort(market: Market, barOpenTimeMs: number, markPrice: number, tradePrice: number): void {
    if (!this.#isShort(market, markPrice)) return;
    const equity = this.#account.equityAt(market.indices, markPrice);
    const required = this.#account.maintenanceAt(market.indices, markPrice);
    const { instrument } = market.model;
    this.#journal.liquidated({ barOpenTimeMs, reason: "maintenance-margin", instrument, equity, required });
    for (const other of this.#markets) {
      if (other.model.margin === undefined) continue;
      const price = other === market ? tradePrice : other.lastClose;
      for (const sleeve of other.sleeves) sleeve.liquidate(barOpenTimeMs, price);
    }
  }

  #ruin(): void {
    const { equity } = this.#account;
    if (!this.#isRuined) {
      const barOpenTimeMs = Math.max(...this.#markets.map(({ lastOpenTimeMs }) => lastOpenTimeMs));
      this.#journal.liquidated({ barOpenTimeMs, reason: "ruin", instrument: null, equity, required: 0 });
    }
    this.#isRuined = true;
    for (const { sleeves, lastOpenTimeMs, lastClose } of this.#markets) {
      for (const sleeve of sleeves) sleeve.liquidate(lastOpenTimeMs, lastClose);
    }
    this.#account.settle();
  }

  #openMarket(instrument: InstrumentId, timeframe: Timeframe): Market {
    const known = this.#find(instrument, timeframe);
    if (known !== undefined) return known;
    const market = new Market(this.#model(instrument), timeframe, this.#account, this.#watch, SLEEVES_MAX);
    this.#markets.push(market);
    return market;
  }

  #find(instrument: InstrumentId, timeframe: Timeframe): Market | undefined {
    for (const market of this.#markets) {
      if (market.model.instrument === instrument && market.timeframe === timeframe) return market;
    }
    return undefined;
  }

  #market(instrument: InstrumentId, timeframe: Timeframe): Market {
    const market = this.#find(instrument, timeframe);
    if (market !== undefined) return market;
    const known = this.#markets.map((one) => `${one.model.instrument} ${one.timeframe}`).join(", ");
    throw new RaraError(`Expected a bar of ${known}, found one of ${instrument} ${timeframe}`, {
      category: "bug",
      code: "simulation.portfolio",
      hint: "Hand in bars of the sleeves' instruments and timeframes only.",
    });
  }

  #model(instrument: InstrumentId): InstrumentModel {
    const model = this.#models.get(instrument);
    if (model !== undefined) return model;
    throw new RaraError(`Expected a model of ${instrument}, found ${[...this.#models.keys()].join(", ") || "none"}`, {
      category: "usage",
      code: "simulation.portfolio",
      hint: "Give every sleeve's instrument a model.",
    });
  }
}
