import { html, type Html } from "./html.ts";

/** A figure in a table of tinted cells. */
export interface HeatCell {
  readonly value: number;
  /** How it is written; the figure stands in the cell, so the tint is decoration. */
  readonly text: string;
  /** A second, quieter figure. */
  readonly note?: string;
}

/** A row of tinted cells. */
interface HeatRow {
  readonly name: string | number;
  /** `undefined` where there is nothing. */
  readonly cells: readonly (HeatCell | undefined)[];
  /** What stands behind the cells, untinted. */
  readonly total?: string;
}

/** A table whose cells are tinted by their values. */
export interface HeatTable {
  readonly title: string;
  readonly summary: string;
  /** What the rows are, such as `Year`. */
  readonly rowHeading: string;
  readonly columns: readonly string[];
  readonly totalHeading?: string;
  readonly rows: readonly HeatRow[];
}

/** How much of the tone the strongest cell gets; more would hide the figure. */
const STRENGTH_MAX = 55;

function cellOf(cell: HeatCell | undefined, strongest: number): Html {
  if (cell === undefined) return html`<td class="number empty">–</td>`;
  const { value, text, note } = cell;
  const strength = strongest === 0 ? 0 : Math.round((Math.abs(value) / strongest) * STRENGTH_MAX);
  const quiet = note === undefined ? "" : html` <span class="note">${note}</span>`;
  return html`<td class="number ${value < 0 ? "loss" : "gain"}" style="--heat:${strength}%">${text}${quiet}</td>`;
}

/** Returns the table; red and green are told apart by the sign as well. */
export function heatTable({ title, summary, rowHeading, columns, totalHeading, rows }: HeatTable): Html {
  const strongest = rows
    .flatMap(({ cells }) => cells)
    .reduce((most, cell) => Math.max(most, Math.abs(cell?.value ?? 0)), 0);
  return html`<figure class="heat">
    <figcaption>${title}</figcaption>
    <p class="summary">${summary}</p>
    <div class="scroll" role="region" aria-label="${title}" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">${rowHeading}</th>
            ${columns.map((name) => html`<th scope="col" class="number">${name}</th>`)}
            ${totalHeading !== undefined && html`<th scope="col" class="number">${totalHeading}</th>`}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ name, cells, total }) =>
              html`<tr>
                <th scope="row">${name}</th>
                ${cells.map((cell) => cellOf(cell, strongest))}
                ${total !== undefined && html`<td class="number">${total}</td>`}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </figure>`;
}
