import type { BlindnessCheck } from "@rara-trading/simulation";
import { isoTime } from "../output/iso-time.ts";
import { percent, ratio } from "./figures.ts";
import { html, type Html } from "./html.ts";
import type { Tearsheet } from "./tearsheet.ts";

function day(atMs: number | null): string {
  return atMs === null ? "not yet" : isoTime(atMs).slice(0, 10);
}

function amount(value: number): string {
  return value.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

/** Returns the deepest falls from a peak. */
export function drawdownTable(drawdowns: Tearsheet["figures"]["drawdown"]["worst"]): Html {
  if (drawdowns.length === 0) return html`<p class="empty">Equity never fell below an earlier peak.</p>`;
  return html`<div class="scroll" role="region" aria-label="Table" tabindex="0">
    <table>
      <thead>
        <tr>
          <th scope="col">Began</th>
          <th scope="col">Deepest</th>
          <th scope="col">Recovered</th>
          <th scope="col" class="number">Depth</th>
          <th scope="col" class="number">Days</th>
        </tr>
      </thead>
      <tbody>
        ${drawdowns.map(
          ({ startDayMs, valleyDayMs, recoveryDayMs, depth, days }) =>
            html`<tr>
              <th scope="row" class="date">${day(startDayMs)}</th>
              <td class="date">${day(valleyDayMs)}</td>
              <td class="date">${day(recoveryDayMs)}</td>
              <td class="number bad">${percent(depth)}</td>
              <td class="number">${days}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** Returns rows of a name and a figure. */
export function figureTable(caption: string, rows: readonly (readonly [string, string])[]): Html {
  return html`<table>
    <caption class="note">
      ${caption}
    </caption>
    <tbody>
      ${rows.map(
        ([name, value]) =>
          html`<tr>
            <th scope="row">${name}</th>
            <td class="number">${value}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

const COST_WORDS: Readonly<Record<string, string>> = {
  fees: "Fees",
  slippage: "Slippage",
  spread: "Half the spread",
  impact: "Market impact",
  rounding: "Rounding to the tick",
  funding: "Funding",
  borrow: "Borrowing for shorts",
  dividend: "Dividends owed on shorts, less those received",
  "split-cash": "Fractions paid out in splits",
  "liquidation-fee": "Liquidation fees",
};

/** Returns what trading cost, by kind. */
export function costTable({ costs, currency, model }: Tearsheet): Html {
  const assumed =
    model.kind === "plain" ? ` (${costs.feeBps} bp of fees and ${costs.slippageBps} bp of slippage a side)` : "";
  return figureTable(`Costs, ${currency}${assumed}`, [
    ...costs.byKind.map(({ kind, quote }) => [COST_WORDS[kind] ?? kind, amount(quote)] as const),
    ["Together", amount(costs.totalQuote)],
    ["Profit after costs", amount(costs.profitQuote)],
    ["Profit before costs", amount(costs.profitQuote + costs.totalQuote)],
    ["Traded notional", amount(costs.tradedNotional)],
  ]);
}

/** Returns in words how fills inside a bar were decided. */
export function modelNote({ model }: Tearsheet): Html {
  const { finerTimeframe, ambiguousBars } = model;
  const finer =
    finerTimeframe === null
      ? "No finer bars were needed or stored."
      : `Stop-losses and take-profits were resolved on stored ${finerTimeframe} bars.`;
  const bars = ambiguousBars === 1 ? "1 bar" : `${ambiguousBars} bars`;
  return html`<p>
    ${finer} ${bars} touched both stop-loss and take-profit with nothing finer to tell: the worse of the two counted.
  </p>`;
}

/** Returns in words what becomes of the strategy when its parameters are a little different. */
export function neighbourNote({ neighbours }: Tearsheet): Html {
  if (neighbours === null) return html`<p class="empty">The strategy has no parameters.</p>`;
  const { neighbours: count, keeping, plateau, lowestSharpe, medianSharpe } = neighbours;
  if (keeping === null || plateau === null) {
    return html`<p>Without a Sharpe ratio above 0 there is nothing for neighbours to keep.</p>`;
  }
  return html`<p>
    <span class="${plateau ? "good" : "bad"}">${plateau ? "A plateau" : "A peak"}:</span> of ${count} sets with every
    parameter within 15 %, ${percent(keeping)} keep at least half of the Sharpe ratio (70 % are asked for). Their median
    is ${ratio(medianSharpe)}, the lowest ${ratio(lowestSharpe)}. Each of them is a trial in the ledger.
  </p>`;
}

/** Returns the checks with what they found. */
export function checkTable(checks: readonly BlindnessCheck[]): Html {
  return html`<div class="scroll" role="region" aria-label="Table" tabindex="0">
    <table>
      <thead>
        <tr>
          <th scope="col">Check</th>
          <th scope="col">Passed</th>
          <th scope="col">What was found</th>
        </tr>
      </thead>
      <tbody>
        ${checks.map(
          ({ check, passed, evidence }) =>
            html`<tr>
              <th scope="row">${check}</th>
              <td class="${passed ? "good" : "bad"}">${passed ? "yes" : "no"}</td>
              <td class="evidence">${evidence}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** Returns the figures as assumed, with twice the costs, and with every target one bar later. */
export function stressTable({ metrics, doubledCosts, laggedSharpe }: Tearsheet): Html {
  const rows: readonly (readonly [string, string, string, string])[] = [
    ["Sharpe ratio", ratio(metrics.sharpe), ratio(doubledCosts.sharpe), ratio(laggedSharpe)],
    ["Total return", percent(metrics.totalReturn), percent(doubledCosts.totalReturn), "–"],
    ["Maximum drawdown", percent(metrics.maxDrawdown), percent(doubledCosts.maxDrawdown), "–"],
  ];
  return html`<div class="scroll" role="region" aria-label="Stress" tabindex="0">
    <table>
      <thead>
        <tr>
          <th scope="col">Stress</th>
          <th scope="col" class="number">As assumed</th>
          <th scope="col" class="number">Costs doubled</th>
          <th scope="col" class="number">One bar later</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([name, ...values]) =>
            html`<tr>
              <th scope="row">${name}</th>
              ${values.map((value) => html`<td class="number">${value}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
