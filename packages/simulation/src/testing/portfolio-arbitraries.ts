import {
  type CandleColumns,
  columnsOf,
  DAY_MS,
  type InstrumentId,
  parseInstrumentId,
  sliceColumns,
} from "@rara-trading/domain";
import * as fc from "fast-check";
import type { CorporateAction } from "../account/corporate-action.ts";
import type { ExecutionModel } from "../execution/execution-model.ts";
import type { TimeInForce } from "../execution/order.ts";
import type { BarSeries } from "../portfolio/merge-bars.ts";
import type { OrderStyle } from "../portfolio/order-style.ts";
import type { InstrumentModel, PortfolioOptions, SleeveOptions } from "../portfolio/portfolio-options.ts";
import type { SizingMethod } from "../sizing/sizing-method.ts";
import { candleArbitrary, riskFactoryArbitrary, targetsArbitrary } from "./market-arbitraries.ts";
import { TargetArraySession } from "./target-array-session.ts";

const PERPETUAL = parseInstrumentId("binance:BTC/USDT:USDT");
const SHARE = parseInstrumentId("yahoo:AAPL");

/** Bars and how to open fresh strategies on them: a session serves one run. */
export interface PortfolioCase {
  readonly series: readonly BarSeries[];
  readonly open: () => PortfolioOptions;
}

const timeInForceArbitrary: fc.Arbitrary<TimeInForce> = fc.oneof(
  fc.constantFrom<TimeInForce>(
    { kind: "good-till-cancelled" },
    { kind: "immediate-or-cancel" },
    { kind: "fill-or-kill" },
    { kind: "day" },
  ),
  fc.integer({ min: 1, max: 4 }).map((bars): TimeInForce => ({ kind: "good-for-bars", bars })),
);

const resting = fc.record({ offsetBps: fc.constantFrom(0, 10, 200), timeInForce: timeInForceArbitrary });

const styleArbitrary: fc.Arbitrary<OrderStyle> = fc.record({
  entry: fc.oneof(
    fc.constant({ kind: "market" } as const),
    resting.map((terms) => ({ kind: "limit" as const, ...terms })),
    resting.map((terms) => ({ kind: "stop" as const, ...terms })),
  ),
  exit: fc.oneof(
    fc.constant({ kind: "market" } as const),
    resting.map((terms) => ({ kind: "limit" as const, ...terms })),
  ),
  stopLoss: fc.oneof(
    fc.constant({ kind: "stop" } as const),
    fc.constant({ kind: "stop-limit", limitOffsetBps: 50 } as const),
    fc.constant({ kind: "trailing-stop" } as const),
    fc.constant({ kind: "trailing-stop", trail: { kind: "bps", offsetBps: 300 } } as const),
  ),
});

const ESTIMATE = { decay: 0.9, barsPerYear: 365, returnsMin: 3 };
const LIMITS = { soft: 0.05, hard: 0.3, recovery: 0.02 };

const sizingArbitrary = fc.constantFrom<SizingMethod>(
  { kind: "fixed-fraction", equityFraction: 0.4 },
  { kind: "fixed-fraction", equityFraction: 3 },
  { kind: "volatility-target", target: { annualVolatility: 0.3, cap: 2, noTradeBand: 0.1 }, estimate: ESTIMATE },
  {
    kind: "drawdown-throttle",
    limits: LIMITS,
    method: { kind: "fixed-fraction", equityFraction: 0.8 },
    noTradeBand: 0.1,
  },
);

const executionArbitrary: fc.Arbitrary<ExecutionModel> = fc.record({
  latencyBars: fc.constantFrom(0, 0, 1, 2),
  spreadBps: fc.constantFrom(0, 4),
  slippage: fc.constant({ kind: "fixed-bps", slippageBps: 3 } as const),
  fees: fc.constantFrom({ makerBps: 5, takerBps: 5 }, { makerBps: -1, takerBps: 4 }),
  rules: fc.record({
    tickSize: fc.constantFrom(null, 0.01),
    lotsPerUnit: fc.constantFrom(1, 1_000),
    minNotional: fc.constantFrom(0, 50),
  }),
  limitFill: fc.constantFrom("touch" as const, "through" as const),
  maxParticipation: fc.constantFrom(null, null, 0.05),
});

/** Volumes at which a cap on participation bites. */
function withVolumes(candles: CandleColumns): CandleColumns {
  return { ...candles, volume: Float64Array.from(candles.close, (_, i) => 20 + ((i * 37) % 200)) };
}

