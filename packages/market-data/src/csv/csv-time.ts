/** How a file writes time: whole epoch milliseconds, epoch seconds, or ISO 8601 (UTC unless it names an offset). */
export type CsvTimeUnit = "epoch-ms" | "epoch-s" | "iso";

/** Numbers from here to the next bound are taken as epoch seconds: 1973 to 2286. */
const EPOCH_SECONDS_MIN = 1e8;
const EPOCH_SECONDS_MAX = 1e10;
/** Numbers in this range are taken as epoch milliseconds: 1973 to 5138. Microseconds and nanoseconds are larger. */
const EPOCH_MS_MIN = 1e11;
const EPOCH_MS_MAX = 1e14;

const NUMBER = /^\d+(?:\.\d*)?(?:[eE]\+?\d+)?$/;
const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3})\d*)?)?\s*(?:Z|UTC|([+-])(\d\d):?(\d\d))?)?$/i;

/**
 * Returns the unit that a file's first time is written in, or undefined when it is none of them. Numbers between the
 * ranges (a compact date such as 20240131, say) are refused rather than guessed at.
 */
export function detectTimeUnit(text: string): CsvTimeUnit | undefined {
  if (ISO.test(text)) return "iso";
  if (!NUMBER.test(text)) return undefined;
  const value = Number(text);
  if (value >= EPOCH_MS_MIN && value < EPOCH_MS_MAX) return "epoch-ms";
  return value >= EPOCH_SECONDS_MIN && value < EPOCH_SECONDS_MAX ? "epoch-s" : undefined;
}

/** Returns a time in epoch milliseconds, or NaN when `text` is not written in `unit`. */
export function parseTimeMs(text: string, unit: CsvTimeUnit): number {
  if (unit === "iso") return parseIso(text);
  if (!NUMBER.test(text)) return NaN;
  return unit === "epoch-s" ? Number(text) * 1000 : Number(text);
}

function parseIso(text: string): number {
  const match = ISO.exec(text);
  if (match === null) return NaN;
  const [, year, month, day, hour = 0, minute = 0, second = 0, fraction = "0", sign, offsetHour, offsetMinute] = match;
  const parts = [year, month, day, hour, minute, second].map(Number);
  const [y = NaN, mo = NaN, d = NaN, h = NaN, mi = NaN, s = NaN] = parts;
  const dayMs = Date.UTC(y, mo - 1, d);
  // Date.UTC rolls 2023-02-29 over to March; such a date is a mistake, not a bar.
  if (new Date(dayMs).getUTCDate() !== d || mo < 1 || mo > 12 || h > 23 || mi > 59 || s > 59) return NaN;
  const offsetMinutes = sign === undefined ? 0 : Number(`${sign}1`) * (Number(offsetHour) * 60 + Number(offsetMinute));
  return dayMs + ((h * 60 + mi - offsetMinutes) * 60 + s) * 1000 + Number(fraction.padEnd(3, "0"));
}
