/** What the probe below shows, in the order of its answers: the name under which the references know it. */
export const AUTHOR_ANSWERS = [
  "WMA",
  "MACD",
  "MACD.signal",
  "MACD.histogram",
  "Bollinger",
  "Bollinger.upper",
  "Bollinger.lower",
  "Bollinger.width",
  "Bollinger.percentB",
  "Donchian.upper",
  "Donchian.lower",
  "Donchian",
  "Donchian.upperBefore",
  "Donchian.lowerBefore",
  "Keltner",
  "Keltner.upper",
  "Keltner.lower",
  "ADX",
  "ADX.plusDi",
  "ADX.minusDi",
  "Stochastic",
  "Stochastic.d",
  "CCI",
  "OBV",
  "VWAP",
  "RollingVWAP",
  "Correlation",
  "PercentRank",
  "RealisedVolatility",
  "CrossOver",
] as const;

/** The name of one answer. */
export type AuthorAnswer = (typeof AUTHOR_ANSWERS)[number];

/** Shows answer number `entryPrice` of the indicators through the risk levels; from 100 on, parts of a higher timeframe. */
export const AUTHOR_PROBE = `import {
  time, open, high, low, close, volume, param, hold, Meta, RiskLevels, WMA, MACD, Bollinger, Donchian, Keltner, ADX, Stochastic, CCI, OBV, VWAP,
  RollingVWAP, Correlation, PercentRank, RealisedVolatility, CrossOver, HigherTimeframe,
} from "rara";
let wma!: WMA, macd!: MACD, bands!: Bollinger, donchian!: Donchian, keltner!: Keltner, adx!: ADX, stochastic!: Stochastic, cci!: CCI;
let rolling!: RollingVWAP, correlation!: Correlation, rank!: PercentRank, realised!: RealisedVolatility, higher!: HigherTimeframe;
const obv = new OBV(), vwap = new VWAP(), cross = new CrossOver();
let answers: StaticArray<f64> = [];
let returned: StaticArray<f64> = [];
export function meta(): Meta {
  return new Meta("author-probe", 1).param("period", 5, -5, 1000).param("minutes", 60, 1, 100000).param("candleMinutes", 0, 0, 1440);
}
export function init(): void {
  const n = i32(param(0)), atLeastTwo = n == 1 ? 2 : n;
  wma = new WMA(n); macd = new MACD(n, 2 * n, 3); bands = new Bollinger(n, 1.5); donchian = new Donchian(n); keltner = new Keltner(n, n + 1, 2.5);
  adx = new ADX(n); stochastic = new Stochastic(n, 2, 3); cci = new CCI(n); rolling = new RollingVWAP(n);
  correlation = new Correlation(atLeastTwo); rank = new PercentRank(atLeastTwo); realised = new RealisedVolatility(n);
  higher = new HigherTimeframe(i32(param(1)), i32(param(2)));
}
export function onCandle(): f64 {
  const h = high(), l = low(), c = close(), v = volume();
  const r0 = wma.update(c), r1 = macd.update(c), r4 = bands.update(c), r11 = donchian.update(h, l), r14 = keltner.update(h, l, c), r17 = adx.update(h, l, c);
  const r20 = stochastic.update(h, l, c), r22 = cci.update(h, l, c), r23 = obv.update(c, v), r24 = vwap.update(time(), h, l, c, v);
  const r25 = rolling.update(h, l, c, v), r26 = correlation.update(c, v), r27 = rank.update(c), r28 = realised.update(c);
  cross.update(c, wma.value);
  returned = [r0, r1, r4, r11, r14, r17, r20, r22, r23, r24, r25, r26, r27, r28];
  answers = [
    wma.value, macd.value, macd.signal, macd.histogram, bands.middle, bands.upper, bands.lower, bands.width, bands.percentB, donchian.upper, donchian.lower, donchian.middle,
    donchian.upperBefore, donchian.lowerBefore, keltner.middle, keltner.upper, keltner.lower, adx.value, adx.plusDi, adx.minusDi, stochastic.k, stochastic.d,
    cci.value, obv.value, vwap.value, rolling.value, correlation.value, rank.value, realised.value, cross.above ? 1.0 : cross.below ? -1.0 : 0.0,
  ];
  higher.update();
  return hold();
}
export function riskLevels(side: i32, entryPrice: f64): RiskLevels {
  const what = i32(entryPrice);
  if (what == 100) return RiskLevels.at(higher.time, higher.justClosed ? 1.0 : 0.0);
  if (what == 101) return RiskLevels.at(higher.open, higher.high);
  if (what == 102) return RiskLevels.at(higher.low, higher.close);
  if (what == 103) return RiskLevels.at(higher.volume, f64(higher.count));
  return RiskLevels.at(side > 0 ? answers[what] : returned[what], NaN);
}
`;
