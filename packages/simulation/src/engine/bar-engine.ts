import {
  type CandleColumns,
  HOLD_TARGET,
  lotsToUnits,
  type OrderIntent,
  type OrderPurpose,
  RaraError,
  runGuards,
  StrategyFault,
  type StrategySession,
  targetLots,
  type TradingStretch,
} from "@rara-trading/domain";
import { Account } from "./account.ts";
import type { EngineJournal, EngineOptions } from "./engine-options.ts";
import { slippedPrice } from "./fill-price.ts";
import { newStretch } from "./new-stretch.ts";
import { protectiveExit, restingLevel } from "./protective-exit.ts";

/** An approved order that waits for the next open. */
interface PendingOrder {
  readonly sequence: number;
  readonly lotsAfter: number;
}

function refuseBar(openTimeMs: number, open: number, high: number, low: number, close: number): never {
  throw new RaraError(
    `Expected a bar of finite numbers, found open time ${openTimeMs}, open ${open}, high ${high}, low ${low}, close ${close}`,
    { category: "bug", code: "simulation.bad-bar", hint: "Repair the series: a missing price is never guessed." },
  );
}

/** A sum with a NaN or an infinity in it is not finite: one check for five numbers. */
function isFiniteBar(openTimeMs: number, open: number, high: number, low: number, close: number): boolean {
  return Number.isFinite(openTimeMs + open + high + low + close);
}

function pendingOrder(lotsAfter: number, sequence: number): PendingOrder | undefined {
  return Number.isNaN(lotsAfter) ? undefined : { sequence, lotsAfter };
}

/**
 * One strategy trading one instrument, a bar at a time: the single implementation behind backtest, paper and live.
 * A bar is: fill what the last close decided at this open, ask for risk levels, trigger stop-loss and take-profit
 * inside the bar (the entry bar included), tell the session its position, mark equity at the close, ask for the
 * target, size it, ask the guards. Nothing that a bar decides can fill before the next bar opens.
 */
export class BarEngine {
  readonly #session: StrategySession;
  readonly #options: EngineOptions;
  readonly #journal: EngineJournal;
  readonly #account: Account;
  readonly #warmupBars: number;
  /** What the last close decided. Two places rather than a list: a flip is one exit and one entry, nothing is more. */
  #pendingExit: PendingOrder | undefined;
  #pendingEntry: PendingOrder | undefined;
  #lastTarget = 0;
  #sequence = 0;
  #stopLoss = NaN;
  #takeProfit = NaN;
  #stopSequence = 0;
  #takeProfitSequence = 0;
  #barsProcessed = 0;
  #barsInPosition = 0;
  #ruined = false;
  #stretch: TradingStretch | undefined;

  constructor(session: StrategySession, options: EngineOptions, journal: EngineJournal) {
    this.#session = session;
    this.#options = options;
    this.#journal = journal;
    this.#account = new Account(options.capital, options.sizing, options.costs);
    this.#warmupBars = session.meta.warmupBars;
  }

  /** Cash plus position at the last close. */
  get equity(): number {
    return this.#account.equity;
  }

  /** Highest equity marked so far. */
  get peakEquity(): number {
    return this.#account.peakEquity;
  }

  /** Signed base units held. */
  get position(): number {
    return this.#account.position;
  }

  /** Average entry price; 0 when flat. */
  get entryPrice(): number {
    return this.#account.entryPrice;
  }

  /** Quote currency, after fees. */
  get cash(): number {
    return this.#account.cash;
  }

  /** Sum of quantity x price over all fills. */
  get tradedNotional(): number {
    return this.#account.tradedNotional;
  }

  /** Bars taken so far. */
  get barsProcessed(): number {
    return this.#barsProcessed;
  }

  /** Bars that ended with a position. */
  get barsInPosition(): number {
    return this.#barsInPosition;
  }

  /** Whether equity fell to 0 or below; the position was then liquidated at the close and trading is over. */
  get ruined(): boolean {
    return this.#ruined;
  }

