import { type CandleColumns, RaraError, type TimeRange } from "@rara-trading/domain";

const NAMES = ["openTimeMs", "open", "high", "low", "close", "volume"] as const;

/**
 * Returns bars in memory of their own: a view would hand out, through its `buffer`, every bar of the memory it looks
 * at. @throws RaraError `research.span-leak` when a bar lies outside `range`.
 */
export function ownedColumns(columns: CandleColumns, range: TimeRange): CandleColumns {
  const outside = columns.openTimeMs.find((openMs) => !(openMs >= range.fromMs && openMs < range.toMs));
  if (outside !== undefined) {
    throw new RaraError(`Expected bars from ${range.fromMs} to before ${range.toMs} only, found one at ${outside}`, {
      category: "bug",
      code: "research.span-leak",
      hint: "The candle store must return the range it was asked for.",
    });
  }
  const own = (name: (typeof NAMES)[number]): Float64Array => columns[name].slice(0, columns.length);
  return {
    length: columns.length,
    openTimeMs: own("openTimeMs"),
    open: own("open"),
    high: own("high"),
    low: own("low"),
    close: own("close"),
    volume: own("volume"),
  };
}

/** Takes the memory of owned columns away: whoever kept a reference holds empty arrays from now on. */
export function revokeColumns(columns: CandleColumns): void {
  for (const name of NAMES) {
    const memory = columns[name].buffer;
    if (memory instanceof ArrayBuffer && !memory.detached) memory.transfer(0);
  }
}
