import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import {
  assertNever,
  type CandleColumns,
  type CandleStore,
  daysPerYear,
  type MarketCalendar,
  RaraError,
  type SeriesKey,
  timeframeMs,
  DAY_MS,
} from "@rara-trading/domain";
import {
  DEFAULT_THROTTLE,
  DEFAULT_VOLATILITY_TARGET,
  type ExecutionModel,
  type InstrumentModel,
  type MarkPrices,
  type OrderStyle,
  readFactorFile,
  type SizingMethod,
  type SlippageModel,
  VARIANCE_DECAY,
} from "@rara-trading/simulation";
import { loadMarkPrices, readFundingRates } from "@rara-trading/market-data";
import type { CommandContext } from "../command-context.ts";
import { CONFIG_SECTIONS, type RaraConfig } from "../config/config-schema.ts";

/** Everything of the full model that is no account: how one instrument trades, and how a strategy trades it. */
export interface FullModel {
  readonly instrument: InstrumentModel;
  readonly sizing: SizingMethod;
  readonly orders: OrderStyle;
}

type SimulationConfig = RaraConfig["simulation"];

/** US equities trade six and a half hours a day. */
const SESSION_MS = 6.5 * 60 * 60 * 1000;
/** Returns to see before a volatility is believed. */
const RETURNS_MIN = 20;
/** Spread of true Sharpe ratios among strategies that pass, by which an estimate is shrunk. */
const SHARPE_SPREAD = 0.5;

/** Returns whether anything was configured that the plain model does not know. */
export function asksForFullModel({ finerFills: _finer, ...wanted }: SimulationConfig): boolean {
  return Object.entries(wanted).some(
    ([name, value]) => value !== CONFIG_SECTIONS.simulation[name as keyof typeof wanted].parse(undefined),
  );
}

function slippageOf(
  { slippage, slippageFactor, slippageBars: bars }: SimulationConfig,
  slippageBps: number,
): SlippageModel {
  if (slippage === "none") return { kind: "none" };
  if (slippage === "volatility") return { kind: "volatility-scaled", multiple: slippageFactor, bars };
  if (slippage === "impact") return { kind: "square-root-impact", coefficient: slippageFactor, bars };
  return { kind: "fixed-bps", slippageBps };
}

function executionOf(config: RaraConfig): ExecutionModel {
  const { simulation, paper } = config;
  const fee = (text: string): number => (text === "" ? paper.feeBps : Number(text));
  const { latencyBars, spreadBps, tickSize, lotsPerUnit, minNotional, limitFill, maxParticipation } = simulation;
  return {
    latencyBars,
    spreadBps,
    slippage: slippageOf(simulation, paper.slippageBps),
    fees: { makerBps: fee(simulation.makerFeeBps), takerBps: fee(simulation.takerFeeBps) },
    rules: { tickSize: tickSize === 0 ? null : tickSize, lotsPerUnit, minNotional },
    limitFill,
    maxParticipation: maxParticipation === 0 ? null : maxParticipation,
  };
}

function ordersOf({
  entryOrder,
  exitOrder,
  orderOffsetBps: offsetBps,
  orderBars,
  stopOrder,
  stopLimitBps,
}: SimulationConfig): OrderStyle {
  const timeInForce = { kind: "good-for-bars", bars: orderBars } as const;
  return {
    entry: entryOrder === "market" ? { kind: "market" } : { kind: entryOrder, offsetBps, timeInForce },
    exit: exitOrder === "market" ? { kind: "market" } : { kind: exitOrder, offsetBps, timeInForce },
    stopLoss: stopOrder === "stop-limit" ? { kind: stopOrder, limitOffsetBps: stopLimitBps } : { kind: stopOrder },
  };
}

/** Returns how many bars of a timeframe a year has. */
function barsPerYear({ timeframe }: SeriesKey, calendar: MarketCalendar): number {
  const dayMs = calendar === "sessions" ? SESSION_MS : DAY_MS;
  return daysPerYear(calendar) * Math.max(1, dayMs / timeframeMs(timeframe));
}

