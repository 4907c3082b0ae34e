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
  /** Store the good rows of a file that has bad ones too; without it such a file imports nothing. */
  readonly skipBadRows?: boolean;
}

/** What an import did. */
export interface CandleCsvImportReport {
  readonly series: SeriesKey;
  /** Rows after the header. */
  readonly rows: number;
  readonly added: number;
  /** Rows that were stored before with the same values. */
  readonly unchanged: number;
  readonly refused: BadRowReport;
  readonly firstOpenTimeMs: number;
  readonly lastOpenTimeMs: number;
  readonly timeUnit: CsvTimeUnit;
}

/**
 * Imports bars from a CSV file, all or nothing. Stored bars are never changed: a row that equals one counts as
 * unchanged, a row that contradicts one refuses the whole file.
 * @throws RaraError `data.bad-rows` (details: the BadRowReport), `data.empty-file`, `data.timeframe`, `data.conflict`,
 * and what `readCandleCsv` and the store throw.
 */
export async function importCandleCsv(request: CandleCsvImport): Promise<CandleCsvImportReport> {
  const { path, series, store, signal, onProgress, skipBadRows = false } = request;
  const { timeframe } = series;
  const csv = await readCandleCsv({ path, timeframe, signal, ...(onProgress && { onProgress }) });
  const { candles, rows, refused, timeUnit } = csv;
  if (rows === 0) throw emptyFile(path);
  if (timeUnit === undefined || candles.length === 0 || (refused.total > 0 && !skipBadRows)) throw badRows(path, csv);
  assertSpacing(candles, series, path);
  const { added, unchanged, conflictsMs } = await store.append(series, candles);
  if (conflictsMs.length > 0) throw conflict(path, conflictsMs);
  return {
    series,
    rows,
    added,
    unchanged,
    refused,
    firstOpenTimeMs: candles.openTimeMs[0] ?? NaN,
    lastOpenTimeMs: candles.openTimeMs.at(-1) ?? NaN,
    timeUnit,
  };
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

function conflict(path: string, conflictsMs: readonly number[]): RaraError {
  const firstMs = conflictsMs.slice(0, EVIDENCE_ROWS_MAX);
  return new RaraError(
    `Expected bars that agree with the stored ones in ${path}, found ${conflictsMs.length} that differ, the first at ${new Date(firstMs[0] ?? NaN).toISOString()}`,
    {
      category: "refused",
      code: "data.conflict",
      hint: "Stored bars are never changed and nothing was stored: see whether file, instrument and timeframe belong together.",
      details: { total: conflictsMs.length, firstMs },
    },
  );
}
