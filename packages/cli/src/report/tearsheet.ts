import type { CandleColumns, Fill, PerformanceMetrics } from "@rara-trading/domain";
import type { BlindnessCheck, TearsheetMetrics } from "@rara-trading/simulation";
import { isoTime } from "../output/iso-time.ts";
import { candleChart } from "./candle-chart.ts";
import { percent, plain, ratio } from "./figures.ts";
import { heatMap } from "./heat-map.ts";
import { histogram } from "./histogram.ts";
import { html, type Html } from "./html.ts";
import { lineChart } from "./line-chart.ts";
import { REPORT_STYLE } from "./report-style.ts";
import { TEARSHEET_STYLE } from "./tearsheet-style.ts";
import { activityTable, benchmarkTable, returnTable, tailTable } from "./tearsheet-figure-tables.ts";
import { checkTable, costTable, drawdownTable, modelNote, neighbourNote, stressTable } from "./tearsheet-tables.ts";
import { tileList } from "./tiles.ts";

/** Everything that a tearsheet shows. */
export interface Tearsheet {
  readonly name: string;
  readonly description: string;
  readonly artifactSha256: string;
  readonly parameters: Readonly<Record<string, number>>;
  readonly instrument: string;
  readonly timeframe: string;
  readonly fromDate: string;
  readonly toDate: string;
  /** Quote currency, or a word for it. */
  readonly currency: string;
  readonly metrics: PerformanceMetrics;
  readonly figures: TearsheetMetrics;
  readonly doubledCosts: PerformanceMetrics;
  /** Sharpe ratio when every target acts one bar later. */
  readonly laggedSharpe: number | null;
  /** `null` for a strategy without parameters. */
  readonly neighbours: {
    readonly neighbours: number;
    readonly keeping: number | null;
    readonly plateau: boolean | null;
    readonly lowestSharpe: number | null;
    readonly medianSharpe: number | null;
  } | null;
  /** Equity at each day's end, as a multiple of the capital; the same for holding the instrument. */
  readonly equity: readonly number[];
  readonly hold: readonly number[];
  readonly dailyReturns: Float64Array;
  readonly candles: CandleColumns;
  readonly fills: readonly Fill[];
  /** The last bars at full resolution. */
  readonly lastBars: CandleColumns;
  readonly lastFills: readonly Fill[];
  readonly costs: {
    readonly feeBps: number;
    readonly slippageBps: number | null;
    readonly totalQuote: number;
    readonly byKind: readonly { readonly kind: string; readonly quote: number }[];
    readonly profitQuote: number;
    readonly tradedNotional: number;
  };
  readonly model: {
    readonly kind: "plain" | "full";
    readonly finerTimeframe: string | null;
    readonly ambiguousBars: number;
  };
  readonly checks: readonly BlindnessCheck[];
}

function tiles(metrics: PerformanceMetrics): Html {
  const shown: readonly (readonly [string, string])[] = [
    ["Total return", percent(metrics.totalReturn)],
    ["A year", percent(metrics.annualisedReturn)],
    ["Sharpe ratio", ratio(metrics.sharpe)],
    ["Maximum drawdown", percent(metrics.maxDrawdown)],
    ["Volatility a year", percent(metrics.annualisedVolatility)],
    ["Round trips", String(metrics.trades)],
  ];
  return tileList(shown);
}

function underwaterOf(equity: readonly number[]): readonly number[] {
  let peak = 1;
  return equity.map((value) => {
    peak = Math.max(peak, value);
    return value / peak - 1;
  });
}

function curves(sheet: Tearsheet): Html {
  const { equity, hold, figures: shown, fromDate: from, toDate: to } = sheet;
  return html`${lineChart({
    title: "Equity after costs, start = 1",
    summary: `Equity ends at ${ratio(equity.at(-1) ?? 1)}, holding the instrument at ${ratio(hold.at(-1) ?? 1)}, over ${equity.length} days.`,
    series: [
      { label: sheet.name, values: equity, tone: "strong" },
      { label: "buy and hold", values: hold, tone: "quiet" },
    ],
    from,
    to,
    format: ratio,
  })}
  ${lineChart({
    title: "Under water: depth below the highest equity so far",
    summary: `The deepest day ends ${percent(shown.drawdown.maximum)} below the peak; ${percent(shown.drawdown.timeUnderWater)} of the days are below an earlier one.`,
    series: [{ label: "below the peak", values: underwaterOf(equity), tone: "loss" }],
    from,
    to,
    format: percent,
  })}`;
}

