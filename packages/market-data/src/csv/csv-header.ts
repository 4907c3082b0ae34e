import { RaraError } from "@rara-trading/domain";

/** Where the six values of a bar stand in a row. */
export interface CsvHeader {
  /** The names in the file, in order. */
  readonly names: readonly string[];
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** Undefined when the file tells no volumes. */
  readonly volume: number | undefined;
}

/** Accepted names in lower case without anything but letters and digits, the most specific first. */
const ALIASES = {
  time: [
    "tsms",
    "opentimems",
    "timestampms",
    "opentime",
    "ts",
    "timestamp",
    "unixtimestamp",
    "unix",
    "datetime",
    "date",
    "time",
  ],
  open: ["open", "o"],
  high: ["high", "h"],
  low: ["low", "l"],
  close: ["close", "c"],
  volume: ["volume", "vol", "v"],
} as const satisfies Record<string, readonly string[]>;

type Role = keyof typeof ALIASES;
const ROLES = Object.keys(ALIASES) as readonly Role[];

/** One field with the comma before it; a quoted one ends at a comma or at the end of the row. */
const FIELD = /,(?:"((?:[^"]|"")*)"(?=,|$)|([^,]*))/g;

/** Splits a row at its commas; a field in double quotes may hold some (RFC 4180). */
export function splitCsvRow(row: string): string[] {
  if (!row.includes('"')) return row.split(",");
  const fields = `,${row}`.matchAll(FIELD);
  return Array.from(fields, ([, quoted, plain = ""]) => quoted?.replaceAll('""', '"') ?? plain);
}

/**
 * Returns where the columns stand: names match without regard to case, spaces and punctuation; columns that are not
 * asked for are ignored, and so is the volume's when the file is known to tell none.
 * @throws RaraError `data.csv-header` when a column is missing or there twice, with the names that were found.
 */
export function parseCsvHeader(row: string, path: string, withoutVolume = false): CsvHeader {
  const roles = withoutVolume ? ROLES.filter((role) => role !== "volume") : ROLES;
  const names = splitCsvRow(row).map((name) => name.trim());
  const plain = names.map((name) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, ""));
  const places = roles.map((role) => ALIASES[role].map((alias) => plain.indexOf(alias)).find((at) => at >= 0) ?? -1);
  const missing = roles.filter((_, i) => places[i] === -1);
  const twice = roles.filter((_, i) => {
    const at = places[i] ?? -1;
    return at >= 0 && plain.includes(plain[at] ?? "", at + 1);
  });
  if (missing.length > 0 || twice.length > 0) throw headerError(names, missing, twice, path);
  const [time = -1, open = -1, high = -1, low = -1, close = -1, volume] = places;
  return { names, time, open, high, low, close, volume };
}

function headerError(
  names: readonly string[],
  missing: readonly string[],
  twice: readonly string[],
  path: string,
): RaraError {
  const problem = missing.length > 0 ? `no column for ${missing.join(", ")}` : `two columns for ${twice.join(", ")}`;
  return new RaraError(
    `Expected the columns time, open, high, low, close and volume in ${path}, found ${problem} among: ${names.join(", ")}`,
    {
      category: "usage",
      code: "data.csv-header",
      hint: "The first line must name the columns, for example ts_ms,open,high,low,close,volume.",
      details: { found: names, missing, twice },
    },
  );
}
