import type { GateCheck } from "@rara-trading/domain";
import { plain } from "./figures.ts";
import { html, type Html } from "./html.ts";

/** A check; `refuses` is false of an answer that is recorded and refused nothing. */
interface TableCheck extends GateCheck {
  readonly refuses?: boolean;
}

function classOf({ passed, refuses }: TableCheck): string {
  if (refuses === false) return "";
  return passed ? "good" : "bad";
}

/** Returns every check of a hypothesis with what was asked and what was found. */
export function checksTable(checks: readonly TableCheck[]): Html {
  return html`<div class="scroll" role="region" aria-label="Checks" tabindex="0">
    <table>
      <thead>
        <tr>
          <th scope="col">Gate</th>
          <th scope="col">Passed</th>
          <th scope="col" class="number">Threshold</th>
          <th scope="col" class="number">Actual</th>
          <th scope="col">In words</th>
        </tr>
      </thead>
      <tbody>
        ${checks.map(
          (check) =>
            html`<tr>
              <th scope="row">
                ${check.gate}${check.refuses === false && html` <span class="note">(recorded)</span>`}
              </th>
              <td class="${classOf(check)}">${check.passed ? "yes" : "no"}</td>
              <td class="number">${plain(check.threshold)}</td>
              <td class="number">${plain(check.actual)}</td>
              <td>${check.reason}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
