import { percent } from "./figures.ts";
import { html, type Html } from "./html.ts";

const WIDTH = 720;
const HEIGHT = 180;
const BOTTOM = 24;
const TOP = 8;
const BINS = 41;
/** Share of the values left out at each end of the axis; they are counted in the outermost bins. */
const TAIL = 0.005;

interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Returns bins around zero of equal width, so that gains and losses can be compared. */
function binsOf(values: Float64Array): readonly Bin[] {
  const sorted = values.toSorted();
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  const reach = Math.max(Math.abs(at(TAIL)), Math.abs(at(1 - TAIL)), 1e-9);
  const width = (2 * reach) / BINS;
  const counts = Array.from({ length: BINS }, () => 0);
  for (const value of values) {
    const bin = Math.min(BINS - 1, Math.max(0, Math.floor((value + reach) / width)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts.map((count, i) => ({ from: -reach + i * width, to: -reach + (i + 1) * width, count }));
}

function twin(bins: readonly Bin[]): Html {
  const rows = bins.filter(({ count }) => count > 0);
  return html`<details class="twin">
    <summary>The same as a table</summary>
    <table>
      <thead>
        <tr>
          <th scope="col">Return of a day</th>
          <th scope="col" class="number">Days</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ from, to, count }) =>
            html`<tr>
              <th scope="row">${(from * 100).toFixed(2)} to ${(to * 100).toFixed(2)} %</th>
              <td class="number">${count}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </details>`;
}

/** Returns the distribution of daily returns as an SVG with a text summary and a table twin. */
export function histogram(title: string, values: Float64Array): Html {
  if (values.length === 0) return html`<p class="empty">${title}: nothing to draw.</p>`;
  const bins = binsOf(values);
  const most = Math.max(1, ...bins.map(({ count }) => count));
  const step = WIDTH / BINS;
  const gains = values.reduce((count, value) => (value > 0 ? count + 1 : count), 0);
  const losses = values.reduce((count, value) => (value < 0 ? count + 1 : count), 0);
  const summary = `${gains} days gained, ${losses} lost, ${values.length - gains - losses} did neither.`;
  const height = (count: number): number => (count / most) * (HEIGHT - TOP - BOTTOM);
  return html`<figure class="chart">
    <figcaption>${title}</figcaption>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}. ${summary}">
      ${bins.map(
        ({ from, to, count }, i) =>
          html`<rect
            class="${from + to < -1e-12 ? "loss-bar" : "gain-bar"}"
            x="${(i * step + 1).toFixed(1)}"
            width="${(step - 2).toFixed(1)}"
            y="${(HEIGHT - BOTTOM - height(count)).toFixed(1)}"
            height="${height(count).toFixed(1)}"
          />`,
      )}
      <line class="grid" x1="0" x2="${WIDTH}" y1="${HEIGHT - BOTTOM}" y2="${HEIGHT - BOTTOM}" />
      <text class="tick" x="2" y="${HEIGHT - 6}">${percent(bins[0]?.from ?? 0)} or less</text>
      <text class="tick" x="${WIDTH / 2}" y="${HEIGHT - 6}" text-anchor="middle">0</text>
      <text class="tick" x="${WIDTH - 2}" y="${HEIGHT - 6}" text-anchor="end">
        ${percent(bins.at(-1)?.to ?? 0)} or more
      </text>
    </svg>
    <p class="summary">${summary}</p>
    ${twin(bins)}
  </figure>`;
}
