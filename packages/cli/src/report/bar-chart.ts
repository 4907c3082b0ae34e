import { html, type Html } from "./html.ts";

/** One bar. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  readonly note: string;
}

/** Returns labelled horizontal bars; the numbers stand beside them, so the bars are decoration. */
export function barChart(title: string, bars: readonly Bar[]): Html {
  const most = Math.max(1, ...bars.map(({ value }) => value));
  return html`<figure class="bars">
    <figcaption>${title}</figcaption>
    <table>
      <tbody>
        ${bars.map(
          ({ label, value, note }) =>
            html`<tr>
              <th scope="row">${label}</th>
              <td class="number">${value}</td>
              <td class="bar" aria-hidden="true"><span style="width:${((value / most) * 100).toFixed(1)}%"></span></td>
              <td class="note">${note}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </figure>`;
}
