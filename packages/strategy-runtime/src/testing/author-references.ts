import type { AuthorAnswer } from "./author-probe.ts";
import { REFERENCE_INDICATORS, referenceAtr, type ReferenceBar } from "./reference-indicators.ts";

// The cited definitions over whole histories, O(n·w) a bar and without any code in common with the SDK.

/** One candle of what the indicators take. */
export interface Candle {
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** What one answer should be after `candles`, the last of which just closed. */
type AuthorReference = (candles: readonly Candle[], period: number) => number;

const NONE = Number.NaN;
const sum = (values: readonly number[]): number => values.reduce((total, x) => total + x, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;
const closesOf = (candles: readonly Candle[]): number[] => candles.map(({ close }) => close);
const typical = ({ high, low, close }: Candle): number => (high + low + close) / 3;
const barsOf = (candles: readonly Candle[]): ReferenceBar[] =>
  candles.map(({ high, low, close }) => [high, low, close]);
const { SMA, EMA, StdDev } = REFERENCE_INDICATORS;

/** The last `count` of what there is, or undefined before there are so many. */
function windowOf<Item>(items: readonly Item[], count: number): readonly Item[] | undefined {
  return items.length < count ? undefined : items.slice(items.length - count);
}

/** The values that a reference takes after each prefix of the candles. */
function history(candles: readonly Candle[], of: (prefix: readonly Candle[]) => number): number[] {
  return candles.map((_, i) => of(candles.slice(0, i + 1)));
}

const macd: AuthorReference = (candles, n) => EMA(closesOf(candles), n) - EMA(closesOf(candles), 2 * n);
const macdSignal: AuthorReference = (candles, n) => EMA(history(candles, (c) => macd(c, n)).slice(2 * n - 1), 3);

const band =
  (deviations: number): AuthorReference =>
  (candles, n) =>
    SMA(closesOf(candles), n) + deviations * StdDev(closesOf(candles), n);
const upper = band(1.5);
const lower = band(-1.5);

const highest: AuthorReference = (candles, n) => {
  const window = windowOf(candles, n);
  return window ? Math.max(...window.map(({ high }) => high)) : NONE;
};
const lowest: AuthorReference = (candles, n) => {
  const window = windowOf(candles, n);
  return window ? Math.min(...window.map(({ low }) => low)) : NONE;
};

const keltner =
  (ranges: number): AuthorReference =>
  (candles, n) => {
    const range = referenceAtr(barsOf(candles), n + 1);
    return Number.isNaN(range) ? NONE : EMA(closesOf(candles), n) + ranges * range;
  };

/** Wilder's own form of the smoothing: a running total of which a part is dropped on each bar. */
function wilderTotal(values: readonly number[], n: number): number {
  return values.slice(n).reduce((total, x) => total - total / n + x, sum(values.slice(0, n)));
}

function directional(candles: readonly Candle[], n: number): { plus: number; minus: number } | undefined {
  if (candles.length <= n) return undefined;
  const moves = candles.slice(1).map((now, i) => {
    const before = candles[i] ?? now;
    const up = now.high - before.high;
    const down = before.low - now.low;
    return {
      up: up > 0 && up > down ? up : 0,
      down: down > 0 && down > up ? down : 0,
      range: Math.max(now.high, before.close) - Math.min(now.low, before.close),
    };
  });
  const [up, down, range] = (["up", "down", "range"] as const).map((what) =>
    wilderTotal(
      moves.map((move) => move[what]),
      n,
    ),
  ) as [number, number, number];
  return range === 0 ? { plus: 0, minus: 0 } : { plus: (100 * up) / range, minus: (100 * down) / range };
}

const adx: AuthorReference = (candles, n) => {
  if (candles.length < 2 * n) return NONE;
  const indices = history(candles, (prefix) => {
    const { plus, minus } = directional(prefix, n) ?? { plus: NONE, minus: NONE };
    return plus + minus === 0 ? 0 : (100 * Math.abs(plus - minus)) / (plus + minus);
  }).slice(n);
  return wilderTotal(indices, n) / n;
};

const stochasticK: AuthorReference = (candles, n) => {
  if (candles.length < n + 1) return NONE;
  return mean(
    [0, 1].map((ago) => {
      const prefix = candles.slice(0, candles.length - ago);
      const [top, bottom] = [highest(prefix, n), lowest(prefix, n)];
      return top === bottom ? 50 : (100 * ((prefix.at(-1)?.close ?? NONE) - bottom)) / (top - bottom);
    }),
  );
};

const cci: AuthorReference = (candles, n) => {
  const prices = windowOf(candles, n)?.map(typical);
  if (prices === undefined) return NONE;
  if (Math.max(...prices) === Math.min(...prices)) return 0;
  const deviation = mean(prices.map((price) => Math.abs(price - mean(prices))));
  return ((prices.at(-1) ?? NONE) - mean(prices)) / (0.015 * deviation);
};

function volumeWeighted(candles: readonly Candle[]): number {
  const traded = sum(candles.map(({ volume }) => volume));
  return traded > 0 ? sum(candles.map((candle) => typical(candle) * candle.volume)) / traded : NONE;
}

const DAY_MS = 86_400_000;
const dayOf = (candle: Candle | undefined): number => Math.floor((candle?.time ?? NONE) / DAY_MS);

const isFlat = (values: readonly number[]): boolean => values.every((value) => value === values[0]);

const correlation: AuthorReference = (candles, n) => {
  const window = windowOf(candles, Math.max(2, n));
  if (window === undefined) return NONE;
  const [x, y] = [closesOf(window), window.map(({ volume }) => volume)];
  const [meanX, meanY] = [mean(x), mean(y)];
  const products = sum(x.map((value, i) => (value - meanX) * ((y[i] ?? NONE) - meanY)));
  const squares = (values: readonly number[], center: number): number =>
    sum(values.map((value) => (value - center) ** 2));
  return isFlat(x) || isFlat(y) ? NONE : products / Math.sqrt(squares(x, meanX) * squares(y, meanY));
};

const wma: AuthorReference = (candles, n) => {
  const window = windowOf(candles, n);
  return window ? sum(window.map(({ close }, i) => close * (i + 1))) / ((n * (n + 1)) / 2) : NONE;
};

function crossing(candles: readonly Candle[], n: number): number {
  const sides = history(candles, (prefix) => Math.sign((prefix.at(-1)?.close ?? NONE) - wma(prefix, n)));
  const now = sides.at(-1) ?? 0;
  const before = sides.slice(0, -1).findLast((side) => side === 1 || side === -1);
  return Math.abs(now) === 1 && before !== undefined && now !== before ? now : 0;
}

/** The references by the name of the answer. */
export const AUTHOR_REFERENCES: Readonly<Record<AuthorAnswer, AuthorReference>> = {
  WMA: wma,
  MACD: macd,
  "MACD.signal": macdSignal,
  "MACD.histogram": (candles, n) => macd(candles, n) - macdSignal(candles, n),
  Bollinger: (candles, n) => SMA(closesOf(candles), n),
  "Bollinger.upper": upper,
  "Bollinger.lower": lower,
  "Bollinger.width": (candles, n) => (upper(candles, n) - lower(candles, n)) / SMA(closesOf(candles), n),
  "Bollinger.percentB": (candles, n) => {
    const [top, bottom] = [upper(candles, n), lower(candles, n)];
    return top === bottom ? 0.5 : ((candles.at(-1)?.close ?? NONE) - bottom) / (top - bottom);
  },
  "Donchian.upper": highest,
  "Donchian.lower": lowest,
  Donchian: (candles, n) => (highest(candles, n) + lowest(candles, n)) / 2,
  "Donchian.upperBefore": (candles, n) => highest(candles.slice(0, -1), n),
  "Donchian.lowerBefore": (candles, n) => lowest(candles.slice(0, -1), n),
  Keltner: keltner(0),
  "Keltner.upper": keltner(2.5),
  "Keltner.lower": keltner(-2.5),
  ADX: adx,
  "ADX.plusDi": (candles, n) => directional(candles, n)?.plus ?? NONE,
  "ADX.minusDi": (candles, n) => directional(candles, n)?.minus ?? NONE,
  Stochastic: stochasticK,
  "Stochastic.d": (candles, n) =>
    candles.length < n + 3
      ? NONE
      : mean([0, 1, 2].map((ago) => stochasticK(candles.slice(0, candles.length - ago), n))),
  CCI: cci,
  OBV: (candles) =>
    sum(candles.slice(1).map(({ close, volume }, i) => Math.sign(close - (candles[i]?.close ?? NONE)) * volume)),
  VWAP: (candles) => volumeWeighted(candles.filter((candle) => dayOf(candle) === dayOf(candles.at(-1)))),
  RollingVWAP: (candles, n) => volumeWeighted(windowOf(candles, n) ?? []),
  Correlation: correlation,
  PercentRank: (candles, n) => {
    const window = windowOf(closesOf(candles), Math.max(2, n));
    if (window === undefined) return NONE;
    const newest = window.at(-1) ?? NONE;
    return mean(window.slice(0, -1).map((x) => (x < newest ? 1 : x === newest ? 0.5 : 0)));
  },
  RealisedVolatility: (candles, n) => {
    const window = windowOf(closesOf(candles), n + 1);
    return window
      ? Math.sqrt(mean(window.slice(1).map((x, i) => (Math.log(x) - Math.log(window[i] ?? NONE)) ** 2)))
      : NONE;
  },
  CrossOver: crossing,
};
