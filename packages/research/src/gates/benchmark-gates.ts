import type { GateCheck, MarketCalendar } from "@rara-trading/domain";
import { alphaStatistic } from "../statistics/alpha-statistic.ts";
import { correlation } from "../statistics/variation.ts";
import type { DayStretch } from "../campaign/book-days.ts";
import { buyAndHoldReturns } from "../campaign/buy-and-hold.ts";
import type { CandidateLab } from "./candidate-lab.ts";
import { atNormalVolatility } from "./excess-returns.ts";
import type { Gate1Thresholds } from "./gate1-thresholds.ts";
import { thresholdCheck } from "./threshold-check.ts";

/** A strategy that was promoted before, on the same series or another, as daily returns over the candidate's days. */
export interface BookSleeve {
  readonly strategyId: string;
  /** One a day of the candidate; 0 on the days that its own bars do not cover. */
  readonly dailyReturns: Float64Array;
  /** The days that its own bars cover, by their place; it is compared on these alone. */
  readonly days: DayStretch;
  /** Whether feedback has given it up. */
  readonly retired: boolean;
}

/** What correlates by more with a strategy that was given up is that strategy again. */
export const RETIRED_CORRELATION_MAX = 0.95;
/** What it must change the book's Sharpe ratio by, at least. */
export const BOOK_SHARPE_MIN = 0;

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

interface ClosestSleeve {
  readonly strategyId: string;
  readonly size: number;
}

/** Returns the sleeve that correlates most, in size, with the returns. */
function closestOf(dailyReturns: Float64Array, book: readonly BookSleeve[]): ClosestSleeve | undefined {
  let closest: ClosestSleeve | undefined;
  for (const sleeve of book) {
    const { from, to } = sleeve.days;
    const both = correlation(dailyReturns.subarray(from, to), sleeve.dailyReturns.subarray(from, to));
    const size = Math.abs(both ?? 0);
    if (closest === undefined || size > closest.size) closest = { strategyId: sleeve.strategyId, size };
  }
  return closest;
}

/** G6: whether it is something else than what was promoted before, and not again what was given up. */
export function bookCorrelationGate(
  lab: CandidateLab,
  book: readonly BookSleeve[],
  thresholds: Gate1Thresholds,
): GateCheck {
  const threshold = thresholds.correlationMax;
  const givenUp = closestOf(
    lab.base.dailyReturns,
    book.filter(({ retired }) => retired),
  );
  if (givenUp !== undefined && givenUp.size > RETIRED_CORRELATION_MAX) {
    const reason = `Its daily returns correlate by ${givenUp.size.toFixed(4)} with those of ${givenUp.strategyId}, which was retired; above ${RETIRED_CORRELATION_MAX} it is that strategy again.`;
    return {
      gate: "book-correlation",
      passed: false,
      threshold: RETIRED_CORRELATION_MAX,
      actual: givenUp.size,
      reason,
    };
  }
  const closest = closestOf(
    lab.base.dailyReturns,
    book.filter(({ retired }) => !retired),
  );
  if (closest === undefined) {
    const reason = `Nothing was promoted before that covers half of these days, so there is nothing to correlate with by more than ${threshold}.`;
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

/** Returns a sleeve at normal volatility where its bars cover the days, and 0 elsewhere; `null` when it trades nothing there. */
function atEqualRisk({ dailyReturns, days }: BookSleeve, calendar: MarketCalendar): Float64Array | null {
  const covered = atNormalVolatility(dailyReturns.subarray(days.from, days.to), calendar);
  if (covered === null) return null;
  const returns = new Float64Array(dailyReturns.length);
  returns.set(covered, days.from);
  return returns;
}

/** G6: whether a book at equal risk has a higher Sharpe ratio with it than without, over the days that the book covers. */
export function bookSharpeGate(lab: CandidateLab, book: readonly BookSleeve[]): GateCheck {
  const gate = "book-sharpe";
  const inUse = book.filter(({ retired }) => !retired);
  const sleeves = inUse.flatMap((sleeve) => atEqualRisk(sleeve, lab.calendar) ?? []);
  const own = atNormalVolatility(lab.base.dailyReturns, lab.calendar);
  if (sleeves.length === 0 || own === null) {
    const reason =
      "Nothing was promoted before that covers half of these days, so any book is better with it than without; above 0 is needed.";
    return { gate, passed: own !== null, threshold: BOOK_SHARPE_MIN, actual: null, reason };
  }
  const from = Math.min(...inUse.map(({ days }) => days.from));
  const to = Math.max(...inUse.map(({ days }) => days.to));
  const sumOf = (members: readonly Float64Array[]): Float64Array =>
    own.map((_, day) => members.reduce((sum, returns) => sum + (returns[day] ?? 0), 0)).subarray(from, to);
  const before = lab.sharpeOf(sumOf(sleeves));
  const after = lab.sharpeOf(sumOf([...sleeves, own]));
  const actual = before === null || after === null ? null : after - before;
  const about = `Added at equal risk to ${sleeves.length} promoted, it changes the book's Sharpe ratio of ${before?.toFixed(2) ?? "none"} by`;
  return thresholdCheck({
    gate,
    actual,
    threshold: BOOK_SHARPE_MIN,
    side: "least",
    says: about,
    missing: "The book has no Sharpe ratio",
  });
}
