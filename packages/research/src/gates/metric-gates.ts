import type { GateCheck, PerformanceMetrics } from "@rara-trading/domain";
import { figuresApart } from "./figures-apart.ts";
import type { Gate1Thresholds } from "./gate1-thresholds.ts";

/** Asks for enough closed round trips to learn something from. */
export function tradesGate(metrics: PerformanceMetrics, thresholds: Gate1Thresholds): GateCheck {
  const { trades } = metrics;
  const threshold = thresholds.tradesMin;
  const passed = trades >= threshold;
  const closed = `${trades} closed round ${trades === 1 ? "trip" : "trips"}`;
  const verdict = passed ? `enough where at least ${threshold} are needed` : `at least ${threshold} are needed`;
  return { gate: "trades", passed, threshold, actual: trades, reason: `${closed}, ${verdict}.` };
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

/** Asks the gates that cost nothing once the metrics are known: trades, Sharpe ratio, drawdown. All of them answer. */
export function metricGates(metrics: PerformanceMetrics, thresholds: Gate1Thresholds): readonly GateCheck[] {
  return [tradesGate(metrics, thresholds), sharpeGate(metrics, thresholds), drawdownGate(metrics, thresholds)];
}
