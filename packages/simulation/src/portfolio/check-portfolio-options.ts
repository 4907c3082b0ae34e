import { type CandleColumns, RaraError, timeframeMs } from "@rara-trading/domain";
import { checkedMarginRules } from "../account/margin-rules.ts";
import { checkedSizingMethod } from "../sizing/sizing-method.ts";
import { checkedOrderStyle } from "./order-style.ts";
import type { InstrumentModel, PortfolioOptions } from "./portfolio-options.ts";

/** Most sleeves in one account; an order's number modulo this names its sleeve. */
export const SLEEVES_MAX = 256;

function refuse(expected: string, found: unknown): never {
  throw new RaraError(`Expected ${expected}, found ${String(found)}`, {
    category: "usage",
    code: "simulation.portfolio",
    hint: "Correct the account's options and start again.",
  });
}

/** Fails unless times rise. @throws RaraError `simulation.portfolio` naming the row. */
function checkRising(what: string, times: Float64Array): void {
  for (let i = 1; i < times.length; i++) {
    const time = times[i] ?? NaN;
    if (!(time > (times[i - 1] ?? NaN))) refuse(`${what} sorted by time (row ${i})`, time);
  }
}

/** Fails unless the columns are of one length and their times rise. @throws RaraError `simulation.portfolio`. */
export function checkColumns(what: string, candles: CandleColumns): void {
  const { length, openTimeMs, open, high, low, close, volume } = candles;
  for (const column of [openTimeMs, open, high, low, close, volume]) {
    if (column.length !== length) refuse(`${what} to have columns of ${length} rows`, column.length);
  }
  checkRising(what, openTimeMs);
}

function checkModel(model: InstrumentModel): void {
  const { instrument, margin, borrowRateAnnual = 0, funding, mark, actions = [] } = model;
  if (margin !== undefined) checkedMarginRules(margin);
  if (!(borrowRateAnnual >= 0 && borrowRateAnnual < Infinity))
    refuse("an annual borrow rate of 0 or more", borrowRateAnnual);
  if (funding !== undefined) {
    if (funding.rate.length !== funding.timeMs.length) refuse("as many funding rates as times", funding.rate.length);
    checkRising(`funding of ${instrument}`, funding.timeMs);
    const bad = funding.rate.findIndex((rate) => !Number.isFinite(rate));
    if (bad !== -1) refuse(`a finite funding rate of ${instrument} in row ${bad}`, funding.rate[bad]);
  }
  if (mark !== undefined) checkColumns(`mark prices of ${instrument}`, mark.candles);
  checkRising(
    `splits and dividends of ${instrument}`,
    Float64Array.from(actions, ({ exTimeMs }) => exTimeMs),
  );
  for (const { splitRatio } of actions) {
    if (!(splitRatio > 0 && splitRatio < Infinity)) refuse(`a split ratio of ${instrument} above 0`, splitRatio);
  }
}

/** Returns `options` once they make sense. @throws RaraError naming the figure that does not. */
export function checkedPortfolioOptions(options: PortfolioOptions): PortfolioOptions {
  const { capital, instruments, sleeves, grossLeverageMax } = options;
  if (!(capital > 0 && capital < Infinity)) refuse("a capital above 0", capital);
  if (grossLeverageMax !== undefined && !(grossLeverageMax > 0)) refuse("a gross leverage above 0", grossLeverageMax);
  if (sleeves.length === 0 || sleeves.length > SLEEVES_MAX) refuse(`1 to ${SLEEVES_MAX} sleeves`, sleeves.length);
  const names = new Set(sleeves.map(({ name }) => name));
  if (names.size !== sleeves.length) refuse("sleeves of different names", sleeves.map(({ name }) => name).join(", "));
  if (new Set(sleeves.map(({ session }) => session)).size !== sleeves.length)
    refuse("a session of its own for each sleeve", "one shared");
  const models = new Map(instruments.map((model) => [model.instrument, model]));
  if (models.size !== instruments.length) refuse("one model for an instrument", instruments.length);
  for (const model of instruments) checkModel(model);
  for (const { instrument, timeframe, sizing, orders } of sleeves) {
    checkedSizingMethod(sizing);
    checkedOrderStyle(orders);
    const mark = models.get(instrument)?.mark;
    if (mark !== undefined && timeframeMs(mark.timeframe) > timeframeMs(timeframe)) {
      refuse(`mark prices of ${instrument} in bars of ${timeframe} or shorter`, mark.timeframe);
    }
  }
  return options;
}
