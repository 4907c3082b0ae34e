import { type DataSpans, type Timeframe, timeframeMs } from "@rara-trading/domain";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutSpans, cutsOf, SPAN_BARS_MIN } from "./cut-spans.ts";

const DAY = 86_400_000;

function bars(length: number, timeframe: Timeframe = "1d", firstMs = 0): Float64Array {
  return Float64Array.from({ length }, (_, i) => firstMs + i * timeframeMs(timeframe));
}

function barsIn(openTimeMs: Float64Array, range: { fromMs: number; toMs: number }): number {
  return openTimeMs.filter((openMs) => openMs >= range.fromMs && openMs < range.toMs).length;
}

function counts(openTimeMs: Float64Array, spans: DataSpans): number[] {
  return [spans.research, spans.validation, spans.vault, spans.paper].map((range) => barsIn(openTimeMs, range));
}

describe("cutSpans", () => {
  it("cuts 1,001 daily bars at 60, 75 and 85 % of the time, with 50 bars between the spans", () => {
    const openTimeMs = bars(1001);
    const spans = cutSpans({ openTimeMs, timeframe: "1d", purgeBars: 50 });
    expect(spans).toEqual({
      research: { fromMs: 0, toMs: 600 * DAY },
      validation: { fromMs: 650 * DAY, toMs: 750 * DAY },
      vault: { fromMs: 800 * DAY, toMs: 850 * DAY },
      paper: { fromMs: 900 * DAY, toMs: Number.MAX_SAFE_INTEGER },
      purgeBars: 50,
    });
    expect(counts(openTimeMs, spans)).toEqual([600, 100, 50, 101]);
  });

  it("says how long a history must be that is too short, and takes one of that length", () => {
    const request = { timeframe: "1d", purgeBars: 160 } as const;
    expect(() => cutSpans({ ...request, openTimeMs: bars(1510) })).toThrow(
      expect.objectContaining({
        code: "research.history-too-short",
        hint: "Import a longer history, about 1900 bars or more, or research a shorter timeframe.",
      }),
    );
    const openTimeMs = bars(1901);
    expect(counts(openTimeMs, cutSpans({ ...request, openTimeMs }))).toEqual([1140, 125, 30, 126]);
  });

  it("measures shares in time, not in bars, and gaps in bars, not in time", () => {
    // Half of the bars lie in the last tenth of the calendar.
    const openTimeMs = Float64Array.from([...bars(900), ...bars(900, "1h", 900 * DAY)]);
    const spans = cutSpans({ openTimeMs, timeframe: "1h", purgeBars: 10 });
    const lastMs = openTimeMs.at(-1) ?? 0;
    expect(spans.research.toMs / lastMs).toBeCloseTo(0.6, 2);
    expect(spans.validation.fromMs - spans.research.toMs).toBe(10 * DAY);
  });

  it("lets no two spans touch, whatever the history, the gap and the shares", () => {
    const histories = fc.record({
      steps: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 700, maxLength: 900 }),
      purgeBars: fc.integer({ min: 0, max: 30 }),
      vaultShare: fc.double({ min: 0.12, max: 0.2, noNaN: true }),
    });
    fc.assert(
      fc.property(histories, ({ steps, purgeBars, vaultShare }) => {
        let atMs = 0;
        const openTimeMs = Float64Array.from(steps, (step) => (atMs += step * DAY));
        const shares = { research: 0.7 - vaultShare, validation: 0.15, vault: vaultShare, paper: 0.15 };
        const spans = cutSpans({ openTimeMs, timeframe: "1d", purgeBars, shares });
        const inOrder = [spans.research, spans.validation, spans.vault, spans.paper];
        for (const [i, range] of inOrder.entries()) {
          expect(barsIn(openTimeMs, range)).toBeGreaterThanOrEqual(SPAN_BARS_MIN);
          const next = inOrder[i + 1];
          if (next !== undefined) expect(barsIn(openTimeMs, { fromMs: range.toMs, toMs: next.fromMs })).toBe(purgeBars);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("cuts another timeframe of the instrument at the same moments, so that no span looks into another's", () => {
    const hours = bars(24 * 500 + 7, "1h");
    const byHour = cutSpans({ openTimeMs: hours, timeframe: "1h", purgeBars: 5 });
    expect(byHour.research.toMs % DAY).not.toBe(0);
    const days = bars(500);
    const byDay = cutSpans({ openTimeMs: days, timeframe: "1d", purgeBars: 20, cuts: cutsOf(byHour) });
    for (const span of ["research", "validation", "vault"] as const) {
      const lastBar = days.findLast((openMs) => openMs < byDay[span].toMs) ?? 0;
      expect(lastBar + DAY).toBeLessThanOrEqual(byHour[span].toMs);
      expect(byHour[span].toMs - (lastBar + DAY)).toBeLessThan(DAY);
    }
    expect(byDay.validation.fromMs).toBeGreaterThanOrEqual(byHour.research.toMs);
    const withoutGap = cutSpans({ openTimeMs: days, timeframe: "1d", purgeBars: 0, cuts: cutsOf(byHour) });
    expect(withoutGap.validation.fromMs).toBeGreaterThanOrEqual(byHour.research.toMs);
  });

  it("refuses a history that is too short, and names the span", () => {
    expect(() => cutSpans({ openTimeMs: bars(1001), timeframe: "1d", purgeBars: 90 })).toThrow(
      /at least 30 bars in the vault span, found 10 \(1001 bars stored, 90 purged/,
    );
    expect(() => cutSpans({ openTimeMs: bars(0), timeframe: "1d", purgeBars: 0 })).toThrow(/research span, found 0/);
    expect(() => cutSpans({ openTimeMs: bars(301), timeframe: "1d", purgeBars: 20 })).toThrow(/validation|vault|paper/);
  });

  it("refuses shares that do not sum to 1 and bars out of order", () => {
    const shares = { research: 0.6, validation: 0.2, vault: 0.1, paper: 0.2 };
    expect(() => cutSpans({ openTimeMs: bars(999), timeframe: "1d", purgeBars: 0, shares })).toThrow(/sum to 1/);
    expect(() => cutSpans({ openTimeMs: bars(999).reverse(), timeframe: "1d", purgeBars: 0 })).toThrow(/ascending/);
  });
});
