import { ALL_TIME, type SeriesKey } from "@rara-trading/domain";
import type { HomeServices } from "../composition/home-services.ts";
import { isoTime } from "../output/iso-time.ts";

/** Returns in words how many stored bars lie before the research span; undefined when none does, or no spans are cut yet. */
export async function unusedHistory(
  { store, spans }: Pick<HomeServices, "store" | "spans">,
  { instrument, timeframe }: SeriesKey,
): Promise<string | undefined> {
  const series = { instrument, timeframe };
  const cut = await spans.spansFor(series);
  if (cut === undefined) return undefined;
  const { fromMs } = cut.research;
  const stored = (await store.info()).find((one) => one.instrument === instrument && one.timeframe === timeframe);
  if (stored === undefined || stored.firstOpenTimeMs >= fromMs) return undefined;
  const { length } = await store.load(series, { fromMs: ALL_TIME.fromMs, toMs: fromMs });
  return `${length} stored bars of ${instrument} at ${timeframe} before ${isoTime(fromMs)} are not used: the spans of a series are cut once and stay, so that no bar moves from one to another.`;
}
