import type { PerformanceMetrics } from "@rara-trading/domain";
import type { DemoMarketReport, DemoPromotion } from "../demo/demo-result.ts";
import { barChart } from "./bar-chart.ts";
import { checksTable } from "./checks-table.ts";
import { percent, plain, ratio } from "./figures.ts";
import { GATE_NOTES } from "./gate-notes.ts";
import { html, type Html } from "./html.ts";
import { lineChart } from "./line-chart.ts";
import { REPORT_STYLE } from "./report-style.ts";

/** What the demo's report shows. */
export interface DemoReport {
  readonly seed: string;
  readonly status: "completed" | "interrupted";
  readonly markets: readonly DemoMarketReport[];
}

const METRIC_ROWS: readonly (readonly [string, (m: PerformanceMetrics) => string])[] = [
  ["Sharpe ratio", (m) => ratio(m.sharpe)],
  ["Sortino ratio", (m) => ratio(m.sortino)],
  ["Total return", (m) => percent(m.totalReturn)],
  ["Annualised return", (m) => percent(m.annualisedReturn)],
  ["Annualised volatility", (m) => percent(m.annualisedVolatility)],
  ["Maximum drawdown", (m) => percent(m.maxDrawdown)],
  ["Calmar ratio", (m) => ratio(m.calmar)],
  ["Win rate", (m) => percent(m.winRate)],
  ["Profit factor", (m) => ratio(m.profitFactor)],
  ["Closed round trips", (m) => String(m.trades)],
  ["Exposure", (m) => percent(m.exposure)],
  ["Turnover a year", (m) => ratio(m.turnover)],
];

