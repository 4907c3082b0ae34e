import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { WasmStrategySession } from "../session/wasm-strategy-session.ts";
import type { StrategyModule } from "../strategy-module.ts";
import { AUTHOR_ANSWERS, type AuthorAnswer } from "./author-probe.ts";
import { AUTHOR_REFERENCES, type Candle } from "./author-references.ts";
import { randomMarket } from "./random-market.ts";
import { thrownBy } from "./thrown.ts";

const DATA = new URL("../../../../../shared/data/", import.meta.url);
const HOURLY = new URL("BTCUSDT-1h-2019-2026.csv.gz", DATA);
const FIVE_MINUTES = new URL("BTCUSDT-5m-2024.csv.gz", DATA);
const REAL_BARS = 100;

/** Made of the contract's indicators by the same operations: the same bits. */
const EXACT: ReadonlySet<AuthorAnswer> = new Set<AuthorAnswer>([
  "MACD",
  "MACD.signal",
  "MACD.histogram",
  "Bollinger",
  "Donchian",
  "Donchian.upper",
  "Donchian.lower",
  "Donchian.upperBefore",
  "Donchian.lowerBefore",
  "Keltner",
  "PercentRank",
  "CrossOver",
]);
/** The others add in another order than the reference, or by its other form, and may differ in the last places. */
const RELATIVE = 1e-9;

/** How large the terms are that an answer is the difference of; what remains of them carries their rounding. */
function scaleOf(answer: AuthorAnswer, expected: number): number {
  if (answer.startsWith("Bollinger.percentB") || answer === "Correlation") return 1;
  if (answer.startsWith("ADX") || answer.startsWith("Stochastic") || answer === "CCI") return 100;
  return Math.abs(expected);
}

function readCandles(file: URL, count: number): Candle[] {
  const rows = gunzipSync(readFileSync(file))
    .toString("utf8")
    .trimEnd()
    .split("\n")
    .slice(1, count + 1);
  return rows.map((row) => {
    const [time = 0, open = 0, high = 0, low = 0, close = 0, volume = 0] = row.split(",").map(Number);
    return { time, open, high, low, close, volume };
  });
}

function candlesOf(seed: string, length: number): Candle[] {
  const market = randomMarket(length, seed);
  return Array.from({ length }, (_, i) => {
    const at = (column: Float64Array): number => column[i] ?? Number.NaN;
    const flat = i % 40 > 30;
    const close = flat ? 100 : at(market.close);
    return {
      time: at(market.openTimeMs),
      open: at(market.open),
      high: flat ? 100 : at(market.high),
      low: flat ? 100 : at(market.low),
      close,
      // Hours, and for a while a whole window, in which nobody traded.
      volume: i % 7 === 0 || flat ? 0 : at(market.volume),
    };
  });
}

function feed(session: WasmStrategySession, { time, open, high, low, close, volume }: Candle): void {
  session.onCandle(time, open, high, low, close, volume);
}

function shown(session: WasmStrategySession, what: number): readonly [number, number] {
  session.askRiskLevels(1, what);
  return [session.stopLoss, session.takeProfit];
}

function agrees(answer: AuthorAnswer, found: number, expected: number): boolean {
  if (Number.isNaN(expected)) return Number.isNaN(found);
  if (EXACT.has(answer)) return found === expected;
  return Math.abs(found - expected) <= RELATIVE * scaleOf(answer, expected);
}

function compare(module: StrategyModule, candles: readonly Candle[], period: number): void {
  const session = WasmStrategySession.open(module, { parameters: { period } });
  const seen = new Set<AuthorAnswer>();
  const faults: string[] = [];
  for (const [bar, candle] of candles.entries()) {
    feed(session, candle);
    const prefix = candles.slice(0, bar + 1);
    for (const [index, answer] of AUTHOR_ANSWERS.entries()) {
      const [found] = shown(session, index);
      const expected = AUTHOR_REFERENCES[answer](prefix, period);
      if (!Number.isNaN(expected)) seen.add(answer);
      if (!agrees(answer, found, expected))
        faults.push(`${answer} on bar ${bar}: expected ${expected}, found ${found}`);
    }
  }
  expect(faults).toEqual([]);
  expect([...seen].sort()).toEqual([...AUTHOR_ANSWERS].sort());
}

