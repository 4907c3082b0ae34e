import { type GateCheck, SeededRandom } from "@rara-trading/domain";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { correlation } from "../statistics/variation.ts";
import { DEFAULT_GATE1_THRESHOLDS as thresholds } from "./gate1-thresholds.ts";
import { pickSurvivors as pick, type SurvivorCandidate } from "./pick-survivors.ts";

/** The decisions when every candidate passes the dearer gates: one check each, the last. Sturdier is what has the better Sharpe ratio. */
function pickSurvivors(
  candidates: readonly SurvivorCandidate[],
  limits: typeof thresholds,
  sturdinessOf: (trialId: string) => number = (trialId) =>
    candidates.find((one) => one.trialId === trialId)?.sharpe ?? 0,
): readonly { readonly trialId: string; readonly check: GateCheck }[] {
  const examine = (trialId: string) => ({ checks: [], sturdiness: sturdinessOf(trialId) });
  return pick(candidates, limits, examine).map(({ trialId, checks }) => ({
    trialId,
    check: checks.at(-1) as GateCheck,
  }));
}

function candidate(
  index: number,
  sharpe: number,
  dailyReturns: readonly number[],
  centrality = 0.9,
): SurvivorCandidate {
  return { trialId: `trial-${index}`, index, sharpe, centrality, dailyReturns };
}

const REFUSED: GateCheck = { gate: "plateau", passed: false, threshold: 0.7, actual: 0.2, reason: "It stands alone." };