function metricsTable(promotion: DemoPromotion): Html {
  const { research, paper } = promotion;
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th scope="col">Metric</th>
          <th scope="col" class="number">Research, at 10 % volatility</th>
          <th scope="col" class="number">Paper, as traded</th>
        </tr>
      </thead>
      <tbody>
        ${METRIC_ROWS.map(
          ([name, show]) =>
            html`<tr>
              <th scope="row">${name}</th>
              <td class="number">${show(research)}</td>
              <td class="number">${paper === null ? "–" : show(paper)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function promotionSection(promotion: DemoPromotion, report: DemoMarketReport): Html {
  const curve = report.curves.paper.find(({ strategyId }) => strategyId === promotion.strategyId);
  const { decision } = promotion;
  return html`<h3>${promotion.strategyId} went to paper</h3>
    <blockquote>${promotion.hypothesis}</blockquote>
    <p>${promotion.reason}</p>
    ${checksTable(promotion.checks)} ${metricsTable(promotion)}
    ${
      curve !== undefined &&
      curve.equity.length > 0 &&
      lineChart({
        title: "Paper equity, start = 1",
        summary: `Paper grew 1 to ${ratio(curve.equity.at(-1) ?? 1)} over ${curve.equity.length} sessions, with ${promotion.paperFills} fills and ${promotion.paperRefusals} refusals.`,
        series: [{ label: promotion.strategyId, values: curve.equity, tone: "strong" }],
        from: curve.fromDate,
        to: curve.toDate,
        format: ratio,
      })
    }
    <p>
      ${
        decision === null
          ? "Paper trading was interrupted before the Feedback Bridge could decide."
          : html`<strong>Feedback Bridge: ${decision.kind}.</strong> ${decision.reason}`
      }
    </p>
    ${promotion.liveProposed && html`<p><strong>A live proposal waits for a person.</strong> Nothing goes live by itself.</p>`}`;
}

function researchSection({ market, curves }: DemoMarketReport): Html {
  const { best, searchPValue } = market;
  if (best === null || curves.research.best.length === 0) return html`<p class="empty">No hypothesis traded.</p>`;
  return html`<h3>The best of ${market.hypotheses} tries on the research span</h3>
    <blockquote>${best.hypothesis}</blockquote>
    <p>
      Sharpe ${ratio(best.sharpe)}.
      ${best.rejectedBy === null ? "Accepted." : html`Refused by <strong>${best.rejectedBy}</strong>.`} ${best.reason}
    </p>
    ${searchPValue !== null && html`<p>Reality check over all tries: p = ${plain(searchPValue)}. That is how often the best of as many tries looks as good as the best one here on resampled data where there is nothing to find.</p>`}
    ${lineChart({
      title: "Research span at 10 % volatility, start = 1",
      summary: `The best hypothesis ends at ${ratio(curves.research.best.at(-1) ?? 1)}, buy-and-hold at ${ratio(curves.research.hold.at(-1) ?? 1)}. The best of many tries always looks good here.`,
      series: [
        { label: "best hypothesis", values: curves.research.best, tone: "strong" },
        { label: "buy and hold", values: curves.research.hold, tone: "quiet" },
      ],
      from: curves.research.fromDate,
      to: curves.research.toDate,
      format: ratio,
    })}`;
}

function marketSection(report: DemoMarketReport): Html {
  const { market } = report;
  const rejected = Object.entries(market.rejections).map(([gate, value]) => ({
    label: gate,
    value,
    note: GATE_NOTES[gate] ?? "",
  }));
  return html`<section class="market" id="${market.kind}">
    <h2>
      ${market.label}
      <span class="badge ${market.promoted.length > 0 ? "good" : ""}">${market.promoted.length} promoted</span>
    </h2>
    <p class="note">
      ${market.instrument}, ${market.timeframe}, ${market.bars} bars; run ${market.runId}; benchmark
      ${market.benchmark}.${market.status === "interrupted" ? " Interrupted: partial." : ""}
    </p>
    <p>${market.verdict}</p>
    ${barChart("Where the hypotheses ended", [...rejected, { label: "accepted", value: market.promoted.length, note: "passed Gate 1 and went to paper" }])}
    ${researchSection(report)} ${market.promoted.map((promotion) => promotionSection(promotion, report))}
  </section>`;
}

function summaryTable(markets: readonly DemoMarketReport[]): Html {
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th scope="col">Market</th>
          <th scope="col" class="number">Hypotheses</th>
          <th scope="col" class="number">Best research Sharpe</th>
          <th scope="col" class="number">Promoted</th>
          <th scope="col">Verdict</th>
        </tr>
      </thead>
      <tbody>
        ${markets.map(
          ({ market }) =>
            html`<tr>
              <th scope="row"><a href="#${market.kind}">${market.label}</a></th>
              <td class="number">${market.hypotheses}</td>
              <td class="number">${ratio(market.best?.sharpe ?? null)}</td>
              <td class="number">${market.promoted.length}</td>
              <td>${market.verdict}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** Returns the demo's report as one self-contained HTML page; the same results give the same bytes. */
export function renderDemoReport(report: DemoReport): string {
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Rara demo, seed ${report.seed}</title><style>`;
  const body = html`</style></head><body><main>
<h1>One loop, three markets, seed ${report.seed}</h1>
<p class="lead">The same search, the same gates, the same engine: on real prices, on the same prices with their signs drawn at random (nothing to find), and on a simulated market with a known edge. A loop that can be believed promotes nothing on the second and something on the third.</p>
${report.status === "interrupted" && html`<p class="bad"><strong>Interrupted: this report is partial.</strong></p>`}
${summaryTable(report.markets)}
${report.markets.map(marketSection)}
<footer><p>Research saw only the research span (the first 60 % of the calendar); of what passed, validation and the vault were asked once and told an answer, no bars; paper traded the last 15 %. Fees 5 bp and slippage 5 bp a side. Figures of the research span are at 10 % annual volatility.</p><p>Simulated results on past or artificial data. This is no financial advice.</p></footer>
</main></body></html>
`;
  return page.markup + REPORT_STYLE + body.markup;
}
