import type { TearsheetMetrics } from "@rara-trading/simulation";
import { percent, ratio } from "./figures.ts";
import { html, type Html } from "./html.ts";
import { figureTable } from "./tearsheet-tables.ts";

/** Returns what was earned for which risk. */
export function returnTable({ returns, ratios, drawdown }: TearsheetMetrics): Html {
  return figureTable("Return and risk", [
    ["Sharpe ratio", ratio(ratios.sharpe)],
    ["Sharpe ratio, less autocorrelation", ratio(ratios.smartSharpe)],
    ["Chance that it is above 0", percent(ratios.probabilisticSharpe)],
    ["Sortino ratio", ratio(ratios.sortino)],
    ["Calmar ratio", ratio(ratios.calmar)],
    ["Omega ratio", ratio(ratios.omega)],
    ["Gain to pain", ratio(ratios.gainToPain)],
    ["Ulcer index", percent(drawdown.ulcerIndex)],
    ["Best and worst month", `${percent(returns.bestMonth)}, ${percent(returns.worstMonth)}`],
    ["Best and worst year", `${percent(returns.bestYear)}, ${percent(returns.worstYear)}`],
    ["Months that gained", percent(returns.monthlyWinRate)],
  ]);
}

/** Returns the shape of the daily returns. */
export function tailTable({ returns, ratios, tail }: TearsheetMetrics): Html {
  return figureTable("Days", [
    ["Best and worst day", `${percent(returns.bestDay)}, ${percent(returns.worstDay)}`],
    ["Days that gained", percent(returns.dailyWinRate)],
    ["Average gain and loss", `${percent(returns.averageGainingDay)}, ${percent(returns.averageLosingDay)}`],
    ["Longest run of gains", String(returns.longestGainDays)],
    ["Longest run of losses", String(returns.longestLossDays)],
    ["Skewness", ratio(tail.skewness)],
    ["Excess kurtosis", ratio(tail.excessKurtosis)],
    ["Value at risk, 95 %", percent(tail.valueAtRisk)],
    ["Expected loss beyond it", percent(tail.conditionalValueAtRisk)],
    ["Tail ratio", ratio(ratios.tailRatio)],
  ]);
}

function amount(value: number | null): string {
  return value === null ? "–" : value.toLocaleString("en-US", { maximumFractionDigits: 0 });
}

/** Returns what was traded and how the round trips ended. */
export function activityTable({ trades, activity }: TearsheetMetrics, currency: string): Html {
  return figureTable(`Trades, ${currency}`, [
    ["Round trips", String(trades.count)],
    ["Won", percent(trades.winRate)],
    ["Average win", amount(trades.averageWinQuote)],
    ["Average loss", amount(trades.averageLossQuote)],
    ["Payoff ratio", ratio(trades.payoffRatio)],
    ["Profit factor", ratio(trades.profitFactor)],
    ["Expected of a trade", amount(trades.expectancyQuote)],
    ["Wins, losses in a row", `${trades.consecutiveWins}, ${trades.consecutiveLosses}`],
    ["Exposure", percent(activity.exposure)],
    ["Turnover a year", ratio(activity.turnover)],
    ["Costs a year", percent(activity.costDrag)],
  ]);
}

/** Returns the strategy beside holding the instrument, and what it adds to it. */
export function benchmarkTable({ returns, ratios, drawdown, benchmark }: TearsheetMetrics, name: string): Html {
  if (benchmark === null) return html`<p class="empty">There is nothing to compare with.</p>`;
  const rows: readonly (readonly [string, string, string])[] = [
    ["Total return", percent(returns.total), percent(benchmark.total)],
    ["A year", percent(returns.cagr), percent(benchmark.cagr)],
    ["Sharpe ratio", ratio(ratios.sharpe), ratio(benchmark.sharpe)],
    ["Maximum drawdown", percent(drawdown.maximum), percent(benchmark.maxDrawdown)],
  ];
  return html`<div class="scroll" role="region" aria-label="Against buy and hold" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">Figure</th>
            <th scope="col" class="number">${name}</th>
            <th scope="col" class="number">Buy and hold</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ([row, own, held]) =>
              html`<tr>
                <th scope="row">${row}</th>
                <td class="number">${own}</td>
                <td class="number">${held}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${figureTable("What it adds to holding", [
      ["Alpha a year", percent(benchmark.alpha)],
      ["Beta", ratio(benchmark.beta)],
      ["Correlation", ratio(benchmark.correlation)],
      ["Information ratio", ratio(benchmark.informationRatio)],
      ["Captured of rising days", percent(benchmark.upCapture)],
      ["Captured of falling days", percent(benchmark.downCapture)],
    ])}`;
}
