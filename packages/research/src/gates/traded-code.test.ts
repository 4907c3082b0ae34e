import { HOLD_TARGET, SeededRandom, type StrategyMeta, type StrategySession } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { researchEngine } from "../campaign/research-engine.ts";
import { ColumnCache } from "../evaluator/column-cache.ts";
import { columnSessionOf } from "../evaluator/evaluate-hypothesis.ts";
import { plantedMomentumBars } from "../evaluator/random-walk-bars.ts";
import { above, below } from "../hypothesis/condition.ts";
import { strategyTree } from "../hypothesis/make-tree.ts";
import { indicator, price } from "../hypothesis/series.ts";
import type { StrategyTree } from "../hypothesis/strategy-tree.ts";
import type { CompiledCode } from "../model/campaign-model.ts";
import { CandidateLab, type Variation } from "./candidate-lab.ts";
import { stressedSession } from "./stressed-session.ts";
import { TradedCode } from "./traded-code.ts";
import { TradedTree } from "./traded-tree.ts";

const cache = new ColumnCache(plantedMomentumBars(new SeededRandom("code"), 800, 3));
const engine = researchEngine({ capital: 100_000, costs: { feeBps: 5, slippageBps: 5 } });

function follow(period: number): StrategyTree {
  const change = indicator("ROC", price("close"), period);
  const exits = { stopLossFraction: 0.02, takeProfitFraction: 0.05 };
  return strategyTree({ kind: "regime", family: "momentum", long: above(change, 0), short: below(change, 0), exits });
}

/** A session of somebody else's that also trades stretches: a wrapper must not pass that on. */
function asModule(inner: StrategySession, meta: StrategyMeta): StrategySession {
  return Object.assign(Object.create(inner) as StrategySession, {
    meta,
    onCandle: () => inner.onCandle(0, 0, 0, 0, 0, 0),
    askRiskLevels(this: { stopLoss: number; takeProfit: number }, side: 1 | -1, entryPrice: number) {
      inner.askRiskLevels(side, entryPrice);
      this.stopLoss = inner.stopLoss;
      this.takeProfit = inner.takeProfit;
    },
  });
}

/** What a compiler would make of the same rule, its look-back declared as a parameter. */
const code: CompiledCode = {
  newSession: ({ lookback = 21 } = {}) => {
    const session = columnSessionOf(follow(lookback), cache);
    const parameters = [{ name: "lookback", default: 21, min: 2, max: 100 }];
    return asModule(session, { ...session.meta, parameters });
  },
};
const traded = new TradedCode({ kind: "code", source: "" }, code);
const lab = new CandidateLab(traded, cache, engine, "sessions");
const treeLab = new CandidateLab(new TradedTree(follow(21), cache), cache, engine, "sessions");

describe("TradedCode", () => {
  it.each<[string, () => Variation]>([
    ["as research traded it", () => ({})],
    ["one bar late", () => ({ delayBars: 1 })],
    ["three bars late", () => ({ delayBars: 3 })],
    ["with missed fills", () => ({ missed: { share: 0.3, random: new SeededRandom("a") } })],
    ["late and with missed fills", () => ({ delayBars: 2, missed: { share: 0.5, random: new SeededRandom("b") } })],
    ["at other costs", () => ({ costs: { feeBps: 40, slippageBps: 10 } })],
  ])("does %s what the same rule does as a tree, bit for bit", (_, variation) => {
    const run = lab.trade(variation());
    expect(run.result.fills.length).toBeGreaterThan(0);
    expect(run).toEqual(treeLab.trade(variation()));
  });

  it("is traded by its neighbours with other parameters, each a rule of its own", () => {
    const neighbours = traded.neighbours(10, 0.4, new SeededRandom("n"));
    expect(neighbours).toHaveLength(10);
    for (const neighbour of neighbours) {
      const { lookback = 0 } = neighbour.rule.parameters ?? {};
      expect(lookback).not.toBe(21);
      const { dailyReturns } = lab.trade({ rule: neighbour });
      expect(dailyReturns).toEqual(treeLab.trade({ rule: new TradedTree(follow(lookback), cache) }).dailyReturns);
    }
  });
});

/** A session that wants a list of targets and notes what it hears. */
function wanting(targets: readonly number[], warmupBars = 0): StrategySession & { readonly heard: unknown[] } {
  const left = [...targets];
  const heard: unknown[] = [];
  return {
    heard,
    meta: { name: "list", version: 1, description: "", warmupBars, parameters: [] },
    onCandle: () => left.shift() ?? HOLD_TARGET,
    setPosition: (...position) => void heard.push(position),
    askRiskLevels: (...asked) => void heard.push(asked),
    stopLoss: 7,
    takeProfit: 9,
    tradeStretch: () => void heard.push("stretch"),
    [Symbol.dispose]: () => void heard.push("disposed"),
  };
}

function said(session: StrategySession, bars: number): readonly number[] {
  return Array.from({ length: bars }, () => session.onCandle(0, 1, 1, 1, 1, 1));
}

describe("stressedSession", () => {
  it("holds first, and ignores of a late decision what was one of the warm-up", () => {
    const session = stressedSession(wanting([1, -1, 0, 1], 10), { delayBars: 2 });
    expect(said(session, 5)).toEqual([HOLD_TARGET, HOLD_TARGET, 1, -1, 0]);
    expect(session.meta.warmupBars).toBe(12);
  });

  it("keeps what it held where a decision was missed, and draws once a decision", () => {
    const missed = { share: 1, random: new SeededRandom("m") };
    expect(said(stressedSession(wanting([HOLD_TARGET, 1, 1, -1]), { missed }), 4)).toEqual([HOLD_TARGET, 0, 0, 0]);
    const same = new SeededRandom("m");
    expect(missed.random.next()).toBe([same.next(), same.next(), same.next()][2]);
  });

  it("trades no stretch by itself, but passes on what else a session hears and says", () => {
    const inner = wanting([1]);
    const session = stressedSession(inner, { delayBars: 1 });
    expect("tradeStretch" in session).toBe(false);
    session.setPosition(2, 100);
    session.askRiskLevels(1, 100);
    expect([session.stopLoss, session.takeProfit]).toEqual([7, 9]);
    session[Symbol.dispose]?.();
    expect(inner.heard).toEqual([[2, 100], [1, 100], "disposed"]);
    expect(stressedSession(inner, {})).toBe(inner);
  });
});
