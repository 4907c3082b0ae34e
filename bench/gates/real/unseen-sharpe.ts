import {
  ALL_TIME,
  type CandleStore,
  daysPerYear,
  DEFAULT_SIZING,
  type MarketCalendar,
  type SeriesKey,
  sliceColumns,
  type TimeRange,
  type TradingCosts,
} from "@rara-trading/domain";
import { ColumnCache, evaluateHypothesis, LONGEST_WARM_UP_BARS, parseStrategyTree } from "@rara-trading/research";
import { dailyReturns, sharpeRatio } from "@rara-trading/simulation";

/** The bars of a span, with those before it that warm strategies up. */
export interface UnseenSpan {
  readonly cache: ColumnCache;
  /** Index of the span's first bar. */
  readonly first: number;
  readonly calendar: MarketCalendar;
  readonly costs: TradingCosts;
  readonly capital: number;
}

/** Loads a span that no gate looked at; nothing that is computed on it goes back. */
export async function unseenSpan(
  store: CandleStore,
  series: SeriesKey,
  range: TimeRange,
  about: Pick<UnseenSpan, "calendar" | "costs" | "capital">,
): Promise<UnseenSpan> {
  const all = await store.load(series, ALL_TIME);
  const from = all.openTimeMs.findIndex((atMs) => atMs >= range.fromMs);
  const to = all.openTimeMs.findIndex((atMs) => atMs >= range.toMs);
  const begin = Math.max(0, from - LONGEST_WARM_UP_BARS);
  const cache = new ColumnCache(sliceColumns(all, begin, to < 0 ? all.length : to));
  return { cache, first: from - begin, ...about };
}

/** Returns the annualised Sharpe ratio of a rule there, after costs; `null` when it never traded. */
export function unseenSharpe(tree: unknown, { cache, first, calendar, costs, capital }: UnseenSpan): number | null {
  const { openTimeMs } = cache.candles;
  const tradeFromMs = openTimeMs[first] ?? Number.NaN;
  const engine = { capital, costs, sizing: DEFAULT_SIZING, guards: [], tradeFromMs };
  const { result } = evaluateHypothesis(parseStrategyTree(tree), cache, { engine, calendar });
  const returns = dailyReturns(result.equity.subarray(first), openTimeMs.subarray(first), capital);
  return sharpeRatio(returns, daysPerYear(calendar));
}

/** Returns the annualised Sharpe ratio of holding the instrument there. */
export function holdSharpe({ cache, first, calendar }: UnseenSpan): number | null {
  const { openTimeMs, close } = cache.candles;
  const before = close[Math.max(0, first - 1)] ?? Number.NaN;
  return sharpeRatio(dailyReturns(close.subarray(first), openTimeMs.subarray(first), before), daysPerYear(calendar));
}
