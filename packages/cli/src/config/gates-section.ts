import { z } from "zod";
import { count, fraction, key, ratio } from "./config-fields.ts";

function multiple(defaultValue: number, description: string): z.ZodDefault<z.ZodNumber> {
  return key(z.number().gte(1).lte(100).default(defaultValue), "a number from 1 to 100", description);
}

/**
 * The thresholds of Gate 1 that [research] does not hold, under the names that the gates give them; a test compares the
 * defaults with the gates' own, which importing here would slow every command down.
 */
export const gates = z.strictObject({
  betsMin: count(60, 1, 1_000_000, "G1: independent bets (10-day stretches) that make up for round trips."),
  exposureMin: fraction(0.05, "G1: share of bars in the market at least."),
  concentrationMax: fraction(0.4, "G1: largest share of the profit that the five best bets may have made."),
  weighedBetsMin: count(
    30,
    1,
    1_000_000,
    "G2: independent bets below which nothing is weighed, on a history too short for bets_min.",
  ),
  breadthFactor: multiple(2, "G2: how many times research.reality_check_p may be, because breadth is asked for too."),
  breadthShare: fraction(0.003, "G2: share of the hypotheses that, bred from no other, must count for breadth."),
  breadthPMax: fraction(0.5, "G2: largest p-value of the reality check with which a rule counts for breadth."),
  costFactor: multiple(2, "G3: fees and slippage of the stress test, as a multiple of the assumed ones."),
  stressedSharpeMin: ratio(0.5, "G3: Sharpe ratio at least under those costs, a bar late, with missed fills."),
  missedFillShare: fraction(0.1, "G3: share of decisions that are never filled in the stress test."),
  breakEvenMin: multiple(2, "G3: multiple of the assumed costs at which nothing is left, at least."),
  neighbours: count(10, 1, 1000, "G4: neighbours evaluated near by, and as many further away."),
  neighbourSpread: fraction(0.15, "G4: largest change of a parameter of a neighbour, as a fraction."),
  neighbourSharpeShare: fraction(0.5, "G4: share of the Sharpe ratio that a neighbour must keep."),
  neighboursMin: fraction(0.7, "G4: share of neighbours that must keep it."),
  distantSpread: fraction(0.4, "G4: largest change of a parameter of a distant neighbour, as a fraction."),
  distantSharpeShare: fraction(0.6, "G4: share of the Sharpe ratio that distant neighbours must earn on average."),
  regimeSharpeMin: ratio(-1, "G5: Sharpe ratio that no regime may be below."),
  positiveTestSetsMin: fraction(0.6, "G5: share of the 15 test sets that must have earned something."),
  alphaTMin: ratio(2, "G6: t statistic at least of what it earns beyond holding the instrument."),
  correlationMax: fraction(0.7, "G6: largest correlation of daily returns with another strategy."),
  capacityCapital: key(
    z.number().gt(0).lte(1e12).default(100_000),
    "an amount above 0 and at most 1e12",
    "G7: capital that the strategy must be able to trade, quote currency.",
  ),
  capacitySharpeShare: fraction(0.8, "G7: share of the Sharpe ratio that market impact must leave."),
  impactCoefficient: key(
    z.number().gte(0).lte(100).default(1),
    "a number from 0 to 100",
    "G7: coefficient of the square-root impact, in daily standard deviations.",
  ),
  lagShareMin: key(
    z.number().gte(0).lte(1).default(0),
    "a fraction from 0 to 1",
    "G0: share of the Sharpe ratio that must be left one bar late; 0 refuses nothing. Below 0.5 it is flagged.",
  ),
  fuelShareMax: fraction(0.5, "G0: largest share of the sandbox's fuel that a strategy may take; 1 refuses nothing."),
  furtherSturdinessMin: fraction(0.8, "Places: share of the first one's sturdiness that a further one needs."),
  survivorsMax: count(3, 1, 1000, "Strategies that a campaign may promote."),
  examinedMax: count(40, 1, 100_000, "Candidates past G2 that a campaign examines at most, most central first."),
  contendersMax: count(12, 1, 100_000, "Examined candidates that pass, after which no more are examined."),
});