/** Two halves of each bar that add up to it: up to the high and back to the middle, then down to the low. */
function halves({ openTimeMs, open, high, low, close, volume, length }: CandleColumns): CandleColumns {
  const candles = Array.from({ length }, (_, i) => {
    const at = (column: Float64Array): number => column[i] ?? NaN;
    const middle = (at(high) + at(low)) / 2;
    const half = { volume: at(volume) / 2 };
    const first = { ...half, openTimeMs: at(openTimeMs), open: at(open), high: at(high), close: middle };
    const second = { ...half, openTimeMs: at(openTimeMs) + DAY_MS / 2, open: middle, low: at(low), close: at(close) };
    return [
      { ...first, low: Math.min(at(open), middle) },
      { ...second, high: Math.max(middle, at(close)) },
    ];
  });
  return columnsOf(candles.flat());
}

function strayed(column: Float64Array): Float64Array {
  return column.map((value, i) => value * (1 + ((i % 5) - 2) / 400));
}

/** Marks that stray from the trades. */
function marksOf(candles: CandleColumns): CandleColumns {
  const { open, high, low, close } = candles;
  return { ...candles, open: strayed(open), high: strayed(high), low: strayed(low), close: strayed(close) };
}

function perpetual(execution: ExecutionModel, bars: number): InstrumentModel {
  const timeMs = Float64Array.from({ length: bars * 3 }, (_, i) => (i * DAY_MS) / 3 + 17);
  const rate = timeMs.map((_, i) => ((i % 7) - 2) / 5_000);
  const margin = { leverageMax: 5, maintenance: [{ notionalMax: Infinity, rate: 0.02 }], liquidationFeeBps: 50 };
  return { instrument: PERPETUAL, execution, margin, funding: { timeMs, rate } };
}

function share(execution: ExecutionModel, splitDay: number): InstrumentModel {
  const actions: readonly CorporateAction[] = [
    { exTimeMs: splitDay * DAY_MS, dividendPerUnit: 0.3, splitRatio: 1 },
    { exTimeMs: (splitDay + 5) * DAY_MS, dividendPerUnit: 0.1, splitRatio: 1.5 },
  ];
  return { instrument: SHARE, execution, borrowRateAnnual: 0.3, actions };
}

/** Accounts of a perpetual on margin and a share that pays and splits, with sleeves of every order style and sizing. */
export const portfolioArbitrary: fc.Arbitrary<PortfolioCase> = fc
  .tuple(candleArbitrary(40), candleArbitrary(40))
  .chain(([one, other]) =>
    fc.record({
      one: fc.constant(withVolumes(one)),
      other: fc.constant(withVolumes(other)),
      splitDay: fc.integer({ min: 1, max: 20 }),
      executions: fc.tuple(executionArbitrary, executionArbitrary),
      grossLeverageMax: fc.constantFrom(undefined, 2),
      hasMarks: fc.boolean(),
      hasFiner: fc.boolean(),
      sleeves: fc.array(
        fc.record({
          onShare: fc.boolean(),
          targets: targetsArbitrary(40),
          openRisk: riskFactoryArbitrary,
          orders: styleArbitrary,
          sizing: sizingArbitrary,
        }),
        { minLength: 1, maxLength: 4 },
      ),
    }),
  )
  .map(({ one, other, splitDay, executions, grossLeverageMax, hasMarks, hasFiner, sleeves }) => {
    const traded = (instrument: InstrumentId): boolean =>
      sleeves.some(({ onShare }) => (onShare ? SHARE : PERPETUAL) === instrument);
    const all: readonly BarSeries[] = [
      { instrument: PERPETUAL, timeframe: "1d", candles: one, ...(hasFiner ? { finer: halves(one) } : {}) },
      { instrument: SHARE, timeframe: "1d", candles: other },
    ];
    const marks = hasMarks ? { mark: { timeframe: "1d" as const, candles: marksOf(one) } } : {};
    return {
      series: all.filter(({ instrument }) => traded(instrument)),
      open: (): PortfolioOptions => ({
        capital: 10_000,
        tradeFromMs: 0,
        instruments: [{ ...perpetual(executions[0], 40), ...marks }, share(executions[1], splitDay)],
        sleeves: sleeves.map(({ onShare, targets, openRisk, orders, sizing }, i): SleeveOptions => ({
          name: `sleeve ${i}`,
          session: new TargetArraySession(targets, openRisk()),
          instrument: onShare ? SHARE : PERPETUAL,
          timeframe: "1d",
          sizing,
          orders,
          guards: [],
        })),
        ...(grossLeverageMax === undefined ? {} : { grossLeverageMax }),
      }),
    };
  });

/** The same bars, as if those from `untilMs` on did not exist. */
export function seriesUntil(series: readonly BarSeries[], untilMs: number): readonly BarSeries[] {
  return series.map((one) => {
    const end = one.candles.openTimeMs.findIndex((openTimeMs) => openTimeMs >= untilMs);
    return { ...one, candles: sliceColumns(one.candles, 0, end === -1 ? one.candles.length : end) };
  });
}
