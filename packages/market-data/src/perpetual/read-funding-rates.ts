import { RaraError } from "@rara-trading/domain";
import { type BadRowReason, type BadRowReport, BadRows } from "../csv/bad-rows.ts";
import { csvBlocks } from "../csv/csv-blocks.ts";
import { splitCsvRow } from "../csv/csv-header.ts";
import { type CsvTimeUnit, detectTimeUnit, parseTimeMs } from "../csv/csv-time.ts";
import { parseDecimal } from "../csv/parse-decimal.ts";
import { FUNDING_JITTER_MS_MAX, FUNDING_RATE_MAX, FUNDING_ROWS_MAX } from "./limits.ts";

/** Funding rates of a perpetual, sorted by time: at `timeMs[i]` a long pays `rate[i]` of its notional to a short. */
export interface FundingRates {
  readonly timeMs: Float64Array;
  readonly rate: Float64Array;
}

/** Accepted names in lower case, without anything but letters and digits. */
const TIME_NAMES = ["tsms", "timems", "fundingtime", "calctime", "timestamp", "ts", "datetime", "date", "time"];
const RATE_NAMES = ["fundingrate", "lastfundingrate", "rate"];
const PRICE_NAMES = ["high", "low", "close"];
const MINUTE_MS = 60_000;

interface FundingHeader {
  readonly fields: number;
  readonly time: number;
  readonly rate: number;
  /** Columns of a table of candles, which must be empty or 0 in one of rates. */
  readonly prices: readonly number[];
}

function parseHeader(row: string, path: string): FundingHeader {
  const names = splitCsvRow(row).map((name) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, ""));
  const find = (wanted: readonly string[]): number => names.findIndex((name) => wanted.includes(name));
  const time = find(TIME_NAMES);
  const prices = PRICE_NAMES.map((name) => names.indexOf(name)).filter((at) => at >= 0);
  const named = find(RATE_NAMES);
  // freqtrade keeps rates as candles: the rate as the open, zeros for the rest.
  const rate = named === -1 && prices.length === PRICE_NAMES.length ? names.indexOf("open") : named;
  if (time >= 0 && rate >= 0) return { fields: names.length, time, rate, prices: named === -1 ? prices : [] };
  throw new RaraError(`Expected a time and a funding rate column in ${path}, found ${names.join(", ")}`, {
    category: "usage",
    code: "data.csv-header",
    hint: "The first line must name the columns, for example ts_ms,funding_rate.",
    details: { found: names },
  });
}

/** Stamps come some milliseconds after the minute at which positions were counted. */
function fundingTime(stampMs: number): number {
  const late = stampMs % MINUTE_MS;
  return late <= FUNDING_JITTER_MS_MAX ? stampMs - late : stampMs;
}

/** Turns rows into rates, one at a time. */
class FundingRowParser {
  readonly badRows = new BadRows();
  readonly timeMs: number[] = [];
  readonly rate: number[] = [];
  readonly #header: FundingHeader;
  #timeUnit: CsvTimeUnit | undefined;

  constructor(header: FundingHeader) {
    this.#header = header;
  }

  add(row: string, line: number): void {
    const fields = splitCsvRow(row);
    const { time, rate, prices } = this.#header;
    const timeText = (fields[time] ?? "").trim();
    this.#timeUnit ??= detectTimeUnit(timeText);
    const atMs = this.#timeUnit === undefined ? NaN : fundingTime(parseTimeMs(timeText, this.#timeUnit));
    const value = parseDecimal(fields[rate]);
    const isCandle = prices.some((at) => Number(fields[at] ?? "") !== 0);
    const fault = fields.length === this.#header.fields ? this.#fault(atMs, value, isCandle) : "field-count";
    if (fault !== undefined) return this.badRows.add(line, fault, row);
    this.timeMs.push(atMs);
    this.rate.push(value);
  }

  #fault(atMs: number, rate: number, isCandle: boolean): BadRowReason | undefined {
    const previousMs = this.timeMs.at(-1) ?? -Infinity;
    if (!Number.isInteger(atMs) || atMs < 0) return "not-a-time";
    if (!Number.isFinite(rate)) return "not-a-number";
    if (isCandle || Math.abs(rate) > FUNDING_RATE_MAX) return "not-a-rate";
    if (atMs === previousMs) return "duplicate";
    return atMs < previousMs ? "unsorted" : undefined;
  }
}

/**
 * Reads funding rates from a .csv or .csv.gz file, all or nothing: a column for the time of each funding and one for its
 * rate as a fraction (.0001 is one basis point), or freqtrade's candles, where the rate stands as the open. Times up to
 * a second after a whole minute are set to it.
 * @throws RaraError `data.csv-header`, `data.bad-rows` (details: the BadRowReport), `data.empty-file`,
 * `data.file-not-found`, `data.file-not-readable`, `data.file-too-large`; the signal's reason when it aborts.
 */
export async function readFundingRates(path: string, signal: AbortSignal): Promise<FundingRates> {
  let parser: FundingRowParser | undefined;
  let line = 0;
  for await (const { text } of csvBlocks(path, signal)) {
    const rows = text.split("\n");
    // A block ends with a line end, but for the last one of a file that lacks it.
    if (rows.at(-1) === "") rows.pop();
    for (const row of rows) {
      line++;
      if (row.trim() === "") continue;
      if (parser === undefined) parser = new FundingRowParser(parseHeader(row.trim(), path));
      else parser.add(row.replace(/\r$/, ""), line);
    }
    if ((parser?.timeMs.length ?? 0) > FUNDING_ROWS_MAX) throw tooMany(path);
    signal.throwIfAborted();
  }
  const { badRows, timeMs, rate } = parser ?? new FundingRowParser(parseHeader("", path));
  const refused = badRows.report();
  if (refused.total > 0) throw badRates(path, refused);
  if (timeMs.length === 0) throw noRates(path);
  return { timeMs: Float64Array.from(timeMs), rate: Float64Array.from(rate) };
}

function badRates(path: string, refused: BadRowReport): RaraError {
  const reasons = Object.entries(refused.byReason).map(([reason, count]) => `${count} ${reason}`);
  const [first] = refused.first;
  return new RaraError(
    `Expected only funding rates in ${path}, found ${refused.total} bad rows (${reasons.join(", ")}), the first in line ${first?.line}`,
    {
      category: "refused",
      code: "data.bad-rows",
      hint: `Correct the rows: sorted times, rates as fractions between -${FUNDING_RATE_MAX} and ${FUNDING_RATE_MAX}.`,
      details: refused,
    },
  );
}

function noRates(path: string): RaraError {
  return new RaraError(`Expected rows of funding rates in ${path}, found only a header`, {
    category: "usage",
    code: "data.empty-file",
    hint: "Give a file with at least one rate.",
  });
}

function tooMany(path: string): RaraError {
  return new RaraError(`Expected at most ${FUNDING_ROWS_MAX} funding rates in ${path}, found more`, {
    category: "refused",
    code: "data.file-too-large",
    hint: "Give the rates of one instrument; an hourly one has 8,760 a year.",
  });
}
