import type { LoggedTrial } from "@rara-trading/research";
import { describe, expect, it } from "vitest";
import { loggedTrial } from "../testing/logged-trial.ts";
import { archiveCells, TURNOVER_NICHES } from "./archive-cells.ts";
import { bestSoFar, improvements } from "./best-so-far.ts";
import { campaignCost } from "./campaign-cost.ts";
import { gateFunnel } from "./gate-funnel.ts";

const GATES = [
  { gate: "first", checks: ["trades", "sharpe"] },
  { gate: "second", checks: ["luck"] },
];

describe("gateFunnel", () => {
  it("counts every trial at the check that refused it, and what each gate leaves", () => {
    const verdicts = ["trades", "sharpe", "sharpe", "luck", "accepted", null];
    const trials = verdicts.map((verdict, index) => loggedTrial({ index, sharpe: 1, verdict }));
    expect(gateFunnel(trials, GATES, {})).toEqual({
      trials: 6,
      failed: 0,
      pending: 1,
      accepted: 1,
      steps: [
        {
          gate: "first",
          use: "gate",
          refused: 3,
          left: 3,
          checks: [
            { check: "trades", refused: 1 },
            { check: "sharpe", refused: 2 },
          ],
        },
        { gate: "second", use: "gate", refused: 1, left: 2, checks: [{ check: "luck", refused: 1 }] },
      ],
    });
  });

  it("tells a span that records its answers, or is not asked, from a gate that refused nothing", () => {
    const order = [...GATES, { gate: "validation", checks: ["validation"] }, { gate: "G8 vault", checks: ["vault"] }];
    const usesUnder = (settings: object): unknown => gateFunnel([], order, settings).steps.map(({ use }) => use);
    expect(usesUnder({ validation: "gate", vault: "record" })).toEqual(["gate", "gate", "gate", "record"]);
    expect(usesUnder({})).toEqual(["gate", "gate", "off", "off"]);
  });

  it("loses no trial to a check that it does not know", () => {
    const { steps } = gateFunnel([loggedTrial({ index: 0, sharpe: 1, verdict: "another" })], GATES, {});
    expect(steps.at(-1)).toEqual({
      gate: "other gates",
      use: "gate",
      refused: 1,
      left: 0,
      checks: [{ check: "another", refused: 1 }],
    });
  });
});

describe("bestSoFar", () => {
  const trials = [null, 0.5, 0.2, null, 1.5].map((sharpe, index) => loggedTrial({ index, sharpe, verdict: "sharpe" }));

  it("rises only, and begins at the first trial that has a Sharpe ratio", () => {
    const curve = bestSoFar(trials, 252, 252);
    expect(curve).toMatchObject({ firstTrial: 2, best: [0.5, 0.5, 0.5, 1.5] });
    expect(improvements(curve).map(({ trial, sharpe }) => [trial, sharpe])).toEqual([
      [2, 0.5],
      [5, 1.5],
    ]);
  });

  it("expects of luck what the best of as many worthless tries over the days shows: of 5 over a year 1.19", () => {
    // Expected maximum of 5 normal deviates: 1.192594001 (Bailey and López de Prado 2014).
    expect(bestSoFar(trials, 252, 252).luck.at(-1)).toBeCloseTo(1.192594001, 6);
    expect(bestSoFar(trials, 1008, 252).luck.at(-1)).toBeCloseTo(1.192594001 / 2, 6);
    expect(bestSoFar(trials, 0, 252).luck).toEqual([]);
  });
});

describe("archiveCells", () => {
  it("keeps the best lower bound and the count of each family and turnover", () => {
    const refused = { verdict: "sharpe" };
    const trials = [
      loggedTrial({ ...refused, index: 0, sharpe: 1, family: "trend", turnover: 1 }),
      loggedTrial({ ...refused, index: 1, sharpe: 2, family: "trend", turnover: 4 }),
      loggedTrial({ ...refused, index: 2, sharpe: 1, family: "momentum", turnover: 1000 }),
    ];
    const cells = archiveCells(trials, 252, 252);
    expect(cells.map(({ family, niche, trials: count }) => [family, TURNOVER_NICHES[niche], count])).toEqual([
      ["momentum", "over 100", 1],
      ["trend", "under 5", 2],
    ]);
    // Standard error over one year: sqrt(1 + 2² / 252 / 2).
    expect(cells[1]?.lowerSharpe).toBeCloseTo(2 - Math.sqrt(1 + 4 / 504), 9);
  });
});

function answered(costUsd: number | null): LoggedTrial {
  return {
    ...loggedTrial({ index: 0, sharpe: 1, verdict: "sharpe" }),
    cpuMs: 250,
    model: {
      backend: "script",
      model: null,
      inputTokens: 900,
      outputTokens: 100,
      costUsd,
      expected: null,
      statement: null,
    },
  };
}

describe("campaignCost", () => {
  const times = { startedAtMs: 1_000, finishedAtMs: 3_500 };

  it("adds up processor time, tokens and US dollars", () => {
    expect(campaignCost(times, [answered(0.25), answered(0.5)], 7)).toEqual({
      trials: 2,
      neighbours: 7,
      cpuSeconds: 0.5,
      wallSeconds: 2.5,
      inputTokens: 1_800,
      outputTokens: 200,
      costUsd: 0.75,
    });
  });

  it("does not know the cost of a run when one answer's is not known, nor a time that nobody measured", () => {
    expect(campaignCost(times, [answered(0.25), answered(null)], 0).costUsd).toBeNull();
    const unmeasured = loggedTrial({ index: 0, sharpe: 1, verdict: null });
    expect(campaignCost({ startedAtMs: 1_000, finishedAtMs: null }, [unmeasured], 0)).toMatchObject({
      cpuSeconds: null,
      wallSeconds: null,
      costUsd: 0,
    });
  });
});
