import { daysPerYear, type MarketCalendar, RaraError } from "@rara-trading/domain";
import { loadFinestCandles } from "@rara-trading/market-data";
import { backtestMetrics, type BarSeries, type PortfolioResult, runPortfolioBacktest } from "@rara-trading/simulation";
import type { ParameterValues } from "@rara-trading/strategy-runtime";
import type { CommandContext } from "../command-context.ts";
import type { HomeServices } from "../composition/home-services.ts";
import { isoTime } from "../output/iso-time.ts";
import { type FullModel, fullModel } from "./simulation-model.ts";
import { allParameters } from "./strategy-parameters.ts";
import { type OpenedSeries, openSeries, selectBars } from "./strategy-research-bars.ts";
import { accountCosts } from "./strategy-run.ts";
import type { StrategySubject } from "./strategy-subject.ts";

/** One strategy on several instruments in one account. */
export interface AccountRequest {
  readonly instruments: readonly string[];
  readonly timeframe: string | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly given: ParameterValues;
}

interface Sleeve {
  readonly opened: OpenedSeries;
  readonly model: FullModel;
  readonly series: BarSeries;
  readonly tradeFromMs: number;
}

function refuse(expected: string, found: string, hint: string): never {
  throw new RaraError(`Expected ${expected}, found ${found}`, { category: "usage", code: "strategy.account", hint });
}

function checkRequest({ simulation }: CommandContext["config"], instruments: readonly string[]): void {
  if (simulation.fundingFile === "" && simulation.factorFile === "") return;
  const found = `${instruments.length} instruments and one file`;
  refuse(
    "a funding or factor file with one instrument",
    found,
    "The file belongs to one of them: test that one alone.",
  );
}

async function openSleeve(
  context: CommandContext,
  services: HomeServices,
  subject: StrategySubject,
  request: AccountRequest,
  instrument: string,
): Promise<Sleeve> {
  const opened = await openSeries(context, services, instrument, request.timeframe);
  const { series, calendar } = opened;
  const { candles, tradeFromMs } = selectBars(opened, request.from, request.to, subject.meta.warmupBars);
  const share = 1 / request.instruments.length;
  const model = await fullModel(context, { series, calendar, candles, store: services.store, share });
  const wantsFiner = context.config.simulation.finerFills === "auto";
  const finer = wantsFiner ? await loadFinestCandles(services.store, series, candles) : undefined;
  return {
    opened,
    model,
    tradeFromMs,
    series: { ...series, candles, ...(finer === undefined ? {} : { finer: finer.candles }) },
  };
}

function checkSleeves(sleeves: readonly Sleeve[]): void {
  const names = sleeves.map(({ opened }) => opened.series.instrument);
  if (new Set(names).size < names.length) refuse("each instrument once", names.join(", "), "Name each of them once.");
}

function calendarOfAll(sleeves: readonly Sleeve[]): MarketCalendar {
  const calendars = sleeves.map(({ opened }) => opened.calendar);
  return calendars.reduce((most, next) => (daysPerYear(next) > daysPerYear(most) ? next : most));
}

function accountDocument(
  account: PortfolioResult,
  sleeves: readonly [Sleeve, ...Sleeve[]],
  tradeFromMs: number,
  capital: number,
): object {
  const first = account.closeTimeMs.findIndex((closeMs) => closeMs > tradeFromMs);
  const equity = account.equity.subarray(Math.max(0, first));
  // A bar that closes at midnight belongs to the day that ends there.
  const times = account.closeTimeMs.subarray(Math.max(0, first)).map((closeMs) => closeMs - 1);
  const { ambiguousBars, liquidations, unfilledOrders, fills, ruined } = account;
  return {
    instruments: sleeves.map(({ opened }) => opened.series.instrument),
    timeframe: sleeves[0].opened.series.timeframe,
    span: "research",
    marks: equity.length,
    from: isoTime(times[0] ?? 0),
    to: isoTime(times.at(-1) ?? 0),
    model: { kind: "full", ambiguousBars, liquidations, unfilledOrders },
    metrics: backtestMetrics({ ...account, equity }, times, calendarOfAll(sleeves), capital),
    finalEquity: equity.at(-1) ?? null,
    fills: fills.length,
    ruined,
    costs: accountCosts(account, sleeves[0].model.instrument.execution),
    sleeves: account.sleeves,
  };
}

/**
 * Runs a strategy on several instruments in one account, each up to the end of its own research span and with an equal
 * share of the equity. @throws RaraError `strategy.account` for a mix that makes no sense.
 */
export async function backtestAccount(
  context: CommandContext,
  services: HomeServices,
  subject: StrategySubject,
  request: AccountRequest,
): Promise<object> {
  checkRequest(context.config, request.instruments);
  const opened: Sleeve[] = [];
  for (const instrument of request.instruments) {
    opened.push(await openSleeve(context, services, subject, request, instrument));
  }
  checkSleeves(opened);
  const [sleeve, ...more] = opened;
  if (sleeve === undefined) refuse("an instrument", "none", "Give --instrument.");
  const { capital } = context.config.paper;
  const tradeFromMs = opened.reduce((least, one) => Math.min(least, one.tradeFromMs), Infinity);
  const account = runPortfolioBacktest(
    opened.map(({ series }) => series),
    {
      capital,
      tradeFromMs,
      instruments: opened.map(({ model }) => model.instrument),
      sleeves: opened.map(({ model: { sizing, orders }, opened: { series } }) => ({
        name: series.instrument,
        session: subject.openSession(request.given),
        ...series,
        sizing,
        orders,
        guards: [],
      })),
    },
  );
  return {
    strategy: subject.meta.name,
    artifactSha256: subject.sha256,
    warnings: subject.warnings,
    parameters: allParameters(subject.meta, request.given),
    ...accountDocument(account, [sleeve, ...more], tradeFromMs, capital),
  };
}