  /**
   * Takes the next closed bar, in order. Time in epoch ms, prices in quote currency.
   * @throws StrategyFault when the strategy breaks its contract; the engine must not be used afterwards.
   * @throws RaraError `simulation.bad-bar` when a time or price is not finite.
   */
  step(openTimeMs: number, open: number, high: number, low: number, close: number, volume: number): void {
    if (!isFiniteBar(openTimeMs, open, high, low, close)) refuseBar(openTimeMs, open, high, low, close);
    const account = this.#account;
    this.#openBar(openTimeMs, open, high, low);
    account.mark(close);
    this.#barsProcessed++;
    if (account.equity <= 0) this.#liquidate(openTimeMs, close);
    if (account.lots !== 0) this.#barsInPosition++;
    const target = this.#session.onCandle(openTimeMs, open, high, low, close, volume);
    if (target !== HOLD_TARGET && target !== this.#lastTarget) this.#decide(openTimeMs, close, target);
  }

  /**
   * Lets the session trade bars of `candles` from `from` on by itself, writes the equity at each close into `equity` and
   * returns the index of the first bar that is left to `step`: `from` itself when the session cannot. The result is the
   * one of stepping, bit for bit, but the journal hears only of fills and refusals.
   * @throws StrategyFault when the strategy breaks its contract; the engine must not be used afterwards.
   */
  tradeStretches(candles: CandleColumns, from: number, equity: Float64Array): number {
    if (this.#session.tradeStretch === undefined) return from;
    let next = from;
    while (next < candles.length) {
      const stretch = this.#offer(candles, next, equity);
      this.#session.tradeStretch(stretch);
      this.#adopt(stretch);
      if (stretch.next === next) break;
      next = stretch.next;
      const { target } = stretch;
      if (target !== HOLD_TARGET && target !== this.#lastTarget) {
        this.#decide(candles.openTimeMs[next - 1] ?? NaN, candles.close[next - 1] ?? NaN, target);
      }
    }
    return next;
  }

  /** Fills what is pending, triggers stop-loss and take-profit and tells the session what it then holds. */
  #openBar(openTimeMs: number, open: number, high: number, low: number): void {
    const account = this.#account;
    const lotsBefore = account.lots;
    const filled = this.#hasPending();
    if (filled) this.#fillPending(openTimeMs, open);
    if (account.lots !== 0) this.#protect(openTimeMs, open, high, low);
    if (filled || account.lots !== lotsBefore) this.#session.setPosition(account.position, account.entryPrice);
  }

  /** Hands the account and its orders over to a stretch that begins at `from`. */
  #offer(candles: CandleColumns, from: number, equity: Float64Array): TradingStretch {
    if (this.#stretch?.candles !== candles || this.#stretch.equity !== equity) {
      this.#stretch = newStretch(candles, equity, this.#options, this.#journal);
    }
    const stretch = this.#stretch;
    const { state } = stretch;
    const { cash, lots, position, entryPrice, peakEquity, tradedNotional } = this.#account;
    const warmupBarsLeft = Math.max(0, this.#warmupBars - this.#barsProcessed);
    stretch.from = from;
    stretch.to = warmupBarsLeft > 0 ? Math.min(candles.length, from + warmupBarsLeft) : candles.length;
    stretch.ruinEquity = this.#ruined ? -Infinity : 0;
    stretch.decideFromMs = this.#ruined || warmupBarsLeft > 0 ? Infinity : this.#options.tradeFromMs;
    stretch.refusedLevels = false;
    state.cash = cash;
    state.lots = lots;
    state.position = position;
    state.entryPrice = entryPrice;
    state.peakEquity = peakEquity;
    state.tradedNotional = tradedNotional;
    state.barsInPosition = this.#barsInPosition;
    state.sequence = this.#sequence;
    state.lastTarget = this.#lastTarget;
    state.stopLoss = this.#stopLoss;
    state.stopSequence = this.#stopSequence;
    state.takeProfit = this.#takeProfit;
    state.takeProfitSequence = this.#takeProfitSequence;
    state.exitLots = this.#pendingExit?.lotsAfter ?? NaN;
    state.exitSequence = this.#pendingExit?.sequence ?? 0;
    state.entryLots = this.#pendingEntry?.lotsAfter ?? NaN;
    state.entrySequence = this.#pendingEntry?.sequence ?? 0;
    return stretch;
  }

  /** Takes the account and its orders back. */
  #adopt({ state, from, next, equity, refusedLevels }: TradingStretch): void {
    const account = this.#account;
    account.cash = state.cash;
    account.lots = state.lots;
    account.position = state.position;
    account.entryPrice = state.entryPrice;
    account.peakEquity = state.peakEquity;
    account.tradedNotional = state.tradedNotional;
    if (next > from) account.equity = equity[next - 1] ?? NaN;
    this.#barsProcessed += next - from;
    this.#barsInPosition = state.barsInPosition;
    this.#sequence = state.sequence;
    this.#lastTarget = state.lastTarget;
    this.#stopSequence = state.stopSequence;
    this.#takeProfitSequence = state.takeProfitSequence;
    this.#pendingExit = pendingOrder(state.exitLots, state.exitSequence);
    this.#pendingEntry = pendingOrder(state.entryLots, state.entrySequence);
    if (refusedLevels) this.#adoptLevels(state.stopLoss, state.takeProfit);
    else {
      this.#stopLoss = state.stopLoss;
      this.#takeProfit = state.takeProfit;
    }
  }

