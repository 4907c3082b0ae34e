import type { CampaignSheet } from "../campaign/campaign-sheet.ts";
import { isoTime } from "../output/iso-time.ts";
import { archiveMap, costTables, examinedList, funnelTable, settingsTables } from "./campaign-tables.ts";
import { percent, plain, ratio } from "./figures.ts";
import { html, type Html } from "./html.ts";
import { lineChart } from "./line-chart.ts";
import { lineageChart } from "./lineage-chart.ts";
import { REPORT_STYLE } from "./report-style.ts";
import { TEARSHEET_STYLE } from "./tearsheet-style.ts";
import { tileList } from "./tiles.ts";

/** What this report adds to the styles of the others. */
const CAMPAIGN_STYLE = `
.descent{fill:none;stroke:var(--accent);stroke-width:1.2;opacity:.75}.node{fill:var(--panel);stroke:var(--accent);stroke-width:1.8}.node.kept{fill:var(--good);stroke:var(--good)}
.lineage .tick{font-size:11px!important}tspan.strong{fill:var(--text);font-weight:600}.heat .note{font-size:.75rem}.bars td.bar{width:18%;min-width:4rem}.bars td,.bars th{vertical-align:middle}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}summary .badge{margin-left:.4em}
`;

function day(atMs: number): string {
  return isoTime(atMs).slice(0, 10);
}

function figure(value: number | null, show: (value: number) => string): string {
  return value === null ? "–" : show(value);
}

function tiles({ funnel, best, search, isPersons }: CampaignSheet): Html {
  const shown: readonly (readonly [string, string])[] = [
    [isPersons ? "Trials" : "Hypotheses", String(funnel.trials)],
    ...(isPersons ? [] : ([["Accepted", String(funnel.accepted)]] as const)),
    ["Best Sharpe ratio", ratio(best?.sharpe ?? null)],
    ...(isPersons ? [] : ([["p of the search", figure(search.pValue, plain)]] as const)),
    ["Effective trials", figure(search.effectiveTrials, (value) => value.toFixed(1))],
    ["Deflated Sharpe ratio", figure(search.deflatedSharpe, percent)],
    ["Probability of overfitting", figure(search.probabilityOfOverfitting, percent)],
  ];
  return tileList(shown);
}

function searchNote({ search, isPersons }: CampaignSheet): Html {
  const counted =
    search.trialsCounted === null
      ? isPersons
        ? ""
        : "No p-value is on record: the run is unfinished, or from before it was kept. "
      : `p is that of the reality check over all ${search.trialsCounted} trials on this history, those of earlier runs included, as it was when this run ended. `;
  return html`<p class="note">
    ${counted}The last three figures are computed from the daily returns of ${search.trialsRead} of this run's trials,
    spread evenly over its course. The deflated Sharpe ratio is the probability that the best is better than the best of
    as many effective trials would be by luck; the probability of overfitting is how often the best of one half of the
    days is no better than the median in the other half. They are shown and decide nothing.
  </p>`;
}

function curveChart({ curve, funnel }: CampaignSheet): Html {
  const { best, luck, firstTrial } = curve;
  const last = best.at(-1);
  if (last === undefined) return html`<p class="empty">No trial has a Sharpe ratio.</p>`;
  const lucky = luck.at(-1);
  const against =
    lucky === undefined ? "" : ` The best of as many independent worthless tries is expected at ${ratio(lucky)}.`;
  return lineChart({
    title: "Best Sharpe ratio so far, at 10 % volatility, on the research span",
    summary: `It ends at ${ratio(last)} after ${funnel.trials} tries.${against}`,
    series: [
      { label: "best so far", values: best, tone: "strong" },
      ...(lucky === undefined ? [] : [{ label: "expected of luck", values: luck, tone: "quiet" as const }]),
    ],
    from: `trial ${firstTrial}`,
    to: `trial ${firstTrial + best.length - 1}`,
    format: ratio,
  });
}

function lineageSection({ lineage, funnel }: CampaignSheet): Html {
  const { nodes, leftOut } = lineage;
  if (nodes.length === 0) return html`<p class="empty">Nothing was evaluated.</p>`;
  const title = funnel.accepted > 0 ? "From what the accepted descend" : "From what the best descends";
  return html`${lineageChart(title, nodes)}
  ${leftOut > 0 && html`<p class="note">${leftOut} earlier ancestors are left out; \`research tree\` lists them.</p>`}`;
}

function section(title: string, body: Html): Html {
  return html`<section class="market">
    <h2>${title}</h2>
    ${body}
  </section>`;
}

function sections(sheet: CampaignSheet): readonly Html[] {
  const curve = section("Best so far", curveChart(sheet));
  const cost = section("Cost", costTables(sheet));
  if (sheet.isPersons) return [curve, cost];
  return [
    section("Funnel by gate", funnelTable(sheet)),
    curve,
    section("Lineage", lineageSection(sheet)),
    section("Archive", archiveMap(sheet)),
    section("What the gates examined", examinedList(sheet)),
    cost,
  ];
}

/** Returns the report of a run as one self-contained HTML page; the same run gives the same bytes. */
export function renderCampaign(sheet: CampaignSheet): string {
  const { run, span, generator } = sheet;
  const title = `${sheet.isPersons ? "Search" : "Research"} on ${run.instrument}, ${run.timeframe}`;
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}: ${run.runId}</title><style>`;
  const where = span === null ? "research span" : `research span from ${day(span.fromMs)} to ${day(span.toMs)}`;
  const body = html`</style></head><body><main>
<h1>${title}</h1>
<p class="lead">${sheet.verdict}</p>
<p class="note">Run <code>${run.runId}</code>, ${run.status}, seed ${run.seed}, generator ${generator}, benchmark ${run.benchmark}; ${where}.</p>
${run.status !== "completed" && html`<p class="warning bad"><strong>Not finished: this report is partial.</strong></p>`}
${tiles(sheet)}
${searchNote(sheet)}
${settingsTables(sheet)}
${sections(sheet)}
<footer><p>Everything here was read from the ledger; nothing was evaluated again. Research bars <code>${run.dataHash}</code>.</p><p>Simulated results on past data. This is no financial advice.</p></footer>
</main></body></html>
`;
  return page.markup + REPORT_STYLE + TEARSHEET_STYLE + CAMPAIGN_STYLE + body.markup;
}
