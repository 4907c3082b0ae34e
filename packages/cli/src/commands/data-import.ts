import { resolve } from "node:path";
import { parseInstrumentId, parseTimeframe } from "@rara-trading/domain";
import { importCandleCsv, ParquetCandleStore } from "@rara-trading/market-data";
import type { CommandContext } from "../command-context.ts";
import { followFinerBars } from "../composition/made-series.ts";
import { ensureHome, homePaths } from "../home-paths.ts";
import { isoTime } from "../output/iso-time.ts";

const BYTES_PER_KIBIBYTE = 1024;

/** What `data import` was asked to do, as typed. */
export interface DataImportRequest {
  readonly file: string;
  readonly instrument: string;
  readonly timeframe: string;
  readonly skipBadRows: boolean;
  readonly keepStored: boolean;
  readonly withoutVolume: boolean;
}

/**
 * Imports a CSV file. The instrument must be written canonically, because this is the command that creates instruments:
 * a guess would put the same market under two names.
 * @throws RaraError `domain.instrument` or `domain.timeframe` (usage), and `data.…` from the import, which then stored nothing.
 */
export async function importData(context: CommandContext, request: DataImportRequest): Promise<unknown> {
  const instrument = parseInstrumentId(request.instrument);
  const timeframe = parseTimeframe(request.timeframe);
  await ensureHome(context.homePath);
  await using store = await ParquetCandleStore.open(homePaths(context.homePath).candles);
  using task = context.progress.begin({ label: `import ${instrument}`, unit: "KiB" });
  const report = await importCandleCsv({
    path: resolve(context.workingDirectory, request.file),
    series: { instrument, timeframe },
    store,
    signal: context.signal,
    nowMs: context.clock.nowMs(),
    skipBadRows: request.skipBadRows,
    keepStored: request.keepStored,
    withoutVolume: request.withoutVolume,
    onProgress: ({ rows, bytesRead }) => task.update(Math.round(bytesRead / BYTES_PER_KIBIBYTE), `${rows} rows`),
  });
  const extended = await followFinerBars(store, { instrument, timeframe });
  for (const { timeframe: coarser, added } of extended) {
    context.output.note(`Added ${added} ${coarser} bars of ${instrument} as well: they are made from finer ones.`);
  }
  return {
    instrument,
    timeframe,
    rows: report.rows,
    added: report.added,
    unchanged: report.unchanged,
    kept: report.kept,
    refused: report.refused,
    firstOpenTimeMs: report.firstOpenTimeMs,
    lastOpenTimeMs: report.lastOpenTimeMs,
    firstOpenTime: isoTime(report.firstOpenTimeMs),
    lastOpenTime: isoTime(report.lastOpenTimeMs),
    timeUnit: report.timeUnit,
    extended,
  };
}
