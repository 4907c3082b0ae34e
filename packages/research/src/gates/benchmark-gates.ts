import type { GateCheck } from "@rara-trading/domain";
import { alphaStatistic } from "../statistics/alpha-statistic.ts";
import { correlation } from "../statistics/variation.ts";
import { buyAndHoldReturns } from "../campaign/buy-and-hold.ts";
import type { CandidateLab } from "./candidate-lab.ts";
import { atNormalVolatility } from "./excess-returns.ts";
import type { Gate1Thresholds } from "./gate1-thresholds.ts";
import { thresholdCheck } from "./threshold-check.ts";

/** A strategy that was promoted before on the same series, with its daily returns over the same days. */
export interface BookSleeve {
  readonly strategyId: string;
  readonly dailyReturns: ArrayLike<number>;
}

/** G6: whether it earns something that holding the instrument does not. */
export function alphaGate(lab: CandidateLab, thresholds: Gate1Thresholds): GateCheck {
  const result = alphaStatistic(lab.base.dailyReturns, buyAndHoldReturns(lab.candles));
  const beta = result === null ? "" : ` (beta ${result.beta.toFixed(2)})`;
  return thresholdCheck({
    gate: "alpha",
    actual: result?.t ?? null,
    threshold: thresholds.alphaTMin,
    side: "least",
    says: `The t statistic of its return beyond holding the instrument${beta} is`,
    missing: "Its returns do not vary, so there is no t statistic",
  });
}

/** G6: whether it is something else than what was promoted before. */
export function bookCorrelationGate(
  lab: CandidateLab,
  book: readonly BookSleeve[],
  thresholds: Gate1Thresholds,
): GateCheck {
  const threshold = thresholds.correlationMax;
  let closest: { readonly strategyId: string; readonly size: number } | undefined;
  for (const { strategyId, dailyReturns } of book) {
    const size = Math.abs(correlation(lab.base.dailyReturns, dailyReturns) ?? 0);
    if (closest === undefined || size > closest.size) closest = { strategyId, size };
  }
  if (closest === undefined) {
    const reason = `Nothing was promoted on this series before, so there is nothing to correlate with by more than ${threshold}.`;
    return { gate: "book-correlation", passed: true, threshold, actual: 0, reason };
  }
  return thresholdCheck({
    gate: "book-correlation",
    actual: closest.size,
    threshold,
    side: "most",
    says: `Its daily returns correlate with those of the promoted ${closest.strategyId} by`,
    missing: "There is no correlation",
  });
}

/** G6: whether a book at equal risk has a higher Sharpe ratio with it than without. */
export function bookSharpeGate(lab: CandidateLab, book: readonly BookSleeve[]): GateCheck {
  const gate = "book-sharpe";
  const sleeves = book.flatMap(({ dailyReturns }) => atNormalVolatility(dailyReturns, lab.calendar) ?? []);
  const own = atNormalVolatility(lab.base.dailyReturns, lab.calendar);
  if (sleeves.length === 0 || own === null) {
    const reason =
      "Nothing was promoted on this series before, so any book is better with it than without; above 0 is needed.";
    return { gate, passed: own !== null, threshold: 0, actual: null, reason };
  }
  const sumOf = (members: readonly Float64Array[]): Float64Array =>
    own.map((_, day) => members.reduce((sum, returns) => sum + (returns[day] ?? 0), 0));
  const before = lab.sharpeOf(sumOf(sleeves));
  const after = lab.sharpeOf(sumOf([...sleeves, own]));
  const actual = before === null || after === null ? null : after - before;
  const about = `Added at equal risk to ${sleeves.length} promoted, it changes the book's Sharpe ratio of ${before?.toFixed(2) ?? "none"} by`;
  return thresholdCheck({
    gate,
    actual,
    threshold: 0,
    side: "least",
    says: about,
    missing: "The book has no Sharpe ratio",
  });
}
