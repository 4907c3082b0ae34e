import { figuresApart, type GateCheck, type PerformanceMetrics } from "@rara-trading/domain";
import { BEST_BETS, type Bets, betsOf } from "./independent-bets.ts";
import type { Gate1Thresholds } from "./gate1-thresholds.ts";
import { thresholdCheck } from "./threshold-check.ts";

/** Asks for enough that a verdict can be learned from: round trips, or independent bets where positions are held for long. */
export function tradesGate(metrics: PerformanceMetrics, bets: Bets, thresholds: Gate1Thresholds): GateCheck {
  const { trades } = metrics;
  const { tradesMin: threshold, betsMin } = thresholds;
  const passed = trades >= threshold || bets.count >= betsMin;
  const closed = `${trades} closed round ${trades === 1 ? "trip" : "trips"} and ${bets.count} independent ${bets.count === 1 ? "bet" : "bets"}`;
  const wanted = `at least ${threshold} of the one or ${betsMin} of the other are needed`;
  return {
    gate: "trades",
    passed,
    threshold,
    actual: trades,
    reason: `${closed}, ${passed ? `enough where ${wanted}` : wanted}.`,
  };
}

/** Asks for a Sharpe ratio above the threshold; a strategy that never moved has none and fails. */
export function sharpeGate(metrics: PerformanceMetrics, thresholds: Gate1Thresholds): GateCheck {
  const { sharpe } = metrics;
  const threshold = thresholds.sharpeMin;
  if (sharpe === null) {
    const reason = `There is no Sharpe ratio, because the returns never vary; one above ${threshold} is needed.`;
    return { gate: "sharpe", passed: false, threshold, actual: null, reason };
  }
  const passed = sharpe > threshold;
  const texts = figuresApart(sharpe, threshold);
  const reason = `A Sharpe ratio of ${texts.actual} is ${passed ? "above" : "not above"} ${texts.threshold}.`;
  return { gate: "sharpe", passed, threshold, actual: sharpe, reason };
}

/** Asks for a drawdown below the threshold; the metrics must be those at 10 % volatility, or it limits leverage only. */
export function drawdownGate(metrics: PerformanceMetrics, thresholds: Gate1Thresholds): GateCheck {
  const actual = metrics.maxDrawdown;
  const threshold = thresholds.drawdownMax;
  const passed = actual < threshold;
  const texts = figuresApart(actual * 100, Number((threshold * 100).toPrecision(12)));
  const verdict = `${passed ? "below" : "not below"} ${texts.threshold} %`;
  const reason = `A drawdown of ${texts.actual} % at 10 % volatility is ${verdict}.`;
  return { gate: "drawdown", passed, threshold, actual, reason };
}

/** Asks for enough time in the market that the figures are about the strategy and not about a few days. */
function exposureGate(metrics: PerformanceMetrics, thresholds: Gate1Thresholds): GateCheck {
  return thresholdCheck({
    gate: "exposure",
    actual: metrics.exposure,
    threshold: thresholds.exposureMin,
    side: "least",
    says: "The share of bars in the market is",
    missing: "It was never in the market",
  });
}

/** Asks that the profit does not hang on five lucky bets: their share of the sum of all returns. */
function concentrationGate(bets: Bets, thresholds: Gate1Thresholds): GateCheck {
  return thresholdCheck({
    gate: "concentration",
    actual: bets.bestShare,
    threshold: thresholds.concentrationMax,
    side: "most",
    says: `The ${BEST_BETS} best bets made this share of the profit:`,
    missing: "It made no profit",
  });
}

/** Names of the gates that look at one hypothesis alone (G1). */
export const METRIC_GATES: ReadonlySet<string> = new Set(["trades", "sharpe", "drawdown", "exposure", "concentration"]);

/** Asks the gates that cost nothing once the metrics are known (G1). All of them answer. */
export function metricGates(
  metrics: PerformanceMetrics,
  dailyReturns: Float64Array,
  thresholds: Gate1Thresholds,
): readonly GateCheck[] {
  const bets = betsOf(dailyReturns);
  return [
    tradesGate(metrics, bets, thresholds),
    sharpeGate(metrics, thresholds),
    drawdownGate(metrics, thresholds),
    exposureGate(metrics, thresholds),
    concentrationGate(bets, thresholds),
  ];
}
