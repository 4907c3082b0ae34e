import { RaraError, timeframeMs } from "@rara-trading/domain";
import { checkColumns } from "./check-portfolio-options.ts";
import { type BarSeries, mergeBars } from "./merge-bars.ts";
import { PortfolioEngine } from "./portfolio-engine.ts";
import type { PortfolioOptions } from "./portfolio-options.ts";
import { PortfolioRecord, sumOf } from "./portfolio-record.ts";
import type { PortfolioResult, SleeveResult } from "./portfolio-result.ts";

/** Most bars of all series together, finer ones not counted: twenty years of minutes of five instruments. */
const BARS_MAX = 60_000_000;

function refuse(expected: string, found: unknown): never {
  throw new RaraError(`Expected ${expected}, found ${String(found)}`, {
    category: "usage",
    code: "simulation.series",
    hint: "Hand in one series of bars for each instrument and timeframe that a sleeve trades.",
  });
}

function checkSeries(series: readonly BarSeries[], { sleeves }: PortfolioOptions): void {
  const keys = series.map(({ instrument, timeframe }) => `${instrument} ${timeframe}`);
  if (new Set(keys).size !== keys.length) refuse("each series once", keys.join(", "));
  const traded = new Set(sleeves.map(({ instrument, timeframe }) => `${instrument} ${timeframe}`));
  for (const key of keys)
    if (!traded.has(key)) refuse(`a series that a sleeve trades (${[...traded].join(", ")})`, key);
  for (const key of traded) if (!keys.includes(key)) refuse(`a series of ${key}`, keys.join(", ") || "none");
  const bars = series.reduce((sum, { candles }) => sum + candles.length, 0);
  if (bars > BARS_MAX) refuse(`at most ${BARS_MAX} bars`, bars);
  for (const { instrument, timeframe, candles, finer } of series) {
    checkColumns(`bars of ${instrument} ${timeframe}`, candles);
    if (finer !== undefined) checkColumns(`finer bars of ${instrument}`, finer);
    const barMs = timeframeMs(timeframe);
    for (let i = 1; i < candles.length; i++) {
      const [before = NaN, openTimeMs = NaN] = [candles.openTimeMs[i - 1], candles.openTimeMs[i]];
      if (!(openTimeMs - before >= barMs))
        refuse(`bars of ${instrument} at least ${timeframe} apart (row ${i})`, openTimeMs);
    }
  }
}

/** Collects marks without knowing beforehand how many there will be. */
class MarkColumn {
  #values = new Float64Array(1_024);
  #length = 0;

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const wider = new Float64Array(this.#length * 2);
      wider.set(this.#values);
      this.#values = wider;
    }
    this.#values[this.#length++] = value;
  }

  get values(): Float64Array {
    return this.#values.slice(0, this.#length);
  }
}

function sleeveResults(
  { sleeves: views }: PortfolioEngine,
  record: PortfolioRecord,
  { sleeves }: PortfolioOptions,
): readonly SleeveResult[] {
  return sleeves.map(({ name, instrument, timeframe }, index) => {
    const { position = 0, entryPrice = 0, mark = 0, barsProcessed = 0, barsInPosition = 0 } = views[index] ?? {};
    const amounts = record.amountsOf(name);
    const openProfitQuote = position === 0 ? 0 : position * (mark - entryPrice);
    return {
      sleeve: name,
      instrument,
      timeframe,
      amounts,
      openProfitQuote,
      netQuote: sumOf(amounts) + openProfitQuote,
      fills: record.fills.filter(({ sleeve }) => sleeve === name).length,
      refusals: record.refusals.filter(({ sleeve }) => sleeve === name).length,
      roundTrips: record.roundTripsOf(name).length,
      barsProcessed,
      barsInPosition,
      position,
    };
  });
}

/**
 * Runs fresh sessions over all bars in one account. The last bar closes nothing: open profit is marked.
 * @throws StrategyFault when a strategy breaks its contract.
 * @throws RaraError `simulation.series`, `simulation.portfolio` and the like when the input makes no sense.
 */
export function runPortfolioBacktest(series: readonly BarSeries[], options: PortfolioOptions): PortfolioResult {
  const record = new PortfolioRecord(options.sleeves);
  const engine = new PortfolioEngine(options, record);
  checkSeries(series, options);
  const closes = new MarkColumn();
  const equity = new MarkColumn();
  let marksInPosition = 0;
  for (const { closeTimeMs, bars } of mergeBars(series)) {
    engine.step(bars);
    closes.push(closeTimeMs);
    equity.push(engine.account.equity);
    if (engine.isInPosition) marksInPosition++;
  }
  const { markets } = engine;
  const trips = options.sleeves.flatMap(({ name }) => record.roundTripsOf(name));
  return {
    closeTimeMs: closes.values,
    equity: equity.values,
    fills: record.fills,
    refusals: record.refusals,
    roundTrips: trips.toSorted((a, b) => a.exitTimeMs - b.exitTimeMs),
    barsInPosition: marksInPosition,
    tradedNotional: engine.account.tradedNotional,
    ruined: engine.isRuined,
    cash: engine.account.cash,
    amounts: record.amounts,
    charges: record.charges,
    chargesLeftOut: record.chargesLeftOut,
    unfilledOrders: record.unfilledOrders,
    liquidations: record.liquidations,
    sleeves: sleeveResults(engine, record, options),
    markets,
    ambiguousBars: markets.reduce((sum, { statistics }) => sum + statistics.ambiguousBars, 0),
  };
}
