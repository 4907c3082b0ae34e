import { type CandleColumns, drawdownLimitGuard, maxPositionSizeGuard, SeededRandom } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import type { OpenSession } from "../blindness/run-trace.ts";
import type { EngineOptions } from "../engine/engine-options.ts";
import {
  describeBlindness,
  expectBlindToShuffledFuture,
  expectPrefixInvariance,
} from "../testing/blindness-contract.ts";
import { candleArbitrary } from "../testing/market-arbitraries.ts";
import { dailyColumns } from "../testing/scripted-run.ts";
import { riskAtDistance, TargetArraySession } from "../testing/target-array-session.ts";

const OPTIONS: EngineOptions = {
  capital: 10_000,
  costs: { feeBps: 5, slippageBps: 5 },
  sizing: { equityFraction: 1, lotsPerUnit: 1_000 },
  guards: [maxPositionSizeGuard(0.9), drawdownLimitGuard(0.3)],
  tradeFromMs: 0,
};

const CHOICES = [-1, -0.5, 0, 0.5, 1, 2, 2];

/** Targets that depend on the bar's number only, with stops and take-profits. */
const scripted: OpenSession = (candles) => {
  const random = new SeededRandom("blindness");
  const targets = Array.from({ length: candles.length }, () => CHOICES[random.nextInt(CHOICES.length)] ?? 0);
  return new TargetArraySession(targets, riskAtDistance(3, 5));
};

/** Looks one bar ahead: the defect that the properties exist to catch. */
const peeking: OpenSession = (candles: CandleColumns) =>
  new TargetArraySession(Array.from(candles.close, (close, i) => Math.sign((candles.close[i + 1] ?? close) - close)));

describeBlindness("BarEngine", scripted, candleArbitrary(40), OPTIONS);

describe("the blindness properties themselves", () => {
  const bars = dailyColumns([100, 101, 103, 99, 104, 90].map((close) => [100, 110, 90, close]));

  it("catch a session that looks one bar ahead, by cutting the future off", () => {
    expect(() => expectPrefixInvariance(scripted, bars, 3, OPTIONS)).not.toThrow();
    expect(() => expectPrefixInvariance(peeking, bars, 3, OPTIONS)).toThrow(/deeply equal/);
  });

  it("catch a session that looks one bar ahead, by shuffling the future", () => {
    const order = [1, 0, 2];
    expect(() => expectBlindToShuffledFuture(scripted, bars, 3, order, OPTIONS)).not.toThrow();
    expect(() => expectBlindToShuffledFuture(peeking, bars, 3, order, OPTIONS)).toThrow(/deeply equal/);
  });
});
