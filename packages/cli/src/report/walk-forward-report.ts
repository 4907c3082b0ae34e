import type { PerformanceMetrics } from "@rara-trading/domain";
import type { TearsheetMetrics } from "@rara-trading/simulation";
import { percent, plain, ratio } from "./figures.ts";
import { html, type Html } from "./html.ts";
import { lineChart } from "./line-chart.ts";
import { REPORT_STYLE } from "./report-style.ts";
import { TEARSHEET_STYLE } from "./tearsheet-style.ts";
import { tileList } from "./tiles.ts";

interface Window {
  readonly from: string;
  readonly to: string;
  readonly bars: number;
}

/** Everything that the report of a walk-forward shows. */
export interface WalkForwardSheet {
  readonly name: string;
  readonly artifactSha256: string;
  readonly instrument: string;
  readonly timeframe: string;
  readonly status: "completed" | "interrupted";
  readonly scheme: string;
  readonly purgeBars: number;
  readonly metric: string;
  readonly grid: string;
  readonly sets: number;
  readonly fits: number;
  readonly verdict: string;
  readonly figures: TearsheetMetrics;
  readonly efficiency: {
    readonly annualisedReturn: number | null;
    readonly sharpe: number | null;
    readonly gainingFolds: number | null;
  };
  readonly stability: readonly {
    readonly parameter: string;
    readonly values: readonly (number | null)[];
    readonly distinct: number;
    readonly unchanged: number | null;
    readonly rangeShare: number | null;
  }[];
  readonly folds: readonly {
    readonly fold: number;
    readonly train: Window;
    readonly test: Window;
    readonly parameters: Readonly<Record<string, number>> | null;
    readonly inSample: PerformanceMetrics | null;
    readonly outOfSample: PerformanceMetrics | null;
  }[];
  /** Equity at each day's end of the test windows, as a multiple of the capital; the same for holding the instrument. */
  readonly equity: readonly number[];
  readonly hold: readonly number[];
}

function day(iso: string): string {
  return iso.slice(0, 10);
}

/** Breaks between the dates only. */
function windowText({ from, to, bars }: Window): Html {
  return html`<span class="date">${day(from)} to</span> <span class="date">${day(to)},</span>
    <span class="date">${bars} bars</span>`;
}

function tiles({ figures, efficiency }: WalkForwardSheet): Html {
  const shown: readonly (readonly [string, string])[] = [
    ["Sharpe ratio, unseen bars", ratio(figures.ratios.sharpe)],
    ["A year", percent(figures.returns.cagr)],
    ["Maximum drawdown", percent(figures.drawdown.maximum)],
    ["Kept of the fits' Sharpe", percent(efficiency.sharpe)],
    ["Kept of the fits' return", percent(efficiency.annualisedReturn)],
    ["Tests that gained", percent(efficiency.gainingFolds)],
  ];
  return tileList(shown);
}

function equityChart({ equity, hold, name, folds, figures }: WalkForwardSheet): Html {
  return lineChart({
    title: "The test windows strung together, start = 1",
    summary: `Equity ends at ${ratio(equity.at(-1) ?? 1)}, holding the instrument at ${ratio(hold.at(-1) ?? 1)}, over ${figures.span.days} days that no fit had seen. Every window begins and ends flat.`,
    series: [
      { label: name, values: equity, tone: "strong" },
      { label: "buy and hold", values: hold, tone: "quiet" },
    ],
    from: day(folds[0]?.test.from ?? ""),
    to: day(folds.at(-1)?.test.to ?? ""),
    format: ratio,
  });
}

function setInWords(parameters: Readonly<Record<string, number>> | null): string {
  if (parameters === null) return "nothing to choose: sat out";
  const values = Object.entries(parameters).map(([name, value]) => `${name} = ${plain(value)}`);
  return values.length === 0 ? "no parameters" : values.join(", ");
}

function foldTable({ folds }: WalkForwardSheet): Html {
  return html`<div class="scroll" role="region" aria-label="Folds" tabindex="0">
    <table>
      <thead>
        <tr>
          <th scope="col">Fold</th>
          <th scope="col">Fitted on</th>
          <th scope="col">Tested on</th>
          <th scope="col">Chosen</th>
          <th scope="col" class="number">Sharpe, fitted</th>
          <th scope="col" class="number">Sharpe, tested</th>
          <th scope="col" class="number">Return, tested</th>
          <th scope="col" class="number">Trades</th>
        </tr>
      </thead>
      <tbody>
        ${folds.map(
          ({ fold, train, test, parameters, inSample, outOfSample }) =>
            html`<tr>
              <th scope="row">${fold}</th>
              <td>${windowText(train)}</td>
              <td>${windowText(test)}</td>
              <td>${setInWords(parameters)}</td>
              <td class="number">${ratio(inSample?.sharpe ?? null)}</td>
              <td class="number">${ratio(outOfSample?.sharpe ?? null)}</td>
              <td class="number">${percent(outOfSample?.totalReturn ?? null)}</td>
              <td class="number">${outOfSample?.trades ?? 0}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function stabilityTable({ stability }: WalkForwardSheet): Html {
  if (stability.length === 0) return html`<p class="empty">The strategy has no parameters.</p>`;
  return html`<div class="scroll" role="region" aria-label="Parameters" tabindex="0">
    <table>
      <thead>
        <tr>
          <th scope="col">Parameter</th>
          <th scope="col">Chosen, fold by fold</th>
          <th scope="col" class="number">Different values</th>
          <th scope="col" class="number">Steps unchanged</th>
          <th scope="col" class="number">Range used of the range tried</th>
        </tr>
      </thead>
      <tbody>
        ${stability.map(
          ({ parameter, values, distinct, unchanged, rangeShare }) =>
            html`<tr>
              <th scope="row">${parameter}</th>
              <td>${values.map((value) => (value === null ? "–" : plain(value))).join(", ")}</td>
              <td class="number">${distinct}</td>
              <td class="number">${percent(unchanged)}</td>
              <td class="number">${percent(rangeShare)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** Returns the report of a walk-forward as one self-contained HTML page; the same run gives the same bytes. */
export function renderWalkForward(sheet: WalkForwardSheet): string {
  const title = `${sheet.name} walked forward on ${sheet.instrument}`;
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>`;
  const body = html`</style></head><body><main>
<h1>${title}</h1>
<p class="lead">${sheet.verdict}</p>
<p class="note">${sheet.timeframe} bars of the research span, ${sheet.scheme}, ${sheet.purgeBars} bars left out before each test. Sets: ${sheet.grid} (${sheet.sets} a fold, chosen by ${sheet.metric} at 10 % volatility). ${sheet.fits} fits, each a trial in the ledger.</p>
${sheet.status === "interrupted" && html`<p class="warning bad"><strong>Interrupted: only the folds below were walked.</strong></p>`}
${tiles(sheet)}
<section class="market"><h2>Equity on unseen bars</h2>${equityChart(sheet)}</section>
<section class="market"><h2>Folds</h2>${foldTable(sheet)}</section>
<section class="market"><h2>Stability of the parameters</h2>${stabilityTable(sheet)}</section>
<footer><p>Module <code>${sheet.artifactSha256}</code>. Figures of single windows are at 10 % volatility, those of the whole as traded.</p><p>Simulated results on past data. This is no financial advice.</p></footer>
</main></body></html>
`;
  return page.markup + REPORT_STYLE + TEARSHEET_STYLE + body.markup;
}
