import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { commitOf } from "../bench/gates/commit-of.ts";
import type { GateCampaignResult } from "../bench/gates/gate-campaign.ts";
import type { GateMetric } from "../bench/gates/gate-metric.ts";
import { gateMetrics } from "../bench/gates/gate-metrics.ts";
import { replayMetrics } from "../bench/gates/replay-metrics.ts";
import { calibrationSlope, trueVariance } from "../bench/gates/shrunk-sharpe.ts";

/** Four years of days: se^2 of a Sharpe ratio of 0 is 1/4, of 2 (1 + 2 / 252) / 4. */
const SPAN = { days: 1_008, daysAYear: 252 };
const SQUARED_ERROR_OF_2 = (1 + 2 / 252) / 4;

describe("the shrunk Sharpe ratio", () => {
  it("takes tau^2 as the mean square of the promoted ratios less their mean squared error, at least 0", () => {
    const promoted = [2, -2].map((inSample) => ({ inSample, truth: 0 }));
    expect(trueVariance(promoted, SPAN)).toBeCloseTo(4 - SQUARED_ERROR_OF_2, 12);
    expect(trueVariance([{ inSample: 0.1, truth: 0 }], SPAN)).toBe(0);
    expect(trueVariance([], SPAN)).toBe(0);
  });

  it("is calibrated with a slope of 1 where the truth is what it says, and of less where the truth is less", () => {
    const variance = (1 + 9) / 2 - ((1 + 1 / 504) / 4 + (1 + 9 / 504) / 4) / 2;
    const shrunk = [1, 3].map((inSample) => {
      const error = (1 + inSample ** 2 / 504) / 4;
      return { inSample, truth: (inSample * variance) / (variance + error) };
    });
    expect(calibrationSlope(shrunk, SPAN)).toBeCloseTo(1, 12);
    const half = shrunk.map(({ inSample, truth }) => ({ inSample, truth: truth / 2 }));
    expect(calibrationSlope(half, SPAN)).toBeCloseTo(0.5, 12);
    // Through the origin: two equal ratios of which only the mean is right.
    const spread = [0.5, 1.5].map((share) => ({ inSample: 2, truth: share * 2 }));
    expect(calibrationSlope(spread, SPAN)).toBeCloseTo(1 / (1 - SQUARED_ERROR_OF_2 / 4), 12);
  });

  it("has no slope where nothing was promoted, or nothing is left", () => {
    expect(calibrationSlope([], SPAN)).toBeNull();
    expect(calibrationSlope([{ inSample: 0.1, truth: 1 }], SPAN)).toBeNull();
  });
});

function campaign(kind: "garch" | "momentum", vaultPValues: readonly number[], truth = 1.5): GateCampaignResult {
  const figures = { english: "", inSample: 2, truth, vault: 1 };
  return {
    market: { kind, sharpe: kind === "garch" ? 0 : 2, seed: "made-up" },
    trials: 1_000,
    seedPromotions: 0,
    searchPValue: null,
    replayPValue: null,
    replayed: true,
    copies: 39,
    pastG1: 1,
    pastG2: 1,
    refusals: {},
    promoted: vaultPValues.map((vaultPValue) => ({ ...figures, vaultPValue })),
    cpuSeconds: 1,
  };
}

const rowIn = (rows: readonly GateMetric[], id: string): GateMetric | undefined => rows.find((row) => row.id === id);

const slope = (truth: number): GateMetric | undefined =>
  rowIn(gateMetrics([campaign("momentum", [0.05, 0.05], truth)]), "M4-shrunk-sharpe-slope");

describe("the scoreboard", () => {
  it("counts with a replay, too, on which markets the vault agrees", () => {
    const rows = replayMetrics([
      campaign("garch", [0.5]),
      campaign("garch", []),
      campaign("momentum", [0.3, 0.05]),
      campaign("momentum", [0.2]),
    ]);
    expect(rowIn(rows, "replay-M1-after-vault")).toMatchObject({ k: 0, n: 2, target: null });
    expect(rowIn(rows, "replay-M2-momentum-2-after-vault")).toMatchObject({ k: 1, n: 2 });
    expect(rowIn(rows, "replay-M2-reversion-2-after-vault")).toMatchObject({ k: 0, n: 0, point: null });
  });

  it("has the slope of the shrunk Sharpe ratio on markets of S = 2 beside M4, and what is asked of it", () => {
    expect(slope(2)).toMatchObject({ n: 2, target: "0.9 to 1.1", met: true });
    expect(slope(1.5)).toMatchObject({ met: false });
    expect(slope(2.5)).toMatchObject({ met: false });
  });
});

describe("the commit of a measurement", () => {
  it("is that of the checkout, says when files differ from it, and is null without one", async () => {
    const folder = mkdtempSync(join(tmpdir(), "rara-commit-"));
    expect(await commitOf(folder)).toBeNull();
    const git = (...args: readonly string[]): string =>
      execFileSync("git", ["-C", folder, ...args], { encoding: "utf8" });
    git("init", "--quiet");
    const about = ["-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "--allow-empty"];
    git(...about, "--message", "one");
    const commit = git("rev-parse", "HEAD").trim();
    expect(await commitOf(folder)).toBe(commit);
    writeFileSync(join(folder, "file"), "");
    expect(await commitOf(folder)).toBe(`${commit}-dirty`);
  });
});