describe("pickSurvivors", () => {
  it("examines the best first among equally central ones, and stops when enough were examined", () => {
    const examined: string[] = [];
    const returns = [
      [1, 1, -1, -1, 0, 0, 0, 0],
      [1, -1, 1, -1, 0, 0, 0, 0],
      [0, 0, 0, 0, 1, 1, -1, -1],
      [0, 0, 0, 0, 1, -1, 1, -1],
    ];
    const decisions = pick(
      returns.map((values, i) => candidate(i, 2 - i / 10, values)),
      { ...thresholds, survivorsMax: 1, examinedMax: 2 },
      (trialId) => {
        examined.push(trialId);
        return { checks: [REFUSED], sturdiness: 1 };
      },
    );
    expect(examined).toEqual(["trial-0", "trial-1"]);
    expect(decisions.map(({ checks }) => checks.map(({ gate }) => gate))).toEqual([
      ["plateau"],
      ["plateau"],
      ["examined-limit"],
      ["examined-limit"],
    ]);
  });

  it("examines the most central first, whatever their Sharpe ratios", () => {
    const examined: string[] = [];
    const candidates = [
      candidate(0, 3, [1, 1, -1, -1], 0.2),
      candidate(1, 1, [1, -1, 1, -1], 0.8),
      candidate(2, 2, [1, -1, 1, 0], 0.7),
      candidate(3, 1, [1, -1, 0, -1], 0.9),
    ];
    const decisions = pick(candidates, { ...thresholds, examinedMax: 3 }, (trialId) => {
      examined.push(trialId);
      return { checks: [REFUSED], sturdiness: 1 };
    });
    expect(examined).toEqual(["trial-3", "trial-1", "trial-2"]);
    expect(decisions.at(-1)).toMatchObject({
      trialId: "trial-0",
      checks: [{ gate: "examined-limit", threshold: 3, actual: 4 }],
    });
  });

  it("examines on while candidates are refused, and no more once enough compete for the places", () => {
    const candidates = Array.from({ length: 8 }, (_, i) => candidate(i, 1, [1, -1, 1, -1 - i], 1 - i / 10));
    const refused = new Set(["trial-0", "trial-1", "trial-3"]);
    const decisions = pick(candidates, { ...thresholds, contendersMax: 2 }, (trialId) => ({
      checks: refused.has(trialId) ? [REFUSED] : [],
      sturdiness: 1,
    }));
    expect(decisions.slice(0, 5).map(({ checks }) => checks[0]?.gate)).toEqual([
      "plateau",
      "plateau",
      "correlated",
      "plateau",
      "correlated",
    ]);
    expect(decisions.slice(5).map(({ checks }) => checks)).toEqual(
      Array.from({ length: 3 }, () => [
        expect.objectContaining({ gate: "examined-limit", passed: false, threshold: 2, actual: 3 }),
      ]),
    );
  });

  // Orthogonal by construction: every two of them have correlation 0.
  const a = [1, 1, -1, -1, 0, 0, 0, 0];
  const b = [1, -1, 1, -1, 0, 0, 0, 0];
  const c = [0, 0, 0, 0, 1, 1, -1, -1];
  const d = [0, 0, 0, 0, 1, -1, 1, -1];

  it("keeps the better of two that are nearly the same, or the opposite of each other", () => {
    const nearlyA = [1, 1, -1, -0.5, 0, 0, 0, 0];
    const opposite = a.map((value) => -value);
    const decisions = pickSurvivors(
      [candidate(0, 1.5, nearlyA), candidate(1, 2, a), candidate(2, 1.2, opposite)],
      thresholds,
    );
    const checks = new Map(decisions.map(({ trialId, check }) => [trialId, check]));
    expect(checks.get("trial-1")).toMatchObject({ gate: "correlated", passed: true });
    // 3.5 / sqrt(4 x 3.21875) = 0.9754.
    expect(checks.get("trial-0")).toMatchObject({ gate: "correlated", passed: false });
    expect(checks.get("trial-0")?.reason).toBe(
      "Its daily returns correlate by 0.98 with those of the sturdier survivor trial-1, more than 0.70.",
    );
    expect(checks.get("trial-2")).toMatchObject({ gate: "correlated", passed: false, actual: 1 });
  });

  it("accepts a correlation that equals the limit", () => {
    // Products 2, sums of squares 4 and 4.
    const half = [1, 1, 0, 0, -1, -1, 0, 0];
    const passed = (correlationMax: number): boolean[] =>
      pickSurvivors([candidate(0, 2, a), candidate(1, 1.9, half)], { ...thresholds, correlationMax }).map(
        ({ check }) => check.passed,
      );
    expect(passed(0.5)).toEqual([true, true]);
    expect(passed(0.499)).toEqual([true, false]);
  });

  it("gives away three places, to the best", () => {
    const all = [candidate(0, 1.1, a), candidate(1, 1.4, b), candidate(2, 1.3, c), candidate(3, 1.2, d)];
    const decisions = pickSurvivors(all, { ...thresholds, furtherSturdinessMin: 0.5 });
    expect(decisions.map(({ trialId, check }) => [trialId, check.gate, check.passed])).toEqual([
      ["trial-1", "correlated", true],
      ["trial-2", "sturdiness", true],
      ["trial-3", "sturdiness", true],
      ["trial-0", "survivor-limit", false],
    ]);
    expect(decisions[3]?.check).toMatchObject({ threshold: 3, actual: 4 });
  });

  it("promotes the sturdiest, not the best Sharpe ratio, and others only when they are nearly as sturdy", () => {
    const sturdiness: Readonly<Record<string, number>> = {
      "trial-0": 0.6,
      "trial-1": 0.8,
      "trial-2": 0.73,
      "trial-3": 0.63,
    };
    const all = [candidate(0, 2.5, a), candidate(1, 1.5, b), candidate(2, 1.2, c), candidate(3, 2.1, d)];
    const decisions = pickSurvivors(all, thresholds, (trialId) => sturdiness[trialId] ?? 0);
    expect(decisions.map(({ trialId, check }) => [trialId, check.gate, check.passed])).toEqual([
      ["trial-0", "sturdiness", false],
      ["trial-3", "sturdiness", false],
      ["trial-1", "correlated", true],
      ["trial-2", "sturdiness", true],
    ]);
    expect(decisions[0]?.check.reason).toBe(
      "Its sturdiness is 0.60 against 0.80 of survivor trial-1: a share of 0.75, below 0.80.",
    );
    expect(decisions[3]?.check.actual).toBeCloseTo(0.9125, 12);
  });

  it("prefers the earlier of two with the same Sharpe ratio, and refuses what cannot be correlated", () => {
    const twins = pickSurvivors([candidate(1, 2, a), candidate(0, 2, a)], thresholds);
    expect(twins.map(({ trialId, check }) => [trialId, check.passed])).toEqual([
      ["trial-0", true],
      ["trial-1", false],
    ]);
    const flat = pickSurvivors([candidate(0, 2, a), candidate(1, 1.9, [0, 0, 0, 0, 0, 0, 0, 0])], thresholds);
    expect(flat[1]?.check).toMatchObject({ gate: "correlated", passed: false, actual: null });
  });

  it("leaves no two survivors correlated, and refuses nobody without a reason that holds", () => {
    const inputs = fc.record({
      seed: fc.string(),
      count: fc.integer({ min: 0, max: 8 }),
      common: fc.double({ min: 0, max: 3, noNaN: true }),
    });
    fc.assert(
      fc.property(inputs, ({ seed, count, common }) => {
        const random = new SeededRandom(seed);
        const market = Array.from({ length: 30 }, () => random.nextNormal());
        const candidates = Array.from({ length: count }, (_, index) =>
          candidate(
            index,
            random.next(),
            market.map((value) => common * value + random.nextNormal()),
          ),
        );
        const decisions = pickSurvivors(candidates, thresholds);
        const best = Math.max(...candidates.map(({ sharpe }) => sharpe));
        const returnsOf = (trialId: string) => candidates.find((one) => one.trialId === trialId)?.dailyReturns ?? [];
        const survivors = decisions.filter(({ check }) => check.passed).map(({ trialId }) => returnsOf(trialId));
        expect(decisions.length).toBe(count);
        expect(survivors.length).toBeLessThanOrEqual(3);
        for (const [i, one] of survivors.entries()) {
          for (const other of survivors.slice(0, i))
            expect(Math.abs(correlation(one, other) ?? 1)).toBeLessThanOrEqual(0.7);
        }
        for (const { trialId, check } of decisions.filter((decision) => !decision.check.passed)) {
          const strongest = Math.max(
            ...survivors.map((other) => Math.abs(correlation(returnsOf(trialId), other) ?? 1)),
          );
          if (check.gate === "correlated") expect(strongest).toBeGreaterThan(0.7);
          else if (check.gate === "survivor-limit") expect(survivors.length).toBe(3);
          else expect(candidates.find((one) => one.trialId === trialId)?.sharpe).toBeLessThan(0.8 * best);
        }
      }),
    );
  });
});
