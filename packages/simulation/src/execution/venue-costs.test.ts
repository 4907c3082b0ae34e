import { describe, expect, it } from "vitest";
import type { SlippageModel } from "./execution-model.ts";
import { order, ScriptedVenue } from "./testing/scripted-venue.ts";

/** Three closes with log returns of +4 % and -3 %, and 1,600 lots traded over the last two. */
function afterThreeBars(slippage: SlippageModel, model = {}): ScriptedVenue {
  const run = new ScriptedVenue({ slippage, ...model });
  const closes = [100, 100 * Math.exp(0.04), 100 * Math.exp(0.01)];
  for (const [i, close] of closes.entries()) run.bar([close, close, close, close, i === 0 ? 9_999 : 800]);
  return run;
}

describe("volatility-scaled slippage", () => {
  it("is a multiple of the realised volatility of a bar", () => {
    const run = afterThreeBars({ kind: "volatility-scaled", multiple: 0.5, bars: 2 });
    run.venue.submit(order({ kind: "market", id: 1, side: "buy" }));
    run.bar([100, 500, 1, 100]);
    // Half of sqrt((.04^2 + .03^2) / 2) = .0353553….
    expect(run.prices[0]).toBeCloseTo(100 * (1 + 0.5 * Math.sqrt(0.00125)), 10);
    expect(run.executions[0]?.costs.slippageQuote).toBeCloseTo(10 * 50 * Math.sqrt(0.00125), 8);
  });
});

describe("square-root impact", () => {
  it("is coefficient x volatility x root of the share of the window's volume", () => {
    const run = afterThreeBars({ kind: "square-root-impact", coefficient: 0.8, bars: 2 });
    run.venue.submit(order({ kind: "market", id: 1, side: "sell", lots: 16 }));
    run.bar([100, 500, 1, 100]);
    // .8 x .05 x sqrt(16 / 1600) = .004.
    expect(run.prices[0]).toBeCloseTo(99.6, 10);
    expect(run.executions[0]?.costs).toMatchObject({ slippageQuote: 0 });
    expect(run.executions[0]?.costs.impactQuote).toBeCloseTo(16 * 0.4, 10);
  });

  it("of a part is that of all that was executed before it, of the order or of its side in the bar", () => {
    const impact: SlippageModel = { kind: "square-root-impact", coefficient: 0.8, bars: 2 };
    const several = afterThreeBars(impact);
    several.venue.submit(order({ kind: "market", id: 1, side: "buy", lots: 4 }));
    several.venue.submit(order({ kind: "market", id: 2, side: "buy", lots: 12 }));
    several.bar([100, 100, 100, 100]);
    // .8 x .05 x sqrt(4 / 1600) = .002, then the 16 of above.
    expect(several.prices[0]).toBeCloseTo(100.2, 10);
    expect(several.prices[1]).toBeCloseTo(100.4, 10);
    const parts = afterThreeBars(impact, { maxParticipation: 0.01 });
    parts.venue.submit(order({ kind: "market", id: 1, side: "buy", lots: 16 }));
    // The price stands at the last close: the window's returns become -3 % and 0.
    const still = 100 * Math.exp(0.01);
    parts.bar([still, still, still, still, 800]);
    parts.bar([still, still, still, still, 800]);
    expect(parts.executions.map(({ lots }) => lots)).toEqual([8, 8]);
    expect(parts.prices[0]).toBeCloseTo(still * (1 + 0.8 * 0.05 * Math.sqrt(8 / 1600)), 10);
    expect(parts.prices[1]).toBeCloseTo(still * (1 + 0.8 * 0.03 * Math.sqrt(16 / 1600)), 10);
  });

  it("has no answer where nothing was traded", () => {
    const run = new ScriptedVenue({ slippage: { kind: "square-root-impact", coefficient: 1, bars: 2 } });
    for (let i = 0; i < 3; i++) run.bar([100, 100, 100, 100, 0]);
    run.venue.submit(order({ kind: "market", id: 1, side: "buy" }));
    expect(() => run.bar([100, 101, 99, 100])).toThrow(/traded volume above 0 over 2 bars, found 0/);
  });
});

describe("the statistics of a venue", () => {
  it("count orders by how they ended, and costs by kind", () => {
    const run = new ScriptedVenue({
      spreadBps: 20,
      slippage: { kind: "fixed-bps", slippageBps: 100 },
      fees: { makerBps: -1, takerBps: 10 },
      rules: { tickSize: 0.5, lotsPerUnit: 1, minNotional: 0 },
      maxParticipation: 1,
    });
    run.venue.submit(order({ kind: "market", id: 1, side: "buy" }));
    run.venue.submit(order({ kind: "limit", id: 2, side: "sell", limitPrice: 105 }));
    run.venue.submit(order({ kind: "limit", id: 3, side: "sell", limitPrice: 300.3 }));
    run.venue.submit(
      order({ kind: "limit", id: 4, side: "buy", limitPrice: 50, timeInForce: { kind: "good-for-bars", bars: 1 } }),
    );
    run.venue.submit(order({ kind: "limit", id: 5, side: "buy", limitPrice: 50 }));
    run.venue.submit(order({ kind: "limit", id: 6, side: "buy", limitPrice: 50 }));
    run.bar([100, 106, 99, 105]);
    run.venue.cancel(5);
    const { costs, ...counts } = run.venue.statistics;
    expect(counts).toEqual({
      submitted: 6,
      filled: 2,
      cancelled: 1,
      expired: 1,
      rejected: 1,
      unfilled: 3,
      working: 1,
      executions: 2,
      makerNotional: 1_050,
      takerNotional: 1_015,
      ambiguousBars: 0,
      resolvedBars: 0,
      mismatchedBars: 0,
    });
    // Taker: 100, ask 100.1, 1 % beyond 101.101, tick 101.5. Maker: a rebate of 1 bp of 1,050.
    expect(costs.spreadQuote).toBeCloseTo(1, 10);
    expect(costs.slippageQuote).toBeCloseTo(10.01, 10);
    expect(costs.roundingQuote).toBeCloseTo(3.99, 10);
    expect(costs.feeQuote).toBeCloseTo(1.015 - 0.105, 10);
    expect(costs.impactQuote).toBe(0);
  });

  it("keep a forced execution apart from cap and latency", () => {
    const run = new ScriptedVenue({ latencyBars: 5, maxParticipation: 0.001 }, 10);
    run.bar([100, 101, 99, 98]);
    run.venue.force(
      order({ kind: "market", id: 1, side: "sell", purpose: "liquidation", reduceOnly: true, lots: 50 }),
      98,
    );
    expect(run.log).toEqual(["1 sell 10 at 98", "1 cancelled by nothing-to-reduce"]);
    expect(run.executions[0]).toMatchObject({ barOpenTimeMs: 0, purpose: "liquidation" });
  });
});
