import { type CandleColumns, RaraError, type Timeframe, timeframeMs } from "@rara-trading/domain";

/** What can be wrong with one bar. */
export type CandleFaultKind =
  | "not-a-time"
  | "not-a-number"
  | "non-positive-price"
  | "negative-volume"
  | "high-below-low"
  | "outside-high-low"
  | "unaligned"
  | "duplicate"
  | "unsorted";

/** Latest open time that a four-digit year can name. */
const OPEN_TIME_MS_MAX = Date.UTC(10_000, 0, 1) - 1;

/** Faults that an error carries as evidence. */
const FAULTS_SHOWN_MAX = 20;

/**
 * Returns what is wrong with a bar, or undefined. An open time is a whole multiple of the bar's length since the epoch
 * (so a daily bar opens at 00:00 UTC) and later than `previousOpenTimeMs`; prices are finite and above 0, the open and
 * the close lie in [low, high], the volume is finite and not negative.
 */
export function candleFault(
  barMs: number,
  previousOpenTimeMs: number,
  openTimeMs: number,
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number,
): CandleFaultKind | undefined {
  if (!Number.isInteger(openTimeMs) || openTimeMs < 0 || openTimeMs > OPEN_TIME_MS_MAX) return "not-a-time";
  // A sum is finite only if every term is: one test instead of five. Prices that overflow it are refused with reason.
  if (!Number.isFinite(open + high + low + close + volume)) return "not-a-number";
  if (!(open > 0 && high > 0 && low > 0 && close > 0)) return "non-positive-price";
  if (!(volume >= 0)) return "negative-volume";
  if (high < low) return "high-below-low";
  if (open > high || open < low || close > high || close < low) return "outside-high-low";
  if (openTimeMs % barMs !== 0) return "unaligned";
  if (openTimeMs === previousOpenTimeMs) return "duplicate";
  return openTimeMs < previousOpenTimeMs ? "unsorted" : undefined;
}

/**
 * Checks that columns hold sorted, aligned, valid bars of equal number.
 * @throws RaraError `data.invalid-candles` with the first faults as details.
 */
export function assertValidCandles(candles: CandleColumns, timeframe: Timeframe): void {
  const { length, openTimeMs, open, high, low, close, volume } = candles;
  const lengths = [openTimeMs, open, high, low, close, volume].map((column) => column.length);
  if (lengths.some((found) => found !== length)) {
    throw invalidCandles(`Expected six columns of ${length} bars, found lengths ${lengths.join(", ")}`, { lengths });
  }
  const barMs = timeframeMs(timeframe);
  const faults: { index: number; openTimeMs: number; reason: CandleFaultKind }[] = [];
  let previousMs = -Infinity;
  for (let i = 0; i < length && faults.length < FAULTS_SHOWN_MAX; i++) {
    const atMs = openTimeMs[i] ?? NaN;
    const reason = candleFault(
      barMs,
      previousMs,
      atMs,
      open[i] ?? NaN,
      high[i] ?? NaN,
      low[i] ?? NaN,
      close[i] ?? NaN,
      volume[i] ?? NaN,
    );
    if (reason === undefined) previousMs = atMs;
    else faults.push({ index: i, openTimeMs: atMs, reason });
  }
  const [first] = faults;
  if (first === undefined) return;
  throw invalidCandles(
    `Expected sorted, aligned, valid ${timeframe} bars, found bar ${first.index} (open time ${first.openTimeMs}): ${first.reason}`,
    { faults },
  );
}

function invalidCandles(message: string, details: unknown): RaraError {
  return new RaraError(message, {
    category: "refused",
    code: "data.invalid-candles",
    hint: "Correct the bars at their source; nothing of this batch was stored.",
    details,
  });
}
