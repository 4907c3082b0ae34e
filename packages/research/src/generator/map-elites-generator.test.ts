import { createHash } from "node:crypto";
import { type CandleColumns, DEFAULT_COSTS, DEFAULT_SIZING, SeededRandom } from "@rara-trading/domain";
import { DEFAULT_CAPITAL } from "@rara-trading/simulation";
import { describe, expect, it } from "vitest";
import { ColumnCache } from "../evaluator/column-cache.ts";
import { evaluateHypothesis } from "../evaluator/evaluate-hypothesis.ts";
import { plantedMomentumBars, randomWalkBars } from "../evaluator/random-walk-bars.ts";
import { treeHash } from "../hypothesis/canonical-text.ts";
import { MemoryTally } from "../memory/memory-tally.ts";
import type { SearchMemory } from "../memory/search-memory.ts";
import { MapElitesGenerator } from "./map-elites-generator.ts";
import type { Proposal } from "./hypothesis-generator.ts";
import { regionOf } from "./region.ts";
import { textbookTrees } from "./textbook-trees.ts";

const ENGINE = {
  capital: DEFAULT_CAPITAL,
  costs: DEFAULT_COSTS,
  sizing: DEFAULT_SIZING,
  guards: [],
  tradeFromMs: 0,
};

function generatorOf(seed: string, hypothesesMax: number, memory?: SearchMemory): MapElitesGenerator {
  return new MapElitesGenerator({
    random: new SeededRandom(seed),
    runId: "run-1",
    hypothesesMax,
    calendar: "sessions",
    ...(memory !== undefined && { memory }),
  });
}

interface Trial {
  readonly proposal: Proposal;
  readonly sharpe: number | null;
}

function search(candles: CandleColumns, seed: string, hypothesesMax: number, memory?: SearchMemory): readonly Trial[] {
  const generator = generatorOf(seed, hypothesesMax, memory);
  const cache = new ColumnCache(candles);
  return Array.from({ length: hypothesesMax }, () => {
    const proposal = generator.next();
    const { metrics, dailyReturns } = evaluateHypothesis(proposal.tree, cache, {
      engine: ENGINE,
      calendar: "sessions",
    });
    generator.report({
      hypothesisId: proposal.hypothesis.hypothesisId,
      sharpe: metrics.sharpe,
      days: dailyReturns.length,
      roundTrips: metrics.trades,
      conduct: {
        turnover: metrics.turnover ?? 0,
        holdingBars: (metrics.exposure * candles.length) / Math.max(1, metrics.trades),
        dailyReturns,
      },
      bars: candles.length,
    });
    return { proposal, sharpe: metrics.sharpe };
  });
}

function best(trials: readonly Trial[]): Trial | undefined {
  return trials.toSorted((a, b) => (b.sharpe ?? -Infinity) - (a.sharpe ?? -Infinity))[0];
}

/** Hashes of what a search proposes. */
function proposed(candles: CandleColumns, hypothesesMax: number, memory?: SearchMemory): readonly string[] {
  return search(candles, "textbook", hypothesesMax, memory).map(({ proposal }) => proposal.hypothesis.treeHash);
}

