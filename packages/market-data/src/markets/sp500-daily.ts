import { type CandleColumns, parseInstrumentId, RaraError, type SeriesKey } from "@rara-trading/domain";
import { readCandleCsv } from "../csv/read-candle-csv.ts";

/** The S&P 500 index in daily bars. */
export const SP500_DAILY: SeriesKey = { instrument: parseInstrumentId("yahoo:^GSPC"), timeframe: "1d" };

/**
 * Returns the S&P 500's daily bars from `data/sp500-2000.csv` of the npm package vega-datasets: 5,105 sessions from
 * 2000-01-03 to 2020-04-17, with the one gap of September 2001. Every bar of version 3.2.1 is consistent
 * (low <= open, close <= high) and none is altered here; a file with a row that is not throws instead. In 1,760 of the
 * sessions, most before 2010, the open equals the close before: an index has no opening auction, so its early opens
 * are stale. The close is the plain one (`adjclose` equals it).
 * @throws RaraError `data.bad-rows`, and what `readCandleCsv` throws.
 */
export async function loadSp500Daily(path: string, signal: AbortSignal): Promise<CandleColumns> {
  const { candles, refused } = await readCandleCsv({ path, timeframe: SP500_DAILY.timeframe, signal });
  if (refused.total === 0) return candles;
  throw new RaraError(`Expected only valid daily bars in ${path}, found ${refused.total} bad rows`, {
    category: "refused",
    code: "data.bad-rows",
    hint: "Install the package again: its data file is not the one that this version was built for.",
    details: refused,
  });
}
