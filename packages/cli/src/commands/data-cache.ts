import { clearColumnCache, listColumnCache } from "@rara-trading/market-data";
import type { CommandContext } from "../command-context.ts";
import { homePaths } from "../home-paths.ts";
import { isoTime } from "../output/iso-time.ts";

/**
 * Returns what the column cache holds, or what `clear` has just removed of it. The cache is made from the stored
 * candles, so clearing it loses nothing but the time of the next load.
 */
export async function dataCache(context: CommandContext, options: { readonly clear: boolean }): Promise<unknown> {
  const { candles } = homePaths(context.homePath);
  const { folder, bytesMax, series } = await (options.clear ? clearColumnCache(candles) : listColumnCache(candles));
  return {
    folder,
    cleared: options.clear,
    bytes: series.reduce((sum, { bytes }) => sum + bytes, 0),
    bytesMax,
    series: series.map(({ instrument, timeframe, bytes, lastUsedMs }) => ({
      instrument,
      timeframe,
      bytes,
      lastUsedTime: isoTime(lastUsedMs),
    })),
  };
}