/** Bars of a longer timeframe, written from their definition: candles of the same stretch of UTC time. */
function grouped(candles: readonly Candle[], spanMs: number): Candle[] {
  const groups = Map.groupBy(candles, ({ time }) => Math.floor(time / spanMs) * spanMs);
  return Array.from(groups, ([time, group]) => ({
    time,
    open: group[0]?.open ?? Number.NaN,
    high: Math.max(...group.map(({ high }) => high)),
    low: Math.min(...group.map(({ low }) => low)),
    close: group.at(-1)?.close ?? Number.NaN,
    volume: group.reduce((total, { volume }) => total + volume, 0),
  }));
}

interface ShownBar {
  readonly bar: Candle;
  /** Open time of the candle after which it was first shown. */
  readonly after: number;
}

function higherBars(
  module: StrategyModule,
  candles: readonly Candle[],
  minutes: number,
  candleMinutes: number,
): ShownBar[] {
  const session = WasmStrategySession.open(module, { parameters: { minutes, candleMinutes } });
  const bars: ShownBar[] = [];
  for (const candle of candles) {
    feed(session, candle);
    const [time, justClosed] = shown(session, 100);
    const [[open, high], [low, close], [volume, count]] = [
      shown(session, 101),
      shown(session, 102),
      shown(session, 103),
    ];
    if (justClosed === 1) bars.push({ bar: { time, open, high, low, close, volume }, after: candle.time });
    expect(count).toBe(bars.length);
    // What is shown changes only when a bar closes.
    expect([time, open, high, low, close]).toEqual(
      bars.length === 0
        ? [Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN]
        : (["time", "open", "high", "low", "close"] as const).map((part) => bars.at(-1)?.bar[part]),
    );
  }
  return bars;
}

/** Specifies the indicators for authors as `module` shows them, which is `AUTHOR_PROBE` compiled. */
export function describeAuthorIndicators(module: () => StrategyModule): void {
  describe("the SDK's indicators for authors", () => {
    it.each([1, 2, 5, 14])("equal independent references on made-up bars, period %d", (period) => {
      compare(module(), candlesOf(`authors ${period}`, 120), period);
    });

    it.skipIf(!existsSync(HOURLY)).each([3, 20])(
      "equal the references on real hourly bars (needs ../shared/data), period %d",
      (period) => compare(module(), readCandles(HOURLY, REAL_BARS), period),
    );

    it("return NaN for a candle of NaN and go on as if it had not been", () => {
      const candles = candlesOf("holes", 90);
      const whole = WasmStrategySession.open(module());
      const holed = WasmStrategySession.open(module());
      for (const candle of candles) {
        feed(whole, candle);
        feed(holed, candle);
        const before = AUTHOR_ANSWERS.map((_, index) => shown(holed, index)[0]);
        expect(before).toEqual(AUTHOR_ANSWERS.map((_, index) => shown(whole, index)[0]));
        const hole = { open: Number.NaN, high: Number.NaN, low: Number.NaN, close: Number.NaN, volume: Number.NaN };
        feed(holed, { ...hole, time: candle.time });
        for (let index = 0; index < 14; index++) {
          holed.askRiskLevels(-1, index);
          expect(holed.stopLoss).toBe(Number.NaN);
        }
        // A crossing is an event of its bar; every other value stays.
        expect(AUTHOR_ANSWERS.slice(0, -1).map((_, index) => shown(holed, index)[0])).toEqual(before.slice(0, -1));
        expect(shown(holed, AUTHOR_ANSWERS.indexOf("CrossOver"))[0]).toBe(0);
      }
    });

    it("keep no trace of a huge price that has left the window", () => {
      const candles = candlesOf("spike", 60).map((candle, i) =>
        i === 5 ? { ...candle, high: 1e15, low: 1e15, close: 1e15, volume: 1e15 } : candle,
      );
      const session = WasmStrategySession.open(module(), { parameters: { period: 5 } });
      for (const [bar, candle] of candles.entries()) {
        feed(session, candle);
        if (bar < 20) continue;
        for (const answer of ["WMA", "RollingVWAP", "Correlation", "CCI", "RealisedVolatility"] as const) {
          const expected = AUTHOR_REFERENCES[answer](candles.slice(bar - 10, bar + 1), 5);
          const [found] = shown(session, AUTHOR_ANSWERS.indexOf(answer));
          if (Number.isNaN(expected)) expect(found, answer).toBe(Number.NaN);
          else expect(Math.abs(found - expected), answer).toBeLessThanOrEqual(RELATIVE * scaleOf(answer, expected));
        }
      }
    });

    it("abort with a clear message for a period of 0", () => {
      const error = thrownBy(() => WasmStrategySession.open(module(), { parameters: { period: 0 } }));
      expect(error).toMatchObject({ kind: "abort" });
      expect(String(error)).toContain("WMA: expected a period of at least 1, found 0");
    });
  });
}

