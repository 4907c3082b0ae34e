import {
  type CandleColumns,
  type CandleStore,
  RaraError,
  type SeriesKey,
  timeframeMs,
  TIMEFRAMES,
} from "@rara-trading/domain";
import type { BadRowReport } from "./bad-rows.ts";
import type { CsvTimeUnit } from "./csv-time.ts";
import { EVIDENCE_ROWS_MAX, SPACING_ROWS_MIN } from "./limits.ts";
import { type CandleCsv, type CsvProgress, readCandleCsv } from "./read-candle-csv.ts";

/** What to import, and where to. */
export interface CandleCsvImport {
  /** A .csv or .csv.gz file. */
  readonly path: string;
  readonly series: SeriesKey;
  readonly store: CandleStore;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: CsvProgress) => void;
  /** The present time: a bar that has not closed by then would be stored for ever as it happens to look now. */
  readonly nowMs: number;
  /** Where a row contradicts a stored bar, keep the stored one and import the others; without it nothing is imported. */
  readonly keepStored?: boolean;
  /** The file tells no volumes: store 0. */
  readonly withoutVolume?: boolean;
  /** Store the good rows of a file that has bad ones too; without it such a file imports nothing. */
  readonly skipBadRows?: boolean;
}

/** Bars of a file that are stored with other values: all counted, the open times of the first 100. */
export interface ConflictReport {
  readonly total: number;
  readonly firstMs: readonly number[];
}

/** What an import did. */
export interface CandleCsvImportReport {
  readonly series: SeriesKey;
  /** Rows after the header. */
  readonly rows: number;
  readonly added: number;
  /** Rows that were stored before with the same values. */
  readonly unchanged: number;
  /** Rows that contradict a stored bar, which was kept. */
  readonly kept: ConflictReport;
  readonly refused: BadRowReport;
  readonly firstOpenTimeMs: number;
  readonly lastOpenTimeMs: number;
  readonly timeUnit: CsvTimeUnit;
}

/**
 * Imports bars from a CSV file, all or nothing. Stored bars are never changed: a row that equals one counts as
 * unchanged, a row that contradicts one refuses the whole file, unless `keepStored` says to leave such rows out. (A bar
 * that was stored while it was still open, say, contradicts every later file.)
 * @throws RaraError `data.bad-rows` (details: the BadRowReport), `data.empty-file`, `data.timeframe`, `data.conflict`,
 * and what `readCandleCsv` and the store throw.
 */
export async function importCandleCsv(request: CandleCsvImport): Promise<CandleCsvImportReport> {
  const { path, series, signal, onProgress, nowMs, withoutVolume = false, skipBadRows = false } = request;
  const { timeframe } = series;
  const csv = await readCandleCsv({
    path,
    timeframe,
    signal,
    closedByMs: nowMs,
    withoutVolume,
    ...(onProgress && { onProgress }),
  });
  const { candles, rows, refused, timeUnit } = csv;
  if (rows === 0) throw emptyFile(path);
  if (timeUnit === undefined || candles.length === 0 || (refused.total > 0 && !skipBadRows)) throw badRows(path, csv);
  assertSpacing(candles, series, path);
  const { added, unchanged, kept } = await append(request, candles);
  return {
    series,
    rows,
    added,
    unchanged,
    kept,
    refused,
    firstOpenTimeMs: candles.openTimeMs[0] ?? NaN,
    lastOpenTimeMs: candles.openTimeMs.at(-1) ?? NaN,
    timeUnit,
  };
}

async function append(
  { path, series, store, keepStored = false }: CandleCsvImport,
  candles: CandleColumns,
): Promise<Pick<CandleCsvImportReport, "added" | "unchanged" | "kept">> {
  const first = await store.append(series, candles);
  const kept = conflictReport(first.conflictsMs);
  if (kept.total === 0) return { ...first, kept };
  if (!keepStored) throw conflict(path, kept);
  const conflicting = new Set(first.conflictsMs);
  const rest = columnsWhere(candles, (i) => !conflicting.has(candles.openTimeMs[i] ?? NaN));
  const { added, unchanged, conflictsMs } = await store.append(series, rest);
  // Only another process that writes the same series meanwhile can make new ones.
  if (conflictsMs.length > 0) throw conflict(path, conflictReport(conflictsMs));
  return { added, unchanged, kept };
}

function columnsWhere(candles: CandleColumns, isWanted: (i: number) => boolean): CandleColumns {
  const wanted = (column: Float64Array): Float64Array => column.filter((_, i) => isWanted(i));
  const openTimeMs = wanted(candles.openTimeMs);
  return {
    length: openTimeMs.length,
    openTimeMs,
    open: wanted(candles.open),
    high: wanted(candles.high),
    low: wanted(candles.low),
    close: wanted(candles.close),
    volume: wanted(candles.volume),
  };
}

function conflictReport(conflictsMs: readonly number[]): ConflictReport {
  return { total: conflictsMs.length, firstMs: conflictsMs.slice(0, EVIDENCE_ROWS_MAX) };
}

/** Hourly bars are aligned as minute bars too; that none are neighbours tells that the timeframe is wrong. */
function assertSpacing(candles: CandleColumns, series: SeriesKey, path: string): void {
  if (candles.length < SPACING_ROWS_MIN) return;
  let closestMs = Infinity;
  for (let i = 1; i < candles.length; i++) {
    closestMs = Math.min(closestMs, (candles.openTimeMs[i] ?? NaN) - (candles.openTimeMs[i - 1] ?? NaN));
  }
  if (closestMs === timeframeMs(series.timeframe)) return;
  const likely = TIMEFRAMES.find((timeframe) => timeframeMs(timeframe) === closestMs);
  throw new RaraError(
    `Expected ${series.timeframe} bars in ${path}, found none closer than ${likely ?? `${closestMs} ms`}`,
    {
      category: "usage",
      code: "data.timeframe",
      hint: likely === undefined ? "Give the timeframe of the file's bars." : `Give --timeframe ${likely}.`,
      details: { expectedMs: timeframeMs(series.timeframe), closestMs },
    },
  );
}

function emptyFile(path: string): RaraError {
  return new RaraError(`Expected rows of bars in ${path}, found only a header`, {
    category: "usage",
    code: "data.empty-file",
    hint: "Give a file with at least one bar.",
  });
}

function badRows(path: string, { rows, refused, candles }: CandleCsv): RaraError {
  const reasons = Object.entries(refused.byReason).map(([reason, count]) => `${count} ${reason}`);
  const [first] = refused.first;
  return new RaraError(
    `Expected ${rows} valid rows in ${path}, found ${refused.total} bad ones (${reasons.join(", ")}), the first in line ${first?.line}`,
    {
      category: "refused",
      code: "data.bad-rows",
      hint:
        candles.length === 0
          ? "Correct the file: no row of it is a valid bar."
          : "Correct the rows, or import the good ones only with --skip-bad-rows. Nothing was stored.",
      details: refused,
    },
  );
}

function conflict(path: string, { total, firstMs }: ConflictReport): RaraError {
  return new RaraError(
    `Expected bars that agree with the stored ones in ${path}, found ${total} that differ, the first at ${new Date(firstMs[0] ?? NaN).toISOString()}`,
    {
      category: "refused",
      code: "data.conflict",
      hint: "Stored bars are never changed and nothing was stored: see whether file, instrument and timeframe belong together; --keep-stored imports the other bars.",
      details: { total, firstMs },
    },
  );
}
