import { ALL_TIME, type CandleColumns, type DataSpans, type SeriesKey, type TimeRange } from "@rara-trading/domain";
import { cutSpans, type SpanShares } from "./cut-spans.ts";
import { type CandleLoader, type ValidationData, validationData, type VaultData, vaultData } from "./guarded-data.ts";
import { hashColumns } from "./hash-columns.ts";
import { ownedColumns } from "./owned-columns.ts";
import type { SpanRegistry } from "./span-registry.ts";

/** What opening an instrument's data needs. */
export interface DataRoomRequest {
  readonly candles: CandleLoader;
  readonly registry: SpanRegistry;
  readonly series: SeriesKey;
  /** Bars between spans if they are cut now; spans that are stored keep the gap they were cut with. */
  readonly purgeBars: number;
  /** Shares if the spans are cut now. */
  readonly shares?: SpanShares;
}

/** The bars that research may do with as it likes: those of the research span, in memory of their own. */
export interface ResearchData {
  readonly series: SeriesKey;
  readonly range: TimeRange;
  readonly candles: CandleColumns;
  /** sha256 of the bars. */
  readonly dataHash: string;
}

/** Where paper trading begins: a range, not bars. */
export interface PaperRange {
  readonly range: TimeRange;
  /** Warm-up bars begin here, after the vault: the purge gap before the paper span. */
  readonly warmupFromMs: number;
}

/** A series taken apart into capabilities. Whoever runs research gets `research` and nothing else. */
export interface DataRoom {
  readonly spans: DataSpans;
  readonly research: ResearchData;
  readonly validation: ValidationData;
  readonly vault: VaultData;
  readonly paper: PaperRange;
}

async function fixedSpans(request: DataRoomRequest): Promise<DataSpans> {
  const { candles, registry, series, purgeBars, shares } = request;
  const stored = await registry.spansFor(series);
  if (stored !== undefined) return stored;
  const { openTimeMs } = await candles.load(series, ALL_TIME);
  return registry.fixSpans(series, (cuts) =>
    cutSpans({
      openTimeMs,
      timeframe: series.timeframe,
      purgeBars,
      ...(shares === undefined ? {} : { shares }),
      ...(cuts === undefined ? {} : { cuts }),
    }),
  );
}

/**
 * Opens a series for research: with the spans it was given at its first campaign, or, if this is the first, with spans
 * cut now and fixed for ever. A later request with another gap or other shares gets the stored spans.
 * @throws RaraError `research.history-too-short`, and what the candle store throws.
 */
export async function openDataRoom(request: DataRoomRequest): Promise<DataRoom> {
  const { candles, registry, series } = request;
  const spans = await fixedSpans(request);
  const range = spans.research;
  const columns = ownedColumns(await candles.load(series, range), range);
  const source = { candles, registry, series, spans };
  return {
    spans,
    research: { series, range, candles: columns, dataHash: hashColumns(columns) },
    validation: validationData(source),
    vault: vaultData(source),
    paper: { range: spans.paper, warmupFromMs: spans.vault.toMs },
  };
}