function rolling({ figures: { rolling: series }, toDate }: Tearsheet): Html {
  const { windowDays, sharpe, dayMs } = series;
  const values = sharpe.filter((value) => value !== null);
  if (values.length < 2) return html`<p class="empty">Rolling Sharpe ratio: fewer than ${windowDays} days.</p>`;
  const above = values.filter((value) => value > 0).length;
  return lineChart({
    title: `Sharpe ratio of the last ${windowDays} days`,
    summary: `Above 0 on ${percent(above / values.length)} of the days; last ${ratio(values.at(-1) ?? null)}.`,
    series: [{ label: "rolling Sharpe ratio", values, tone: "strong" }],
    from: isoTime(dayMs[0] ?? 0).slice(0, 10),
    to: toDate,
    format: ratio,
  });
}

function header(sheet: Tearsheet): Html {
  const values = Object.entries(sheet.parameters).map(([name, value]) => `${name} = ${plain(value)}`);
  return html`<h1>${sheet.name} on ${sheet.instrument}</h1>
    <p class="lead">${sheet.description}</p>
    <p class="note">
      ${sheet.timeframe} bars from ${sheet.fromDate} to ${sheet.toDate}, the research span.
      ${values.length > 0 && html`Parameters: ${values.join(", ")}.`}
    </p>
    <p class="warning">
      This is a backtest on data that was there to be tried on. What a strategy is worth shows on bars that nobody has
      looked at: the validation span, the vault, paper.
    </p>`;
}

/** Returns a tearsheet as one self-contained HTML page; the same run gives the same bytes. */
export function renderTearsheet(sheet: Tearsheet): string {
  const failed = sheet.checks.filter(({ passed }) => !passed);
  const body = html`</style></head><body><main>
${header(sheet)}
${failed.length > 0 && html`<p class="warning bad"><strong>${failed.length} of ${sheet.checks.length} checks failed: ${failed.map(({ check }) => check).join(", ")}.</strong> See Robustness.</p>`}
${tiles(sheet.metrics)}
<section class="market"><h2>Equity</h2>${curves(sheet)}</section>
<section class="market"><h2>Months</h2>${heatMap(sheet.figures.monthlyReturns, sheet.figures.yearlyReturns)}</section>
<section class="market"><h2>Trades</h2>
${candleChart({ title: "The whole stretch", candles: sheet.candles, fills: sheet.fills })}
${sheet.lastBars.length < sheet.candles.length && candleChart({ title: "The last bars", candles: sheet.lastBars, fills: sheet.lastFills })}</section>
<section class="market"><h2>Returns</h2>${histogram("Distribution of daily returns", sheet.dailyReturns)}${rolling(sheet)}</section>
<section class="market"><h2>Figures</h2><div class="columns">${returnTable(sheet.figures)}${tailTable(sheet.figures)}${activityTable(sheet.figures, sheet.currency)}</div></section>
<section class="market"><h2>Against buy and hold</h2>${benchmarkTable(sheet.figures, sheet.name)}</section>
<section class="market"><h2>Worst drawdowns</h2>${drawdownTable(sheet.figures.drawdown.worst)}</section>
<section class="market"><h2>Costs</h2>${costTable(sheet)}</section>
<section class="market"><h2>Robustness</h2><h3>Costs and delay</h3>${stressTable(sheet)}<h3>Neighbouring parameters</h3>${neighbourNote(sheet)}<h3>Checks</h3>${checkTable(sheet.checks)}<h3>Fills inside a bar</h3>${modelNote(sheet)}</section>
<footer><p>Module <code>${sheet.artifactSha256}</code>. ${sheet.model.kind === "plain" ? "Plain model: orders of a bar's close fill at the next bar's open, all equity at full strength, no guards." : "Full model, as configured under [simulation], no guards; checks, delay and neighbours are those of the plain model."}</p><p>Simulated results on past data. This is no financial advice.</p></footer>
</main></body></html>
`;
  const title = `${sheet.name} on ${sheet.instrument}`;
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>`;
  return page.markup + REPORT_STYLE + TEARSHEET_STYLE + body.markup;
}
