import { percent } from "./figures.ts";
import { html, type Html } from "./html.ts";

/** A month's return. */
export interface MonthCell {
  readonly year: number;
  /** 1 … 12. */
  readonly month: number;
  readonly value: number;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/** How much of the tone the strongest month gets; more would hide the figure. */
const STRENGTH_MAX = 55;

function cell(value: number | undefined, strongest: number): Html {
  if (value === undefined) return html`<td class="number empty">–</td>`;
  const strength = strongest === 0 ? 0 : Math.round((Math.abs(value) / strongest) * STRENGTH_MAX);
  const tone = value < 0 ? "loss" : "gain";
  return html`<td class="number ${tone}" style="--heat:${strength}%">${(value * 100).toFixed(1)}</td>`;
}

/** Returns the months as a table whose cells are tinted; the figures stand in them, so the tint is decoration. */
export function heatMap(
  months: readonly MonthCell[],
  years: readonly { readonly year: number; readonly value: number }[],
): Html {
  const strongest = months.reduce((most, { value }) => Math.max(most, Math.abs(value)), 0);
  const byMonth = new Map(months.map(({ year, month, value }) => [`${year}-${month}`, value]));
  const gaining = months.filter(({ value }) => value > 0).length;
  return html`<figure class="heat">
    <figcaption>Monthly returns, per cent</figcaption>
    <p class="summary">${gaining} of ${months.length} months gained.</p>
    <div class="scroll" role="region" aria-label="Monthly returns" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">Year</th>
            ${MONTHS.map((name) => html`<th scope="col" class="number">${name}</th>`)}
            <th scope="col" class="number">All</th>
          </tr>
        </thead>
        <tbody>
          ${years.map(
            ({ year, value }) =>
              html`<tr>
                <th scope="row">${year}</th>
                ${MONTHS.map((_, i) => cell(byMonth.get(`${year}-${i + 1}`), strongest))}
                <td class="number">${percent(value)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </figure>`;
}