const HOUR_MS = 3_600_000;

/** Specifies the bars of a longer timeframe as the same module shows them. */
export function describeHigherTimeframe(module: () => StrategyModule): void {
  describe("a higher timeframe", () => {
    const holed = candlesOf("gaps", 200).filter((_, i) => i % 11 > 3 || i % 5 === 2);

    it.each([
      [120, 0],
      [240, 60],
      [1440, 60],
      [60, 60],
      [180, 0],
    ])(
      "shows each bar of %d minutes once, whole and in order, across gaps (candles said to be %d)",
      (minutes, said) => {
        const expected = grouped(holed, minutes * 60_000);
        const bars = higherBars(module(), holed, minutes, said);
        expect(bars.map(({ bar }) => bar)).toEqual(expected.slice(0, bars.length));
        expect(bars.length).toBeGreaterThanOrEqual(expected.length - 2);
      },
    );

    it("shows no bar before it has closed", () => {
      for (const said of [0, 60]) {
        for (const { bar, after } of higherBars(module(), holed, 240, said)) {
          expect(after + HOUR_MS).toBeGreaterThanOrEqual(bar.time + 4 * HOUR_MS);
        }
      }
    });

    it("shows a bar with its last candle when it is told their length, and one candle later when it is not", () => {
      const candles = candlesOf("steady", 48);
      const told = higherBars(module(), candles, 240, 60);
      const untold = higherBars(module(), candles, 240, 0);
      expect(told.map(({ bar, after }) => after - bar.time)).toEqual(Array.from({ length: 12 }, () => 3 * HOUR_MS));
      expect(untold.map(({ bar, after }) => after - bar.time)).toEqual(Array.from({ length: 11 }, () => 4 * HOUR_MS));
    });

    it("aborts when candles come closer than it was told", () => {
      const session = WasmStrategySession.open(module(), { parameters: { minutes: 240, candleMinutes: 120 } });
      const [first, second] = candlesOf("close", 2);
      if (first === undefined || second === undefined) throw new Error("Expected two candles");
      feed(session, first);
      expect(thrownBy(() => feed(session, second))).toMatchObject({ kind: "abort" });
    });

    it.skipIf(!existsSync(FIVE_MINUTES) || !existsSync(HOURLY))(
      "makes of real five-minute bars the hourly bars of another file (needs ../shared/data)",
      () => {
        const bars = higherBars(module(), readCandles(FIVE_MINUTES, 1200), 60, 5).map(({ bar }) => bar);
        const first = bars[0]?.time ?? Number.NaN;
        const hourly = readCandles(HOURLY, 70_000)
          .filter(({ time }) => time >= first)
          .slice(0, bars.length);
        expect(bars.length).toBe(100);
        for (const [i, { volume, ...prices }] of bars.entries()) {
          expect(hourly[i]).toMatchObject(prices);
          expect(volume).toBeCloseTo(hourly[i]?.volume ?? Number.NaN, 4);
        }
      },
    );
  });
}
