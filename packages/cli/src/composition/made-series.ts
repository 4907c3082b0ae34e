import {
  ALL_TIME,
  type CandleColumns,
  type CandleStore,
  RaraError,
  type SeriesKey,
  type Timeframe,
  timeframeMs,
} from "@rara-trading/domain";
import { resampleCandles } from "@rara-trading/market-data";

/** Where more of the bars than this share cannot be made, the market has sessions or the data holes: none are made. */
const INCOMPLETE_SHARE_MAX = 0.1;

/** A series that was made from finer bars. */
export interface MadeSeries {
  readonly bars: number;
  /** Bars inside the history that could not be made because finer ones are missing; the first and the last do not count. */
  readonly incomplete: number;
}

/** Bars that a made series gained from its finer one. */
export interface GrownSeries {
  readonly timeframe: Timeframe;
  readonly added: number;
}

function tooFewWholeBars({ instrument, timeframe }: SeriesKey, from: Timeframe, made: MadeSeries): RaraError {
  const found = `${made.bars} whole ones and ${made.incomplete} with bars missing`;
  return new RaraError(`Expected ${timeframe} bars in the stored ${from} bars of ${instrument}, found ${found}`, {
    category: "not-found",
    code: "data.few-whole-bars",
    hint: `A market that closes overnight has none: import its ${timeframe} bars. \`rara-trading data check ${instrument}\` lists the gaps.`,
    details: made,
  });
}

/**
 * Makes the bars of `series` from stored bars of the timeframe `from` and stores them as a series like any other. Only bars
 * whose finer bars are all there are made, so the one that is not over yet is not.
 * @throws RaraError `data.few-whole-bars` when too many cannot be made: nothing is stored then; and what the store throws.
 */
export async function makeSeries(store: CandleStore, series: SeriesKey, from: Timeframe): Promise<MadeSeries> {
  const { instrument, timeframe } = series;
  const finer = await store.load({ instrument, timeframe: from }, ALL_TIME);
  const { candles, incomplete } = resampleCandles(finer, from, timeframe);
  const firstMs = candles.openTimeMs[0] ?? Infinity;
  const lastMs = candles.openTimeMs.at(-1) ?? -Infinity;
  const inside = incomplete.filter(({ openTimeMs }) => openTimeMs > firstMs && openTimeMs < lastMs).length;
  const made = { bars: candles.length, incomplete: candles.length === 0 ? incomplete.length : inside };
  if (made.bars === 0 || made.incomplete > INCOMPLETE_SHARE_MAX * (made.bars + made.incomplete)) {
    throw tooFewWholeBars(series, from, made);
  }
  // Another process that makes the same adds the same bars.
  await store.append({ instrument, timeframe }, candles);
  return made;
}

/** Returns whether each bar of `some` is in `all` with the same values, bit for bit. */
function isPartOf(some: CandleColumns, all: CandleColumns): boolean {
  let at = 0;
  for (let i = 0; i < some.length; i++) {
    const openTimeMs = some.openTimeMs[i] ?? Number.NaN;
    while ((all.openTimeMs[at] ?? Infinity) < openTimeMs) at++;
    const same = (["openTimeMs", "open", "high", "low", "close", "volume"] as const).every(
      (column) => some[column][i] === all[column][at],
    );
    if (!same) return false;
  }
  return true;
}

/**
 * Extends the stored coarser series of an instrument by what bars of `grown`, to which some were added, make now. Followed is
 * a series of which every stored bar is just the one that the finer bars make; any other is somebody's own import and left
 * alone. Stored bars are never changed. @throws RaraError what the store throws.
 */
export async function followFinerBars(store: CandleStore, grown: SeriesKey): Promise<readonly GrownSeries[]> {
  const { instrument, timeframe: from } = grown;
  const coarser = (await store.info()).filter(
    (series) => series.instrument === instrument && timeframeMs(series.timeframe) > timeframeMs(from),
  );
  if (coarser.length === 0) return [];
  const finer = await store.load({ instrument, timeframe: from }, ALL_TIME);
  const followed: GrownSeries[] = [];
  for (const { timeframe } of coarser) {
    const { candles } = resampleCandles(finer, from, timeframe);
    const series = { instrument, timeframe };
    if (!isPartOf(await store.load(series, ALL_TIME), candles)) continue;
    const { added } = await store.append(series, candles);
    if (added > 0) followed.push({ timeframe, added }, ...(await followFinerBars(store, series)));
  }
  return followed;
}