function sizingOf(
  simulation: SimulationConfig,
  series: SeriesKey,
  calendar: MarketCalendar,
  share: number,
): SizingMethod {
  const estimate = { decay: VARIANCE_DECAY, barsPerYear: barsPerYear(series, calendar), returnsMin: RETURNS_MIN };
  const { noTradeBand } = DEFAULT_VOLATILITY_TARGET;
  const cap = simulation.sizeCap * share;
  const method = ((): Exclude<SizingMethod, { readonly kind: "drawdown-throttle" }> => {
    switch (simulation.sizing) {
      case "volatility-target": {
        const target = { annualVolatility: simulation.targetVolatility * share, cap, noTradeBand };
        return { kind: "volatility-target", target, estimate };
      }
      case "fractional-kelly": {
        const { kellySharpe: sharpe, kellySharpeError: standardError, kellyShare } = simulation;
        const edge = { sharpe, standardError, spread: SHARPE_SPREAD };
        return { kind: "fractional-kelly", share: kellyShare * share, edge, estimate, cap, noTradeBand };
      }
      case "fixed-fraction":
        return { kind: "fixed-fraction", equityFraction: simulation.equityFraction * share };
      default:
        return assertNever(simulation.sizing);
    }
  })();
  if (simulation.drawdownThrottle === "off") return method;
  return { kind: "drawdown-throttle", limits: DEFAULT_THROTTLE, method, noTradeBand };
}

async function textOf(context: CommandContext, file: string, what: string): Promise<string> {
  const path = resolve(context.workingDirectory, file);
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new RaraError(`Expected a ${what} at ${path}, found none that can be read`, {
      category: "not-found",
      code: "simulation.no-file",
      hint: "The path is relative to where the command runs.",
      cause: error,
    });
  }
}

/** What an instrument's model is made for. */
export interface FullModelRequest {
  readonly series: SeriesKey;
  readonly calendar: MarketCalendar;
  /** The bars that are traded: stored mark prices are used where they cover all of them. */
  readonly candles: CandleColumns;
  readonly store: CandleStore;
  /** The instrument's part of the account. */
  readonly share?: number;
}

/** Returns the finest stored mark prices that cover every bar; undefined when none do, and then the bars are the marks. */
async function coveringMarks({ series, candles, store }: FullModelRequest): Promise<MarkPrices | undefined> {
  const fromMs = candles.openTimeMs[0] ?? 0;
  const toMs = (candles.openTimeMs.at(-1) ?? 0) + timeframeMs(series.timeframe);
  const marks = await loadMarkPrices(store, series.instrument, { fromMs, toMs });
  if (marks === undefined) return undefined;
  const first = marks.candles.openTimeMs[0] ?? Infinity;
  const end = (marks.candles.openTimeMs.at(-1) ?? -Infinity) + timeframeMs(marks.timeframe);
  return first <= fromMs && end >= toMs ? marks : undefined;
}

/**
 * Returns the full model of one instrument as configured.
 * @throws RaraError `simulation.no-file`, `simulation.factor-file`, `data.bad-rows` and the like for a funding file.
 */
export async function fullModel(context: CommandContext, request: FullModelRequest): Promise<FullModel> {
  const { series, calendar, share = 1 } = request;
  const { simulation } = context.config;
  const { leverage, maintenanceMargin, liquidationFeeBps, borrowRate, fundingFile, factorFile } = simulation;
  const maintenance = [{ notionalMax: Infinity, rate: maintenanceMargin }];
  const mark = await coveringMarks(request);
  const instrument: InstrumentModel = {
    instrument: series.instrument,
    execution: executionOf(context.config),
    ...(leverage === 0 ? {} : { margin: { leverageMax: leverage, maintenance, liquidationFeeBps } }),
    ...(borrowRate === 0 ? {} : { borrowRateAnnual: borrowRate }),
    ...(mark === undefined ? {} : { mark }),
    ...(fundingFile === ""
      ? {}
      : { funding: await readFundingRates(resolve(context.workingDirectory, fundingFile), context.signal) }),
    ...(factorFile === "" ? {} : { actions: readFactorFile(await textOf(context, factorFile, "factor file")) }),
  };
  return { instrument, sizing: sizingOf(simulation, series, calendar, share), orders: ordersOf(simulation) };
}

/** Returns a model whose spread, slippage and fees are `factor` times as large; rebates stay as they are. */
export function stressedModel(model: FullModel, factor: number): FullModel {
  const { execution } = model.instrument;
  const fee = (bps: number): number => (bps > 0 ? bps * factor : bps);
  const stressed: ExecutionModel = {
    ...execution,
    spreadBps: execution.spreadBps * factor,
    slippage: stressedSlippage(execution.slippage, factor),
    fees: { makerBps: fee(execution.fees.makerBps), takerBps: fee(execution.fees.takerBps) },
  };
  return { ...model, instrument: { ...model.instrument, execution: stressed } };
}

function stressedSlippage(slippage: SlippageModel, factor: number): SlippageModel {
  if (slippage.kind === "fixed-bps") return { ...slippage, slippageBps: slippage.slippageBps * factor };
  if (slippage.kind === "volatility-scaled") return { ...slippage, multiple: slippage.multiple * factor };
  if (slippage.kind === "square-root-impact") return { ...slippage, coefficient: slippage.coefficient * factor };
  return slippage;
}
