import { TURNOVER_NICHES } from "../campaign/archive-cells.ts";
import type { CampaignSheet, ExaminedTrial } from "../campaign/campaign-sheet.ts";
import { checksTable } from "./checks-table.ts";
import { plain, ratio } from "./figures.ts";
import { GATE_NOTES } from "./gate-notes.ts";
import { type HeatCell, heatTable } from "./heat-table.ts";
import { html, type Html } from "./html.ts";
import { figureTable } from "./tearsheet-tables.ts";

function refusalsInWords(checks: CampaignSheet["funnel"]["steps"][number]["checks"]): Html {
  return html`${checks.map(({ check, refused }, i) => {
    const note = GATE_NOTES[check];
    return html`${i > 0 && "; "}${check} ${refused}${note !== undefined && html` <span class="note">(${note})</span>`}`;
  })}`;
}

/** Returns what each gate refused and left, in the order in which they are asked. */
export function funnelTable({ funnel }: CampaignSheet): Html {
  const { trials, failed, pending, accepted, steps } = funnel;
  const bar = (left: number): Html | false =>
    left > 0 && html`<span style="width:${((left / Math.max(1, trials)) * 100).toFixed(1)}%"></span>`;
  const first = html`<tr>
    <th scope="row">evaluated</th>
    <td class="number">${failed}</td>
    <td class="number">${trials - failed}</td>
    <td class="bar" aria-hidden="true">${bar(trials - failed)}</td>
    <td>${failed > 0 && "evaluations that failed"}</td>
  </tr>`;
  return html`<div class="scroll bars" role="region" aria-label="Funnel" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">Gate</th>
            <th scope="col" class="number">Refused</th>
            <th scope="col" class="number">Left</th>
            <th scope="col"><span class="unseen">Share left</span></th>
            <th scope="col">By check</th>
          </tr>
        </thead>
        <tbody>
          ${first}
          ${steps.map(
            ({ gate, use, refused, left, checks }) =>
              html`<tr>
                <th scope="row">${gate}</th>
                <td class="number">${use === "gate" ? refused : "–"}</td>
                <td class="number">${left}</td>
                <td class="bar" aria-hidden="true">${bar(left)}</td>
                <td>
                  ${use === "record" && html`<span class="note">not asked to refuse: its answers are recorded only</span>`}
                  ${use === "off" && html`<span class="note">not asked</span>`} ${refusalsInWords(checks)}
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <p class="summary">
      ${accepted} accepted${pending > 0 && `, ${pending} about which the later gates have not spoken yet`}. Each
      hypothesis is counted at the first check that refused it.
    </p>`;
}

/** Returns the archive as a table of tinted cells, families by turnover. */
export function archiveMap({ archive }: CampaignSheet): Html {
  if (archive.length === 0) return html`<p class="empty">No hypothesis traded.</p>`;
  const families = [...new Set(archive.map(({ family }) => family))];
  const cellOf = (family: string, niche: number): HeatCell | undefined => {
    const cell = archive.find((one) => one.family === family && one.niche === niche);
    if (cell === undefined) return undefined;
    const { lowerSharpe, trials } = cell;
    return { value: lowerSharpe ?? 0, text: ratio(lowerSharpe), note: `of ${trials}` };
  };
  return heatTable({
    title: "Best Sharpe ratio less one standard error, of how many trials: family by turnover a year",
    summary: `${archive.length} of ${families.length * TURNOVER_NICHES.length} places were reached. Turnover is traded notional over equity, a year, at 10 % volatility.`,
    rowHeading: "Family",
    columns: TURNOVER_NICHES,
    rows: families.map((family) => ({
      name: family,
      cells: TURNOVER_NICHES.map((_, niche) => cellOf(family, niche)),
    })),
  });
}

function examinedSection(trial: ExaminedTrial): Html {
  const { experimentId, hypothesis, sharpe, verdict, refusedBy, reason, checks } = trial;
  const badge =
    verdict === "accepted"
      ? html`<span class="badge good">accepted</span>`
      : html`<span class="badge bad">refused by ${refusedBy}</span>`;
  const body = html`<blockquote>${hypothesis}</blockquote>
    <p>${reason}</p>
    ${checksTable(checks)}`;
  const name = html`<code>${experimentId}</code>, Sharpe ${ratio(sharpe)} ${badge}`;
  return html`<details ${verdict === "accepted" && "open"}>
    <summary>${name}</summary>
    ${body}
  </details>`;
}

/** Returns the hypotheses that the gates after the search examined, each with every check. */
export function examinedList({ examined }: CampaignSheet): Html {
  if (examined.length === 0) return html`<p class="empty">No gate has spoken yet.</p>`;
  return html`${examined.map(examinedSection)}`;
}

function seconds(value: number | null): string {
  return value === null ? "–" : `${value.toFixed(1)} s`;
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

/** Returns what the run cost. */
export function costTables({ cost, isPersons }: CampaignSheet): Html {
  const perTrial = cost.cpuSeconds === null || cost.trials === 0 ? null : (cost.cpuSeconds / cost.trials) * 1000;
  const computing = figureTable("Computing", [
    ["Hypotheses evaluated", count(cost.trials)],
    ...(isPersons ? [] : ([["Neighbours that gates evaluated", count(cost.neighbours)]] as const)),
    ["Processor time of the evaluations", seconds(cost.cpuSeconds)],
    ["A hypothesis", perTrial === null ? "–" : `${perTrial.toFixed(2)} ms`],
    ["From start to end, pauses included", seconds(cost.wallSeconds)],
  ]);
  const model = figureTable("Language model", [
    ["Tokens read", count(cost.inputTokens)],
    ["Tokens written", count(cost.outputTokens)],
    ["Cost", cost.costUsd === null ? "not known" : `$${cost.costUsd.toFixed(2)}`],
  ]);
  return html`<div class="columns">${computing}${isPersons ? "" : model}</div>`;
}

/** Returns a settings value in words: plain data of a run. */
function inWords(value: unknown): string {
  if (typeof value === "number") return plain(value);
  return typeof value === "string" ? value : JSON.stringify(value);
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

/** Returns what determined the run besides its data. */
export function settingsTables({ run }: CampaignSheet): Html {
  const entries = entriesOf(run.settings);
  const thresholds = entries.flatMap(([name, value]) => (name === "thresholds" ? entriesOf(value) : []));
  const rows = [
    ...entriesOf(run.costs),
    ...entries.filter(([name, value]) => name !== "thresholds" && JSON.stringify(value).length < 100),
  ];
  const words = (list: typeof rows) => list.map(([name, value]) => [name, inWords(value)] as const);
  return html`<details>
    <summary>Settings and thresholds of this run</summary>
    <div class="columns">
      ${figureTable("Settings", words(rows))}${thresholds.length > 0 && figureTable("Thresholds", words(thresholds))}
    </div>
  </details>`;
}
