import { html, type Html } from "./html.ts";

/** One line of a chart. */
interface ChartSeries {
  readonly label: string;
  /** One value a step, same length for every series of a chart. */
  readonly values: readonly number[];
  /** `strong` is the subject, `quiet` the reference, `loss` an area below zero. */
  readonly tone: "strong" | "quiet" | "loss";
}

/** What a chart shows. */
export interface LineChart {
  readonly title: string;
  /** One sentence that says what the chart says, for who cannot see it. */
  readonly summary: string;
  readonly series: readonly ChartSeries[];
  /** Labels of the first and the last step. */
  readonly from: string;
  readonly to: string;
  readonly format: (value: number) => string;
}

const WIDTH = 720;
const HEIGHT = 220;
const LEFT = 70;
const RIGHT = 12;
const TOP = 12;
const BOTTOM = 26;
/** Points drawn a series at most; longer ones keep the extremes of each stretch. */
const POINTS_MAX = 700;
const TICKS = 4;
const TABLE_ROWS = 12;

/** Returns at most about `POINTS_MAX` indices that keep the lowest and highest value of each stretch. */
function decimate(values: readonly number[]): readonly number[] {
  if (values.length <= POINTS_MAX) return values.map((_, i) => i);
  const stretch = Math.ceil((values.length / POINTS_MAX) * 2);
  const kept: number[] = [0];
  for (let from = 0; from < values.length; from += stretch) {
    let low = from;
    let high = from;
    for (let i = from; i < Math.min(from + stretch, values.length); i++) {
      if ((values[i] ?? 0) < (values[low] ?? 0)) low = i;
      if ((values[i] ?? 0) > (values[high] ?? 0)) high = i;
    }
    kept.push(Math.min(low, high), Math.max(low, high));
  }
  kept.push(values.length - 1);
  return kept;
}

function dataTable(chart: LineChart): Html {
  const length = chart.series[0]?.values.length ?? 0;
  const rows = Math.min(TABLE_ROWS, length);
  const indices = Array.from({ length: rows }, (_, row) =>
    rows < 2 ? 0 : Math.round((row * (length - 1)) / (rows - 1)),
  );
  return html`<details class="twin">
    <summary>The same as a table</summary>
    <table>
      <thead>
        <tr>
          <th scope="col">Step</th>
          ${chart.series.map(({ label }) => html`<th scope="col">${label}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${indices.map(
          (i) =>
            html`<tr>
              <th scope="row">${i + 1} of ${length}</th>
              ${chart.series.map(({ values }) => html`<td>${chart.format(values[i] ?? 0)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </details>`;
}

/** Returns a self-contained SVG line chart with a legend, a text summary and a table twin. */
export function lineChart(chart: LineChart): Html {
  const all = chart.series.flatMap(({ values }) => values);
  const low = Math.min(...chart.series.map(({ values }) => values.reduce((a, b) => Math.min(a, b), Infinity)));
  const high = Math.max(...chart.series.map(({ values }) => values.reduce((a, b) => Math.max(a, b), -Infinity)));
  if (all.length === 0) return html`<p class="empty">${chart.title}: nothing to draw.</p>`;
  const span = high === low ? 1 : high - low;
  const length = Math.max(...chart.series.map(({ values }) => values.length));
  const x = (i: number): string => (LEFT + (i / Math.max(1, length - 1)) * (WIDTH - LEFT - RIGHT)).toFixed(1);
  const y = (value: number): string => (TOP + (1 - (value - low) / span) * (HEIGHT - TOP - BOTTOM)).toFixed(1);
  const ticks = Array.from({ length: TICKS + 1 }, (_, i) => low + (span * i) / TICKS);
  const line = ({ values }: ChartSeries): string =>
    decimate(values)
      .map((i) => `${x(i)},${y(values[i] ?? 0)}`)
      .join(" ");
  return html`<figure class="chart">
    <figcaption>${chart.title}</figcaption>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${chart.title}. ${chart.summary}">
      ${ticks.map(
        (tick) =>
          html`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(tick)}" y2="${y(tick)}" /><text
              class="tick"
              x="${LEFT - 6}"
              y="${y(tick)}"
              text-anchor="end"
              dominant-baseline="middle"
              >${chart.format(tick)}</text
            >`,
      )}
      <text class="tick" x="${LEFT}" y="${HEIGHT - 6}">${chart.from}</text>
      <text class="tick" x="${WIDTH - RIGHT}" y="${HEIGHT - 6}" text-anchor="end">${chart.to}</text>
      ${[...chart.series].reverse().map((series) => html`<polyline class="line ${series.tone}" points="${line(series)}" />`)}
    </svg>
    <p class="legend">${chart.series.map(({ label, tone }) => html`<span class="key ${tone}">${label}</span> `)}</p>
    <p class="summary">${chart.summary}</p>
    ${dataTable(chart)}
  </figure>`;
}