  /**
   * Closes what is held at the next open without asking the strategy or the guards, as if the bar's target had been 0.
   * For a strategy that failed during the `step` of this bar (a step that threw `StrategyFault` over a bad target
   * included); from then on its session must answer `HOLD_TARGET`.
   */
  requestFlat(openTimeMs: number, close: number): void {
    this.#decide(openTimeMs, close, 0);
  }

  #hasPending(): boolean {
    return this.#pendingExit !== undefined || this.#pendingEntry !== undefined;
  }

  #fillPending(openTimeMs: number, open: number): void {
    const exit = this.#pendingExit;
    const entry = this.#pendingEntry;
    this.#pendingExit = undefined;
    this.#pendingEntry = undefined;
    if (exit !== undefined) this.#fillAtOpen(openTimeMs, open, "exit", exit);
    if (entry === undefined) return;
    this.#fillAtOpen(openTimeMs, open, "entry", entry);
    this.#askRiskLevels(openTimeMs);
  }

  #fillAtOpen(openTimeMs: number, open: number, purpose: OrderPurpose, { sequence, lotsAfter }: PendingOrder): void {
    const side = lotsAfter > this.#account.lots ? "buy" : "sell";
    this.#execute(openTimeMs, sequence, purpose, lotsAfter, slippedPrice(side, open, this.#options.costs.slippageBps));
  }

  #execute(openTimeMs: number, sequence: number, purpose: OrderPurpose, lotsAfter: number, price: number): void {
    this.#journal.filled(this.#account.execute({ sequence, barOpenTimeMs: openTimeMs, purpose, lotsAfter, price }));
    if (lotsAfter === 0) {
      this.#stopLoss = NaN;
      this.#takeProfit = NaN;
    }
  }

  /** Protective orders rest from the entry on; asking again (a larger position) replaces them. */
  #askRiskLevels(openTimeMs: number): void {
    const { position, entryPrice } = this.#account;
    this.#session.askRiskLevels(position > 0 ? 1 : -1, entryPrice);
    this.#adoptLevels(this.#session.stopLoss, this.#session.takeProfit);
    if (this.#stopLoss > 0) this.#stopSequence = this.#rest(openTimeMs, "stop-loss", this.#stopLoss);
    if (this.#takeProfit > 0) this.#takeProfitSequence = this.#rest(openTimeMs, "take-profit", this.#takeProfit);
  }

  #adoptLevels(stopLoss: number, takeProfit: number): void {
    const isLong = this.#account.position > 0;
    this.#stopLoss = restingLevel("stop-loss", stopLoss, isLong);
    this.#takeProfit = restingLevel("take-profit", takeProfit, !isLong);
  }

  #rest(openTimeMs: number, purpose: "stop-loss" | "take-profit", level: number): number {
    const intent = this.#intent(openTimeMs, purpose, 0, level);
    this.#journal.approved(intent);
    return intent.sequence;
  }

  #protect(openTimeMs: number, open: number, high: number, low: number): void {
    const side = this.#account.lots > 0 ? 1 : -1;
    const exit = protectiveExit(side, open, high, low, this.#stopLoss, this.#takeProfit);
    if (exit === undefined) return;
    if (exit.purpose === "take-profit") {
      this.#execute(openTimeMs, this.#takeProfitSequence, exit.purpose, 0, exit.price);
      return;
    }
    const price = slippedPrice(side === 1 ? "sell" : "buy", exit.price, this.#options.costs.slippageBps);
    this.#execute(openTimeMs, this.#stopSequence, exit.purpose, 0, price);
  }

  #liquidate(openTimeMs: number, close: number): void {
    this.#ruined = true;
    if (this.#account.lots === 0) return;
    const intent = this.#intent(openTimeMs, "liquidation", 0, close);
    this.#journal.approved(intent);
    this.#execute(
      openTimeMs,
      intent.sequence,
      "liquidation",
      0,
      slippedPrice(intent.side, close, this.#options.costs.slippageBps),
    );
    this.#session.setPosition(0, 0);
    this.#account.mark(close);
  }

  #decide(openTimeMs: number, close: number, target: number): void {
    if (this.#barsProcessed <= this.#warmupBars || openTimeMs < this.#options.tradeFromMs || this.#ruined) return;
    if (!(target >= -1 && target <= 1)) {
      throw new StrategyFault("bad-target", `Expected a target in [-1, 1] or ${HOLD_TARGET}, found ${target}`, {
        barIndex: this.#barsProcessed - 1,
      });
    }
    this.#lastTarget = target;
    const { lots } = this.#account;
    const wanted = targetLots(this.#options.sizing, target, this.#account.equity, close);
    if (lots !== 0 && wanted * lots <= 0) {
      this.#propose(openTimeMs, close, "exit", lots, 0);
      if (wanted !== 0) this.#propose(openTimeMs, close, "entry", 0, wanted);
    } else if (Math.abs(wanted) > Math.abs(lots)) this.#propose(openTimeMs, close, "entry", lots, wanted);
    else if (wanted !== lots) this.#propose(openTimeMs, close, "exit", lots, wanted);
  }

  #propose(openTimeMs: number, close: number, purpose: "entry" | "exit", lotsBefore: number, lotsAfter: number): void {
    const intent = this.#intent(openTimeMs, purpose, lotsAfter, close, lotsBefore);
    const verdict = runGuards(this.#options.guards, intent, this.#account);
    if (verdict.kind === "refused") {
      this.#journal.refused({ intent, guard: verdict.guard, limit: verdict.limit, actual: verdict.actual });
      return;
    }
    this.#journal.approved(intent);
    const order = { sequence: intent.sequence, lotsAfter };
    if (purpose === "exit") this.#pendingExit = order;
    else this.#pendingEntry = order;
  }

  #intent(
    barOpenTimeMs: number,
    purpose: OrderPurpose,
    lotsAfter: number,
    referencePrice: number,
    lotsBefore: number = this.#account.lots,
  ): OrderIntent {
    const { sizing } = this.#options;
    return {
      sequence: ++this.#sequence,
      barOpenTimeMs,
      side: lotsAfter > lotsBefore ? "buy" : "sell",
      purpose,
      quantity: lotsToUnits(sizing, Math.abs(lotsAfter - lotsBefore)),
      referencePrice,
      positionBefore: lotsToUnits(sizing, lotsBefore),
      positionAfter: lotsToUnits(sizing, lotsAfter),
    };
  }
}
