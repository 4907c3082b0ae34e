import { type CandleColumns, type Timeframe, timeframeMs } from "@rara-trading/domain";
import { CandleBuilder } from "../candles/candle-builder.ts";
import { candleFault } from "../candles/candle-fault.ts";
import { type BadRowReport, BadRows } from "./bad-rows.ts";
import { csvBlocks } from "./csv-blocks.ts";
import { type CsvHeader, parseCsvHeader, splitCsvRow } from "./csv-header.ts";
import { type CsvTimeUnit, detectTimeUnit, parseTimeMs } from "./csv-time.ts";
import { parseDecimal } from "./parse-decimal.ts";

/** How far the reading of a file has come. */
export interface CsvProgress {
  readonly rows: number;
  /** Of the file on the disk. */
  readonly bytesRead: number;
  readonly bytesTotal: number;
}

/** What to read. */
export interface ReadCandleCsvRequest {
  readonly path: string;
  readonly timeframe: Timeframe;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: CsvProgress) => void;
  /** Bars that close later are refused as `not-closed`. Without it every bar is taken as closed. */
  readonly closedByMs?: number;
  /** The file tells no volumes, as for mark and index prices: its volume column, if any, is ignored and 0 is stored. */
  readonly withoutVolume?: boolean;
  /** Largest size after decompression, in bytes. */
  readonly bytesMax?: number;
}

/** The bars of a file, and the rows that are none. */
export interface CandleCsv {
  readonly candles: CandleColumns;
  /** Rows after the header, empty lines left out. */
  readonly rows: number;
  /** Undefined when no row has a time that can be read. */
  readonly timeUnit: CsvTimeUnit | undefined;
  readonly refused: BadRowReport;
}

/** Turns rows into bars, one at a time; each good row is compared with the good one before it. */
class CandleRowParser {
  readonly #header: CsvHeader;
  readonly #barMs: number;
  readonly #closedByMs: number;
  readonly #builder = new CandleBuilder();
  readonly #badRows = new BadRows();
  #previousMs = -Infinity;
  #rows = 0;
  #timeUnit: CsvTimeUnit | undefined;

  constructor(header: CsvHeader, timeframe: Timeframe, closedByMs: number) {
    this.#header = header;
    this.#barMs = timeframeMs(timeframe);
    this.#closedByMs = closedByMs;
  }

  get rows(): number {
    return this.#rows;
  }

  add(row: string, line: number): void {
    this.#rows++;
    const { names, time, open, high, low, close, volume } = this.#header;
    const fields = splitCsvRow(row);
    if (fields.length !== names.length) return this.#badRows.add(line, "field-count", row);
    const bar = [
      this.#parseTime((fields[time] ?? "").trim()),
      parseDecimal(fields[open]),
      parseDecimal(fields[high]),
      parseDecimal(fields[low]),
      parseDecimal(fields[close]),
      volume === undefined ? 0 : parseDecimal(fields[volume]),
    ] as const;
    const fault =
      candleFault(this.#barMs, this.#previousMs, ...bar) ??
      (bar[0] + this.#barMs > this.#closedByMs ? "not-closed" : undefined);
    if (fault !== undefined) return this.#badRows.add(line, fault, row);
    this.#previousMs = bar[0];
    this.#builder.push(...bar);
  }

  finish(): CandleCsv {
    return {
      candles: this.#builder.finish(),
      rows: this.#rows,
      timeUnit: this.#timeUnit,
      refused: this.#badRows.report(),
    };
  }

  #parseTime(text: string): number {
    this.#timeUnit ??= detectTimeUnit(text);
    return this.#timeUnit === undefined ? NaN : parseTimeMs(text, this.#timeUnit);
  }
}

/**
 * Reads bars from a .csv or .csv.gz file with a header line. A row that is no valid bar, or not later than the last
 * good one, is left out and reported. The time unit is detected once, from the first time that can be read.
 * @throws RaraError `data.csv-header`, `data.file-not-found`, `data.file-not-readable`, `data.file-too-large`;
 * the signal's reason when it aborts.
 */
export async function readCandleCsv(request: ReadCandleCsvRequest): Promise<CandleCsv> {
  const { path, timeframe, signal, onProgress, bytesMax, closedByMs = Infinity, withoutVolume = false } = request;
  const parserOf = (header: string): CandleRowParser =>
    new CandleRowParser(parseCsvHeader(header, path, withoutVolume), timeframe, closedByMs);
  let parser: CandleRowParser | undefined;
  let line = 0;
  for await (const { text, bytesRead, bytesTotal } of csvBlocks(path, signal, bytesMax)) {
    for (let from = 0; from < text.length;) {
      const end = text.indexOf("\n", from);
      const to = end === -1 ? text.length : end;
      const row = text.slice(from, text.charCodeAt(to - 1) === 13 /* \r */ ? to - 1 : to);
      from = to + 1;
      line++;
      if (row.trim() === "") continue;
      if (parser === undefined) parser = parserOf(row);
      else parser.add(row, line);
    }
    onProgress?.({ rows: parser?.rows ?? 0, bytesRead, bytesTotal });
    signal.throwIfAborted();
  }
  parser ??= parserOf("");
  return parser.finish();
}
