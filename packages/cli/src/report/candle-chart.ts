import type { CandleColumns, Fill } from "@rara-trading/domain";
import { isoTime } from "../output/iso-time.ts";
import { html, type Html } from "./html.ts";

const WIDTH = 720;
const HEIGHT = 260;
const LEFT = 64;
const RIGHT = 8;
const TOP = 12;
const BOTTOM = 26;
/** Candles drawn at most; a longer stretch is drawn with several bars a candle. */
const CANDLES_MAX = 160;
const TICKS = 4;
const FILLS_LISTED_MAX = 40;

/** More fills a candle than this, and marks would cover the candles. */
const MARKS_MAX = 0.5;

/** One drawn candle. */
interface DrawnCandle {
  readonly openTimeMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly bought: boolean;
  readonly sold: boolean;
}

/** What is drawn. */
export interface CandleChart {
  readonly title: string;
  readonly candles: CandleColumns;
  /** Fills inside the candles. */
  readonly fills: readonly Fill[];
}

function drawnCandles({ candles, fills }: CandleChart, barsEach: number): readonly DrawnCandle[] {
  const drawn: DrawnCandle[] = [];
  let next = 0;
  for (let from = 0; from < candles.length; from += barsEach) {
    const to = Math.min(candles.length, from + barsEach);
    let high = -Infinity;
    let low = Infinity;
    for (let i = from; i < to; i++) {
      high = Math.max(high, candles.high[i] ?? -Infinity);
      low = Math.min(low, candles.low[i] ?? Infinity);
    }
    const lastMs = candles.openTimeMs[to - 1] ?? Infinity;
    let bought = false;
    let sold = false;
    for (; next < fills.length && (fills[next]?.barOpenTimeMs ?? Infinity) <= lastMs; next++) {
      if (fills[next]?.side === "buy") bought = true;
      else sold = true;
    }
    drawn.push({
      openTimeMs: candles.openTimeMs[from] ?? 0,
      open: candles.open[from] ?? 0,
      high,
      low,
      close: candles.close[to - 1] ?? 0,
      bought,
      sold,
    });
  }
  return drawn;
}

function fillsTable(fills: readonly Fill[]): Html {
  const shown = fills.slice(-FILLS_LISTED_MAX);
  const more = fills.length > shown.length ? `, the last ${shown.length} of ${fills.length}` : "";
  return html`<details class="twin">
    <summary>The fills as a table${more}</summary>
    <div class="scroll" role="region" aria-label="Table" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">Bar (UTC)</th>
            <th scope="col">Side</th>
            <th scope="col">Why</th>
            <th scope="col" class="number">Quantity</th>
            <th scope="col" class="number">Price</th>
            <th scope="col" class="number">Fee</th>
          </tr>
        </thead>
        <tbody>
          ${shown.map(
            (fill) =>
              html`<tr>
                <th scope="row">${isoTime(fill.barOpenTimeMs).slice(0, 16).replace("T", " ")}</th>
                <td>${fill.side}</td>
                <td>${fill.purpose}</td>
                <td class="number">${Number(fill.quantity.toPrecision(6))}</td>
                <td class="number">${Number(fill.price.toPrecision(7))}</td>
                <td class="number">${fill.feeQuote.toFixed(2)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}

/** Returns candles with marks where was bought (below) and sold (above), a text summary and a table twin. */
export function candleChart(chart: CandleChart): Html {
  const { title, candles, fills } = chart;
  if (candles.length === 0) return html`<p class="empty">${title}: nothing to draw.</p>`;
  const barsEach = Math.ceil(candles.length / CANDLES_MAX);
  const drawn = drawnCandles(chart, barsEach);
  const top = drawn.reduce((most, { high }) => Math.max(most, high), -Infinity);
  const bottom = drawn.reduce((least, { low }) => Math.min(least, low), Infinity);
  const margin = (top - bottom) * 0.05 || 1;
  const [highest, lowest] = [top + margin, bottom - margin];
  const step = (WIDTH - LEFT - RIGHT) / drawn.length;
  const x = (i: number): number => LEFT + (i + 0.5) * step;
  const y = (price: number): number => TOP + ((highest - price) / (highest - lowest)) * (HEIGHT - TOP - BOTTOM);
  const half = Math.max(0.5, step * 0.32);
  const marked = barsEach === 1 || fills.length <= drawn.length * MARKS_MAX;
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(highest - lowest)));
  const summary = `${candles.length} bars${barsEach > 1 ? `, ${barsEach} a candle` : ""}, ${fills.length} fills. Price from ${Number(bottom.toPrecision(6))} to ${Number(top.toPrecision(6))}.${marked ? "" : " Too many fills to mark."}`;
  const ticks = Array.from({ length: TICKS + 1 }, (_, i) => lowest + ((highest - lowest) * i) / TICKS);
  const day = (index: number): string => isoTime(candles.openTimeMs[index] ?? 0).slice(0, 10);
  return html`<figure class="chart">
    <figcaption>${title}</figcaption>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}. ${summary}">
      ${ticks.map(
        (tick) =>
          html`<line
              class="grid"
              x1="${LEFT}"
              x2="${WIDTH - RIGHT}"
              y1="${y(tick).toFixed(1)}"
              y2="${y(tick).toFixed(1)}"
            /><text class="tick" x="${LEFT - 6}" y="${y(tick).toFixed(1)}" text-anchor="end" dominant-baseline="middle"
              >${tick.toFixed(decimals)}</text
            >`,
      )}
      <text class="tick" x="${LEFT}" y="${HEIGHT - 6}">${day(0)}</text>
      <text class="tick" x="${WIDTH - RIGHT}" y="${HEIGHT - 6}" text-anchor="end">${day(candles.length - 1)}</text>
      ${drawn.map((candle, i) => {
        const [upper, lower] = [Math.max(candle.open, candle.close), Math.min(candle.open, candle.close)];
        const [cx, low, high] = [x(i), y(candle.low), y(candle.high)];
        const body = Math.max(0.8, y(lower) - y(upper));
        return html`<g class="${candle.close < candle.open ? "down" : "up"}"
            ><line x1="${cx.toFixed(1)}" x2="${cx.toFixed(1)}" y1="${high.toFixed(1)}" y2="${low.toFixed(1)}" /><rect
              x="${(cx - half).toFixed(1)}"
              width="${(half * 2).toFixed(1)}"
              y="${y(upper).toFixed(1)}"
              height="${body.toFixed(1)}" /></g
          >${
            marked &&
            candle.bought &&
            html`<path class="bought" d="M${cx.toFixed(1)} ${(low + 2).toFixed(1)}l4 7h-8z" />`
          }${marked && candle.sold && html`<path class="sold" d="M${cx.toFixed(1)} ${(high - 2).toFixed(1)}l4 -7h-8z" />`}`;
      })}
    </svg>
    ${marked && html`<p class="legend"><span class="mark bought">▲ bought</span> <span class="mark sold">▼ sold</span></p>`}
    <p class="summary">${summary}</p>
    ${fillsTable(fills)}
  </figure>`;
}
