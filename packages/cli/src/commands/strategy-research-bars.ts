import {
  type CandleColumns,
  calendarOf,
  firstBarAtOrAfter,
  type MarketCalendar,
  RaraError,
  type SeriesKey,
  sliceColumns,
  type TimeRange,
} from "@rara-trading/domain";
import { type DataRoom, LONGEST_WARM_UP_BARS, openDataRoom } from "@rara-trading/research";
import type { CommandContext } from "../command-context.ts";
import type { HomeServices } from "../composition/home-services.ts";
import { isoTime } from "../output/iso-time.ts";
import { chooseSeries, storeSeries } from "./stored-series.ts";

const DATE = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?Z)?$/;

/** A stored series taken apart into its spans. */
export interface OpenedSeries {
  readonly series: SeriesKey;
  readonly calendar: MarketCalendar;
  readonly room: DataRoom;
}

/** Opens the series that a person means; its spans are cut and fixed for ever if this is its first use. */
export async function openSeries(
  { output }: CommandContext,
  { store, spans }: HomeServices,
  contract: string | undefined,
  timeframe: string | undefined,
): Promise<OpenedSeries> {
  const chosen = await chooseSeries(store, { contract, timeframe, option: "--timeframe" });
  const series = await storeSeries(output, store, chosen);
  const room = await openDataRoom({ candles: store, registry: spans, series, purgeBars: LONGEST_WARM_UP_BARS });
  return { series, calendar: calendarOf(series.instrument), room };
}

/** Bars to run over. The first `warmupBars` only warm the strategy up. */
export interface SelectedBars {
  readonly candles: CandleColumns;
  readonly warmupBars: number;
  readonly tradeFromMs: number;
}

function dateMs(text: string, option: string): number {
  const value = DATE.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isFinite(value)) return value;
  throw new RaraError(`Expected a UTC date for ${option}, found ${JSON.stringify(text)}`, {
    category: "usage",
    code: "strategy.date",
    hint: `Write ${option} 2020-01-31 or ${option} 2020-01-31T12:00Z.`,
  });
}

function wantedRange(range: TimeRange, from: string | undefined, to: string | undefined): TimeRange {
  const fromMs = from === undefined ? range.fromMs : dateMs(from, "--from");
  const toMs = to === undefined ? range.toMs : dateMs(to, "--to");
  if (fromMs >= range.fromMs && toMs <= range.toMs && fromMs < toMs) return { fromMs, toMs };
  const span = `${isoTime(range.fromMs)} to ${isoTime(range.toMs)}`;
  throw new RaraError(
    `Expected --from before --to inside the research span (${span}), found ${isoTime(fromMs)} to ${isoTime(toMs)}`,
    {
      category: "usage",
      code: "strategy.outside-span",
      hint: "Later bars are kept to judge with: --span validation or --span vault asks them, pass or fail.",
    },
  );
}

/**
 * Returns the research bars from `from` to `to`, preceded by as many as the strategy needs to warm up, as far as there are.
 * @throws RaraError `strategy.outside-span`, `strategy.date`, `strategy.no-bars`.
 */
export function selectBars(
  { room }: OpenedSeries,
  from: string | undefined,
  to: string | undefined,
  declaredWarmupBars: number,
): SelectedBars {
  const { candles, range } = room.research;
  const wanted = wantedRange(range, from, to);
  const first = firstBarAtOrAfter(candles, wanted.fromMs);
  const end = firstBarAtOrAfter(candles, wanted.toMs);
  if (end <= first) {
    throw new RaraError(`Expected bars from ${isoTime(wanted.fromMs)} to ${isoTime(wanted.toMs)}, found none`, {
      category: "not-found",
      code: "strategy.no-bars",
      hint: "`rara-trading data info` shows what is stored.",
    });
  }
  const begin = Math.max(0, first - declaredWarmupBars);
  return { candles: sliceColumns(candles, begin, end), warmupBars: first - begin, tradeFromMs: wanted.fromMs };
}
