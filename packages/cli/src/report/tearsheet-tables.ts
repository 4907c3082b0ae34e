import type { BlindnessCheck } from "@rara-trading/simulation";
import { isoTime } from "../output/iso-time.ts";
import { percent, ratio } from "./figures.ts";
import { html, type Html } from "./html.ts";
import type { DrawdownRow, Tearsheet } from "./tearsheet.ts";

const DRAWDOWNS_LISTED_MAX = 5;

function day(atMs: number | null): string {
  return atMs === null ? "not yet" : isoTime(atMs).slice(0, 10);
}

function amount(value: number): string {
  return value.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

/** Returns the deepest falls from a peak. */
export function drawdownTable(drawdowns: readonly DrawdownRow[]): Html {
  if (drawdowns.length === 0) return html`<p class="empty">Equity never fell below an earlier peak.</p>`;
  return html`<div class="scroll">
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
        ${drawdowns.slice(0, DRAWDOWNS_LISTED_MAX).map(
          ({ startDayMs, valleyDayMs, recoveryDayMs, depth, days }) =>
            html`<tr>
              <th scope="row">${day(startDayMs)}</th>
              <td>${day(valleyDayMs)}</td>
              <td>${day(recoveryDayMs)}</td>
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

/** Returns what trading cost. */
export function costTable({ costs, currency }: Tearsheet): Html {
  const total = costs.feesQuote + costs.slippageQuote;
  return figureTable(`Costs, ${currency}`, [
    [`Fees (${costs.feeBps} bp a side)`, amount(costs.feesQuote)],
    [`Slippage (${costs.slippageBps} bp a side)`, amount(costs.slippageQuote)],
    ["Together", amount(total)],
    ["Profit after costs", amount(costs.profitQuote)],
    ["Profit before costs", amount(costs.profitQuote + total)],
    ["Traded notional", amount(costs.tradedNotional)],
  ]);
}

/** Returns the checks with what they found. */
export function checkTable(checks: readonly BlindnessCheck[]): Html {
  return html`<div class="scroll">
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
              <td>${evidence}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** Returns the figures with the costs assumed and with twice as much. */
export function stressTable({ metrics, doubledCosts }: Tearsheet): Html {
  const rows: readonly (readonly [string, string, string])[] = [
    ["Sharpe ratio", ratio(metrics.sharpe), ratio(doubledCosts.sharpe)],
    ["Total return", percent(metrics.totalReturn), percent(doubledCosts.totalReturn)],
    ["Maximum drawdown", percent(metrics.maxDrawdown), percent(doubledCosts.maxDrawdown)],
  ];
  return html`<table>
    <thead>
      <tr>
        <th scope="col">Stress</th>
        <th scope="col" class="number">Costs as assumed</th>
        <th scope="col" class="number">Doubled</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ([name, assumed, doubled]) =>
          html`<tr>
            <th scope="row">${name}</th>
            <td class="number">${assumed}</td>
            <td class="number">${doubled}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
