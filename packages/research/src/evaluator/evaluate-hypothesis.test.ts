import { DEFAULT_COSTS, DEFAULT_SIZING, RaraError, SeededRandom } from "@rara-trading/domain";
import { backtestMetrics, DEFAULT_CAPITAL, dailyReturns } from "@rara-trading/simulation";
import { describe, expect, it } from "vitest";
import { above, below } from "../hypothesis/condition.ts";
import { strategyTree } from "../hypothesis/make-tree.ts";
import { indicator, price } from "../hypothesis/series.ts";
import { ColumnCache } from "./column-cache.ts";
import { ColumnSession } from "./column-session.ts";
import { evaluateHypothesis, tradeHypothesis } from "./evaluate-hypothesis.ts";
import { randomWalkBars } from "./random-walk-bars.ts";

const ENGINE = {
  capital: DEFAULT_CAPITAL,
  costs: DEFAULT_COSTS,
  sizing: DEFAULT_SIZING,
  guards: [],
  tradeFromMs: 0,
};
const BARS = randomWalkBars(new SeededRandom("evaluate"), { length: 500, rough: true });
const CHANGE = indicator("ROC", price("close"), 8);
const TREE = strategyTree({
  kind: "regime",
  family: "momentum",
  long: above(CHANGE, 0),
  short: below(CHANGE, 0),
  exits: { stopLossFraction: 0.02, takeProfitFraction: 0.03 },
});

describe("evaluateHypothesis", () => {
  const evaluation = evaluateHypothesis(TREE, new ColumnCache(BARS), { engine: ENGINE, calendar: "sessions" });

  it("trades, and both protective exits are reached", () => {
    const purposes = new Set(evaluation.result.fills.map((fill) => fill.purpose));
    expect(purposes).toEqual(new Set(["entry", "exit", "stop-loss", "take-profit"]));
  });

  it("returns the metrics and daily returns that the simulation gives the same result", () => {
    const { result, metrics } = evaluation;
    expect(metrics).toEqual(backtestMetrics(result, BARS.openTimeMs, "sessions", DEFAULT_CAPITAL));
    expect(evaluation.dailyReturns).toEqual(dailyReturns(result.equity, BARS.openTimeMs, DEFAULT_CAPITAL));
  });

  it("returns the result and daily returns that trading without metrics gives", () => {
    const { result, dailyReturns: returns } = tradeHypothesis(TREE, new ColumnCache(BARS), ENGINE);
    expect({ result, dailyReturns: returns, metrics: evaluation.metrics }).toEqual(evaluation);
  });

  it("does not depend on what the cache holds", () => {
    const cache = new ColumnCache(BARS);
    for (const period of [2, 3, 5] as const) cache.column(indicator("ROC", price("close"), period));
    const again = evaluateHypothesis(TREE, cache, { engine: ENGINE, calendar: "sessions" });
    expect(again).toEqual(evaluation);
  });
});

describe("ColumnSession", () => {
  it("sets protective prices on the losing and the winning side", () => {
    const session = new ColumnSession(new Float64Array(1), 0, { stopLossFraction: 0.02, takeProfitFraction: 0.06 });
    session.askRiskLevels(-1, 100);
    expect([session.stopLoss, session.takeProfit]).toEqual([102, 94]);
  });

  it("sets none without fractions", () => {
    const session = new ColumnSession(new Float64Array(1), 0, { stopLossFraction: null, takeProfitFraction: null });
    session.askRiskLevels(1, 100);
    expect([session.stopLoss, session.takeProfit]).toEqual([NaN, NaN]);
  });

  it("refuses a bar beyond its columns", () => {
    const session = new ColumnSession(new Float64Array(1), 0, { stopLossFraction: null, takeProfitFraction: null });
    session.onCandle();
    expect(() => session.onCandle()).toThrow(RaraError);
  });
});
