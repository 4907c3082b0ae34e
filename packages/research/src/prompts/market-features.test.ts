import { type CandleColumns, emptyColumns, SeededRandom, sliceColumns } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { type FigureAt, marketFeatures } from "./market-features.ts";

/** Bars whose log returns are given: each opens at the close before and reaches 1 % beyond open and close. */
function barsOf(returns: readonly number[], volume: (index: number) => number = () => 1): CandleColumns {
  const bars = emptyColumns(returns.length + 1);
  let close = 100;
  for (let i = 0; i <= returns.length; i++) {
    const before = close;
    close *= Math.exp(i === 0 ? 0 : (returns[i - 1] ?? 0));
    bars.openTimeMs[i] = i;
    bars.open[i] = before;
    bars.close[i] = close;
    bars.high[i] = Math.max(before, close) * 1.01;
    bars.low[i] = Math.min(before, close) * 0.99;
    bars.volume[i] = volume(i);
  }
  return bars;
}

/** Returns that follow each other by `memory`. */
function autoregressive(count: number, memory: number): readonly number[] {
  const random = new SeededRandom(`features-${memory}`);
  let last = 0;
  return Array.from({ length: count }, () => (last = memory * last + 0.01 * random.nextNormal()));
}

function figure(figures: readonly FigureAt[], bars: number): number {
  return figures.find((one) => one.bars === bars)?.value ?? Number.NaN;
}

/** Returns the features to nine digits: another price level rounds differently. */
function text(candles: CandleColumns): string {
  return JSON.stringify(marketFeatures(candles), (_, value: unknown) =>
    typeof value === "number" ? Number(value.toPrecision(9)) : value,
  );
}

describe("the features of a market", () => {
  it("are what a calculator says", () => {
    const features = marketFeatures(barsOf([0.01, -0.01, 0.01, -0.01, 0.01, -0.01, 0.01, -0.01]));
    expect(features.bars).toBe(9);
    expect(features.volatility).toBeCloseTo(0.01, 12);
    expect(features.drift).toBeCloseTo(0, 12);
    expect(features.skewness).toBeCloseTo(0, 9);
    expect(features.excessKurtosis).toBeCloseTo(-2, 9);
    expect(figure(features.returnAutocorrelation, 1)).toBeCloseTo(-1, 9);
    expect(figure(features.returnAutocorrelation, 2)).toBeCloseTo(1, 9);
    // Sums of five of them are 0.01 or -0.01: their variance is that of one bar, a fifth of a random walk's.
    expect(figure(features.varianceRatio, 5)).toBeCloseTo(0.2, 9);
    expect(figure(features.trendShare, 5)).toBe(0);
    expect(features.returnAutocorrelation.find(({ bars }) => bars === 10)?.value).toBeNull();
  });

  it("do not mistake a drift for a trend", () => {
    const drifting = marketFeatures(barsOf([0.06, 0.04, 0.06, 0.04, 0.06, 0.04, 0.06, 0.04]));
    expect(figure(drifting.varianceRatio, 5)).toBeCloseTo(0.2, 9);
    expect(drifting.drift).toBeCloseTo(5, 9);
  });

  it("tell trending, reverting and random markets apart", () => {
    const [trending, random, reverting] = [0.3, 0, -0.3].map((memory) =>
      marketFeatures(barsOf(autoregressive(4_000, memory))),
    );
    const first = (features: typeof random): number => figure(features?.returnAutocorrelation ?? [], 1);
    const ratio = (features: typeof random): number => figure(features?.varianceRatio ?? [], 20);
    expect(first(trending)).toBeCloseTo(0.3, 1);
    expect(Math.abs(first(random))).toBeLessThan(0.04);
    expect(first(reverting)).toBeCloseTo(-0.3, 1);
    // 1 + 2 ρ / (1 - ρ) in the limit: 1.86 and 0.54.
    expect(ratio(trending)).toBeGreaterThan(1.6);
    expect(Math.abs(ratio(random) - 1)).toBeLessThan(0.2);
    expect(ratio(reverting)).toBeLessThan(0.65);
    expect(figure(trending?.trendShare ?? [], 20)).toBeGreaterThan(figure(reverting?.trendShare ?? [], 20));
  });

  it("see gaps, ranges and where bars close", () => {
    const bars = barsOf(Array.from({ length: 60 }, () => 0.001));
    expect(marketFeatures(bars)).toMatchObject({ gapShare: 0, gapSize: 0 });
    expect(marketFeatures(bars).range).toBeCloseTo(0.021, 3);
    const before = bars.close[39] ?? 0;
    const ranges = Array.from({ length: 20 }, (_, i) => (bars.high[20 + i] ?? 0) - (bars.low[20 + i] ?? 0));
    bars.open[40] = before * 1.05;
    bars.high[40] = (bars.open[40] ?? 0) * 1.01;
    expect(marketFeatures(bars).gapShare).toBeCloseTo(1 / 41, 12);
    const size = (0.05 * before * 20) / ranges.reduce((sum, range) => sum + range, 0);
    expect(marketFeatures(bars).gapSize).toBeCloseTo(size / 41, 12);
  });

  it("see the profile of volume and whether it goes with moves", () => {
    const returns = autoregressive(1_000, 0);
    const flat = marketFeatures(barsOf(returns));
    expect(flat.volumeProfile).toEqual({ low: 1, middle: 1, high: 1 });
    expect(flat.volumeSizeCorrelation).toBeNull();
    const loud = marketFeatures(barsOf(returns, (i) => Math.abs(returns[i - 1] ?? 0)));
    expect(loud.volumeSizeCorrelation).toBeCloseTo(1, 9);
    expect(loud.volumeProfile.high).toBeGreaterThan(1.5);
    // The 21st bar has three times the volume of each before; after it the mean is 22 / 20.
    const burst = marketFeatures(barsOf(returns.slice(0, 21), (i) => (i === 20 ? 3 : 1)));
    expect(burst.volumeProfile.high).toBe(3);
    expect(burst.volumeProfile.low).toBeCloseTo(20 / 22, 12);
    const silent = marketFeatures(barsOf(returns, () => 0));
    expect(silent.volumeProfile).toEqual({ low: null, middle: null, high: null });
  });

  it("are the same at any price level and any time, and know nothing of what follows the span", () => {
    const bars = barsOf(autoregressive(300, 0.1), (i) => 1 + (i % 7));
    const shifted = sliceColumns(bars, 0, bars.length);
    const moved: CandleColumns = {
      ...shifted,
      openTimeMs: shifted.openTimeMs.map((time) => time + 1e12),
      open: shifted.open.map((price) => price * 64),
      high: shifted.high.map((price) => price * 64),
      low: shifted.low.map((price) => price * 64),
      close: shifted.close.map((price) => price * 64),
      volume: shifted.volume.map((volume) => volume * 8),
    };
    expect(text(moved)).toBe(text(bars));
    const span = text(sliceColumns(bars, 0, 200));
    bars.close.fill(1, 200);
    bars.volume.fill(1e9, 200);
    expect(text(sliceColumns(bars, 0, 200))).toBe(span);
  });

  it("are unknown, not wrong, where there is too little", () => {
    for (const bars of [emptyColumns(0), barsOf([]), barsOf([0.01])]) {
      const features = marketFeatures(bars);
      expect(features).toMatchObject({ volatility: null, drift: null, skewness: null, gapShare: null });
      expect(JSON.stringify(features)).not.toMatch(/NaN|Infinity/);
      expect(
        Object.values(features)
          .flat()
          .some((value) => Number.isNaN(value)),
      ).toBe(false);
    }
  });
});
