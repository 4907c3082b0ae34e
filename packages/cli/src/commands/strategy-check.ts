import { type CandleColumns, type MarketCalendar, SeededRandom } from "@rara-trading/domain";
import { plantedMomentumMarket } from "@rara-trading/market-data";
import { type BlindnessCheck, runBacktest } from "@rara-trading/simulation";
import type { ParameterValues } from "@rara-trading/strategy-runtime";
import type { CommandContext } from "../command-context.ts";
import { type HomeServices, openHomeServices } from "../composition/home-services.ts";
import { checkStrategy } from "./strategy-checks.ts";
import { allParameters, parseParameters } from "./strategy-parameters.ts";
import { openSeries } from "./strategy-research-bars.ts";
import { backtestEngine } from "./strategy-run.ts";
import { fileSubject, type StrategySubject } from "./strategy-subject.ts";

/** What `strategy check` was asked to do. */
export interface CheckRequest {
  readonly file: string;
  readonly instrument: string | undefined;
  readonly timeframe: string | undefined;
  readonly params: string | undefined;
}

/** The market that is made up when nothing is stored: eight years of sessions with momentum in it. */
const SYNTHETIC = { bars: 2_000, sharpe: 2, startMs: Date.UTC(2015, 0, 5), seed: "strategy-check" };

/** Bars on which the fuel is measured. */
const FUEL_BARS_MAX = 4_000;

interface Market {
  readonly candles: CandleColumns;
  readonly calendar: MarketCalendar;
  readonly described: { readonly instrument: string | null; readonly timeframe: string; readonly bars: number };
}

async function marketFor(context: CommandContext, services: HomeServices, request: CheckRequest): Promise<Market> {
  const stored = await services.store.info();
  if (stored.length === 0 && request.instrument === undefined) {
    const { bars, sharpe, startMs, seed } = SYNTHETIC;
    const candles = plantedMomentumMarket({ bars, sharpe, startMs, random: new SeededRandom(seed) });
    return { candles, calendar: "sessions", described: { instrument: null, timeframe: "1d", bars } };
  }
  const { room, series, calendar } = await openSeries(context, services, request.instrument, request.timeframe);
  const { candles } = room.research;
  return { candles, calendar, described: { ...series, bars: candles.length } };
}

/** Returns the fuel of a bar: deterministic, so the same on every machine. */
function fuelPerBar(subject: StrategySubject, parameters: ParameterValues, candles: CandleColumns): number {
  const session = subject.openSession(parameters);
  const atStart = session.fuelUsed;
  const bars = Math.min(FUEL_BARS_MAX, candles.length);
  const { openTimeMs, open, high, low, close, volume } = candles;
  for (let i = 0; i < bars; i++) {
    session.onCandle(
      openTimeMs[i] ?? NaN,
      open[i] ?? NaN,
      high[i] ?? NaN,
      low[i] ?? NaN,
      close[i] ?? NaN,
      volume[i] ?? NaN,
    );
  }
  return Math.round(((session.fuelUsed - atStart) / bars) * 100) / 100;
}

/** A strategy that never asks for a position passes every other check. */
function tradesCheck(fills: number, bars: number): { check: "trades"; passed: boolean; evidence: string } {
  return { check: "trades", passed: fills > 0, evidence: `${fills} fills on ${bars} bars.` };
}

/** Compiles a strategy and asks everything that a machine can ask about its honesty. */
export async function checkStrategyFile(context: CommandContext, request: CheckRequest): Promise<unknown> {
  await using services = await openHomeServices(context.homePath, context.clock);
  const subject = await fileSubject(context, request.file);
  const given = parseParameters(request.params);
  const openSession = (): ReturnType<StrategySubject["openSession"]> => subject.openSession(given);
  openSession();
  const { candles, calendar, described } = await marketFor(context, services, request);
  const engine = backtestEngine(context.config.paper, 0);
  const { fills } = runBacktest(openSession(), candles, engine);
  const checks: readonly (BlindnessCheck | ReturnType<typeof tradesCheck>)[] = [
    tradesCheck(fills.length, candles.length),
    ...checkStrategy({ openSession, candles, engine, calendar }).checks,
  ];
  return {
    strategy: subject.meta.name,
    artifactSha256: subject.sha256,
    warnings: subject.warnings,
    parameters: allParameters(subject.meta, given),
    market: described,
    passed: checks.every(({ passed }) => passed),
    checks,
    warmupBars: subject.meta.warmupBars,
    fuelPerBar: fuelPerBar(subject, given, candles),
  };
}
