import { ALL_TIME, type DataSpans, RaraError, type TimeRange, type Timeframe, timeframeMs } from "@rara-trading/domain";

/** Which share of the calendar each span gets; they sum to 1. */
export interface SpanShares {
  readonly research: number;
  readonly validation: number;
  readonly vault: number;
  readonly paper: number;
}

/** 60 % research, 15 % validation, 10 % vault, 15 % paper. */
const DEFAULT_SPAN_SHARES: SpanShares = { research: 0.6, validation: 0.15, vault: 0.1, paper: 0.15 };

/** Fewer bars than this in any span, and there is no point in cutting. */
export const SPAN_BARS_MIN = 30;

/** The moments at which an instrument's calendar is cut. No bar of a span reaches past the cut that ends it. */
export interface SpanCuts {
  readonly researchEndMs: number;
  readonly validationEndMs: number;
  readonly vaultEndMs: number;
}

/** What to cut. */
export interface CutRequest {
  /** Open times of every stored bar, ascending. */
  readonly openTimeMs: Float64Array;
  readonly timeframe: Timeframe;
  /** Bars that belong to no span between each two: at least the longest look-back of a strategy. */
  readonly purgeBars: number;
  readonly shares?: SpanShares;
  /** Where the instrument was cut before, on another timeframe; then the shares do not matter. */
  readonly cuts?: SpanCuts;
}

/** Returns the cuts that spans were made with. */
export function cutsOf(spans: DataSpans): SpanCuts {
  return { researchEndMs: spans.research.toMs, validationEndMs: spans.validation.toMs, vaultEndMs: spans.vault.toMs };
}

function checkRequest({ openTimeMs, purgeBars, shares = DEFAULT_SPAN_SHARES }: CutRequest): void {
  const parts = [shares.research, shares.validation, shares.vault, shares.paper];
  const sum = parts.reduce((all, part) => all + part, 0);
  if (!parts.every((part) => part > 0) || Math.abs(sum - 1) > 1e-9 || !Number.isInteger(purgeBars) || purgeBars < 0) {
    throw new RaraError(
      `Expected positive shares that sum to 1 and whole purge bars, found ${parts.join(", ")} and ${purgeBars}`,
      {
        category: "configuration",
        code: "research.span-shares",
        hint: "Give four shares such as 0.6, 0.15, 0.1 and 0.15.",
      },
    );
  }
  for (let i = 1; i < openTimeMs.length; i++) {
    if ((openTimeMs[i] ?? Number.NaN) > (openTimeMs[i - 1] ?? Number.NaN)) continue;
    throw new RaraError(`Expected ascending open times, found ${openTimeMs[i]} after ${openTimeMs[i - 1]}`, {
      category: "bug",
      code: "research.span-order",
    });
  }
}

/** Returns the index of the first bar that passes `test`, or the number of bars when none does. */
function firstBar(openTimeMs: Float64Array, test: (openMs: number) => boolean): number {
  const index = openTimeMs.findIndex(test);
  return index < 0 ? openTimeMs.length : index;
}

function cutsByShares(openTimeMs: Float64Array, shares: SpanShares): SpanCuts {
  const firstMs = openTimeMs[0] ?? 0;
  const lastMs = openTimeMs.at(-1) ?? 0;
  const cutAt = (share: number): number => {
    const wantedMs = firstMs + share * (lastMs - firstMs);
    return openTimeMs[firstBar(openTimeMs, (openMs) => openMs >= wantedMs)] ?? lastMs;
  };
  return {
    researchEndMs: cutAt(shares.research),
    validationEndMs: cutAt(shares.research + shares.validation),
    vaultEndMs: cutAt(shares.research + shares.validation + shares.vault),
  };
}

/** Returns about how many bars a history needs, so that every span has enough after its gap. */
function barsNeeded({ purgeBars, shares = DEFAULT_SPAN_SHARES }: CutRequest): number {
  const { research, ...later } = shares;
  const needs = Object.values(later).map((share) => (SPAN_BARS_MIN + purgeBars) / share);
  return Math.ceil(Math.max(SPAN_BARS_MIN / research, ...needs));
}

function tooShort(span: string, bars: number, request: CutRequest): RaraError {
  const found = `${bars} (${request.openTimeMs.length} bars stored, ${request.purgeBars} purged between spans)`;
  const longer =
    request.cuts === undefined
      ? `Import a longer history, about ${barsNeeded(request)} bars or more,`
      : "Import a longer history";
  return new RaraError(`Expected at least ${SPAN_BARS_MIN} bars in the ${span} span, found ${found}`, {
    category: "refused",
    code: "research.history-too-short",
    hint: `${longer} or research a shorter timeframe.`,
    details: { span, bars, barsMin: SPAN_BARS_MIN },
  });
}

/**
 * Cuts a history by calendar into research, validation, vault and paper: the shares are shares of time, the gaps
 * between are `purgeBars` bars, taken from the beginning of the later span. Paper has no end, so later bars extend
 * it and nothing else. @throws RaraError `research.history-too-short` when a span would have too few bars.
 */
export function cutSpans(request: CutRequest): DataSpans {
  checkRequest(request);
  const { openTimeMs, timeframe, purgeBars, shares = DEFAULT_SPAN_SHARES } = request;
  const barMs = timeframeMs(timeframe);
  const cuts = request.cuts ?? cutsByShares(openTimeMs, shares);
  let begin = 0;
  const next = (name: string, cutMs: number): TimeRange => {
    // On a coarser timeframe than the one that was cut first, a bar may reach past the cut: then it is outside.
    const end = firstBar(openTimeMs, (openMs) => openMs + barMs > cutMs);
    if (end - begin < SPAN_BARS_MIN) throw tooShort(name, Math.max(0, end - begin), request);
    const range = { fromMs: openTimeMs[begin] ?? Number.NaN, toMs: openTimeMs[end] ?? cutMs };
    begin = Math.max(
      end + purgeBars,
      firstBar(openTimeMs, (openMs) => openMs >= cutMs),
    );
    return range;
  };
  const research = next("research", cuts.researchEndMs);
  const validation = next("validation", cuts.validationEndMs);
  const vault = next("vault", cuts.vaultEndMs);
  const paperBars = openTimeMs.length - begin;
  if (paperBars < SPAN_BARS_MIN) throw tooShort("paper", Math.max(0, paperBars), request);
  return { research, validation, vault, paper: { fromMs: openTimeMs[begin] ?? 0, toMs: ALL_TIME.toMs }, purgeBars };
}
