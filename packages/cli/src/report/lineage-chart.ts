import type { LineageNode } from "../campaign/lineage.ts";
import { ratio } from "./figures.ts";
import { html, type Html } from "./html.ts";

const WIDTH = 720;
const ROW = 22;
const TOP = 14;
/** Where the hypotheses stand; the arcs from their parents lie to the left. */
const SPINE = 120;
const TEXT = SPINE + 14;
const STATEMENT_MAX = 84;

function shortened(text: string): string {
  return text.length <= STATEMENT_MAX ? text : `${text.slice(0, STATEMENT_MAX - 1).trimEnd()}…`;
}

/** Returns the arc from a parent's row to a child's; the further apart, the wider. */
function arc(parent: number, child: number, rows: number): Html {
  const from = TOP + parent * ROW;
  const to = TOP + child * ROW;
  const reach = 14 + ((child - parent) / Math.max(1, rows - 1)) * (SPINE - 26);
  return html`<path
    class="descent"
    d="M${SPINE},${from} C${(SPINE - reach * 1.3).toFixed(1)},${from} ${(SPINE - reach * 1.3).toFixed(1)},${to} ${SPINE},${to}"
  />`;
}

function labelOf({ index, origin, sharpe }: LineageNode): string {
  return `${index + 1} ${origin} ${ratio(sharpe)}`;
}

function twin(nodes: readonly LineageNode[], numbers: ReadonlyMap<string, number>): Html {
  return html`<details class="twin">
    <summary>The same as a table</summary>
    <div class="scroll" role="region" aria-label="Lineage" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">Trial</th>
            <th scope="col">How it came to be</th>
            <th scope="col">From</th>
            <th scope="col" class="number">Sharpe</th>
            <th scope="col">Verdict</th>
            <th scope="col">Hypothesis</th>
          </tr>
        </thead>
        <tbody>
          ${nodes.map(
            (node) =>
              html`<tr>
                <th scope="row">${node.index + 1}</th>
                <td>${node.origin}</td>
                <td>${node.parentIds.map((id) => numbers.get(id) ?? "elsewhere").join(", ")}</td>
                <td class="number">${ratio(node.sharpe)}</td>
                <td class="${node.verdict === "accepted" ? "good" : ""}">${node.verdict}</td>
                <td>${node.hypothesis}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}

/** Returns a lineage as arcs from parents to children, oldest first, with a table twin. `nodes` are in the order of their trials. */
export function lineageChart(title: string, nodes: readonly LineageNode[]): Html {
  const places = new Map(nodes.map(({ hypothesisId }, row) => [hypothesisId, row]));
  const numbers = new Map(nodes.map(({ hypothesisId, index }) => [hypothesisId, index + 1]));
  const height = TOP * 2 + Math.max(0, nodes.length - 1) * ROW;
  const accepted = nodes.filter(({ verdict }) => verdict === "accepted").length;
  const roots = nodes.filter(({ parentIds }) => parentIds.every((id) => !places.has(id))).length;
  const summary = `${nodes.length} hypotheses from ${roots} that were not bred from another one shown; ${accepted} of them accepted (filled). Each arc leads from a parent down to a child.`;
  return html`<figure class="chart lineage">
    <figcaption>${title}</figcaption>
    <svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${title}. ${summary}">
      ${nodes.map(({ parentIds }, row) =>
        parentIds.map((id) => {
          const parent = places.get(id);
          return parent === undefined ? "" : arc(parent, row, nodes.length);
        }),
      )}
      ${nodes.map(
        (node, row) =>
          html`<circle
              class="node ${node.verdict === "accepted" ? "kept" : ""}"
              cx="${SPINE}"
              cy="${TOP + row * ROW}"
              r="5"
            /><text class="tick" x="${TEXT}" y="${TOP + row * ROW}" dominant-baseline="middle"
              ><tspan class="strong">${labelOf(node)}</tspan> ${shortened(node.hypothesis)}</text
            >`,
      )}
    </svg>
    <p class="summary">${summary}</p>
    ${twin(nodes, numbers)}
  </figure>`;
}