describe("MapElitesGenerator", () => {
  const noise = randomWalkBars(new SeededRandom("noise"), { length: 600, rough: false });

  it("begins with the rule it is to search around, and stays near it and in its family while it samples", () => {
    const [{ proposal } = search(noise, "centre", 1)[0] as Trial] = search(noise, "centre", 40).slice(-1);
    const around = { hypothesisId: "other-run-h7", tree: proposal.tree };
    const { family } = proposal.tree;
    const generator = new MapElitesGenerator({
      random: new SeededRandom("around"),
      runId: "run-2",
      hypothesesMax: 500,
      calendar: "sessions",
      families: [family],
      around,
    });
    const fresh = Array.from({ length: 100 }, () => generator.next());
    expect(fresh[0]).toMatchObject({ tree: proposal.tree, hypothesis: { parentIds: ["other-run-h7"] } });
    const near = fresh.filter(({ hypothesis }) => hypothesis.parentIds[0] === around.hypothesisId);
    expect(near.length).toBeGreaterThan(20);
    expect(near.length).toBeLessThan(70);
    expect(fresh.every(({ hypothesis }) => hypothesis.family === family)).toBe(true);
    expect(new Set(fresh.map(({ hypothesis }) => hypothesis.treeHash)).size).toBe(100);
  });

  it("proposes the same for the same seed and the same outcomes, and something else for another seed", () => {
    const [first, again, other] = ["a", "a", "b"].map((seed) =>
      search(noise, seed, 150).map(({ proposal }) => proposal.hypothesis.treeHash),
    );
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it("samples the first fifth, then breeds as well, and names the parents", () => {
    const trials = search(noise, "origins", 200).map(({ proposal }) => proposal.hypothesis);
    expect(trials.slice(0, 40).every(({ origin }) => origin === "sample")).toBe(true);
    const later = trials.slice(40);
    const share = (origin: string): number => later.filter((trial) => trial.origin === origin).length / later.length;
    expect(share("mutation")).toBeGreaterThan(0.1);
    expect(share("crossover")).toBeGreaterThan(0);
    expect(share("sample")).toBeGreaterThan(0.02);
    const parents = { sample: 0, mutation: 1, crossover: 2, neighbour: 1, model: 0 } as const;
    for (const { origin, parentIds } of trials) expect(parentIds).toHaveLength(parents[origin]);
    const ids = new Set(trials.map(({ hypothesisId }) => hypothesisId));
    for (const id of trials.flatMap(({ parentIds }) => parentIds)) expect(ids.has(id)).toBe(true);
  });

  it("begins with the textbook, for half of what it samples at most, and without what is remembered as tried", () => {
    const hashes = textbookTrees().map(treeHash);
    expect(proposed(noise, 500).slice(0, hashes.length)).toEqual(hashes);
    const short = proposed(noise, 100);
    expect(short.slice(0, 10)).toEqual(hashes.slice(0, 10));
    expect(short.slice(10, 20).filter((hash) => hashes.indexOf(hash) === 10)).toEqual([]);
    const tally = new MemoryTally();
    for (const hash of hashes.slice(0, 3)) tally.tried(hash);
    expect(proposed(noise, 100, tally.memory()).slice(0, 10)).toEqual(hashes.slice(3, 13));
  });

  it("never proposes a tree twice as long as new ones can be found", () => {
    const trials = search(noise, "novelty", 400);
    expect(trials.every(({ proposal }) => proposal.novel)).toBe(true);
    expect(new Set(trials.map(({ proposal }) => proposal.hypothesis.treeHash)).size).toBe(trials.length);
  });

  it("only samples while nothing was reported", () => {
    const generator = generatorOf("silent", 10);
    const origins = Array.from({ length: 10 }, () => generator.next().hypothesis.origin);
    expect(new Set(origins)).toEqual(new Set(["sample"]));
  });

  it("takes a tree from elsewhere in the next place, and breeds from it like from its own", () => {
    const generator = generatorOf("adopted", 1);
    const [tree] = search(noise, "elsewhere", 1).map(({ proposal }) => proposal.tree);
    if (tree === undefined) throw new Error("Expected a tree, found none");
    expect(generator.pass()).toEqual({ index: 0, hypothesisId: "run-1-h1" });
    const adopted = generator.adopt(tree, ["run-1-h9"]);
    expect(adopted).toMatchObject({
      index: 1,
      novel: true,
      hypothesis: { hypothesisId: "run-1-h2", origin: "model", parentIds: ["run-1-h9"] },
    });
    const dailyReturns = Float64Array.from({ length: 400 }, (_, i) => Math.sin(i) / 100);
    const conduct = { turnover: 10, holdingBars: 5, dailyReturns };
    const outcome = { sharpe: 2, days: 400, roundTrips: 40, conduct, bars: 600 };
    expect(generator.report({ ...outcome, hypothesisId: adopted.hypothesis.hypothesisId })).toBe(true);
    expect(generator.adopt(tree, []).novel).toBe(false);
    const bred = Array.from({ length: 60 }, () => generator.next().hypothesis);
    expect(bred.some(({ parentIds }) => parentIds.includes("run-1-h2"))).toBe(true);
  });

  describe("with a memory of earlier searches", () => {
    const tally = new MemoryTally();
    tally.addRun();
    for (const { proposal, sharpe } of search(noise, "earlier", 300)) {
      tally.add({ region: regionOf(proposal.tree), gate: (sharpe ?? 0) > 0.5 ? null : "sharpe" });
      tally.tried(proposal.hypothesis.treeHash);
    }
    const memory = tally.memory();

    it("proposes nothing that is remembered as tried, not even from the same seed", () => {
      const again = search(noise, "earlier", 300, memory).map(({ proposal }) => proposal);
      expect(again.filter(({ hypothesis }) => memory.tried.has(hypothesis.treeHash))).toEqual([]);
      expect(again.every(({ novel }) => novel)).toBe(true);
    });

    it("proposes the same for the same seed and memory", () => {
      const [first, again] = [1, 2].map(() =>
        search(noise, "second", 150, memory).map(({ proposal }) => proposal.hypothesis.treeHash),
      );
      expect(again).toEqual(first);
    });

    it("calls a tree from elsewhere that is remembered not novel", () => {
      const [tree] = textbookTrees();
      if (tree === undefined) throw new Error("Expected a tree, found none");
      expect(generatorOf("adopted", 1, memory).adopt(tree, []).novel).toBe(false);
    });
  });

  it("proposes what it did before there was a memory, bit for bit, while it has none or an empty one", () => {
    for (const memory of [undefined, new MemoryTally().memory()]) {
      const generator = generatorOf("pinned", 300, memory);
      const digest = createHash("sha256");
      for (let i = 0; i < 300; i++) {
        const { hypothesis } = generator.next();
        digest.update(`${hypothesis.treeHash} ${hypothesis.origin}\n`);
        const dailyReturns = Float64Array.from({ length: 128 }, (_, day) => Math.sin((i + 1) * (day + 1)) / 100);
        const conduct = { turnover: (i * 7) % 120, holdingBars: (i * 3) % 40, dailyReturns };
        const outcome = { sharpe: Math.sin(i), days: 128, roundTrips: 40, bars: 600, conduct };
        generator.report({ ...outcome, hypothesisId: hypothesis.hypothesisId });
      }
      // Computed once: what it is changes with the generator, and then every seed searches differently.
      expect(digest.digest("hex")).toBe("19fa9d9e63809c4c5a9ee0e1d2ce9d7627cc885415fc4b74566d72e785f45f39");
    }
  });

  it("refuses an outcome that it did not ask for, or twice", () => {
    const generator = generatorOf("twice", 10);
    const { hypothesisId } = generator.next().hypothesis;
    const outcome = { hypothesisId, sharpe: null, days: 0, roundTrips: 0, conduct: null, bars: 600 };
    generator.report(outcome);
    expect(() => generator.report(outcome)).toThrow("found run-1-h1");
    expect(() => generator.report({ ...outcome, hypothesisId: "other" })).toThrow("found other");
  });

  it("finds a planted momentum edge within 400 hypotheses, mostly one that holds on fresh data", () => {
    const held = ["1", "2", "3"].filter((seed) => {
      const market = plantedMomentumBars(new SeededRandom(`planted ${seed}`), 1500, 3);
      const found = best(search(market, seed, 400));
      if (found === undefined) throw new Error("Expected a hypothesis, found none");
      // The edge itself has Sharpe 3 before costs.
      expect(found.sharpe ?? 0).toBeGreaterThan(1.5);
      const fresh = new ColumnCache(plantedMomentumBars(new SeededRandom(`fresh ${seed}`), 3000, 3));
      const again = evaluateHypothesis(found.proposal.tree, fresh, { engine: ENGINE, calendar: "sessions" });
      return (again.metrics.sharpe ?? 0) > 1.5;
    });
    expect(held.length).toBeGreaterThanOrEqual(2);
  });
});
