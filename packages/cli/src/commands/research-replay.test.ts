import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeAll, describe, expect, it } from "vitest";
import { copyHome, plantedCsv } from "../testing/planted-home.ts";
import { runRara } from "../testing/run-rara.ts";

const SLOW_MS = 240_000;
/** What G2 said of a trial. */
interface Check {
  readonly gate: string;
  readonly passed: boolean;
  readonly threshold: number;
  readonly reason: string;
}

let imported = "";

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), "rara-replay-"));
  imported = join(folder, "home");
  mkdirSync(imported);
  writeFileSync(join(folder, "bars.csv"), plantedCsv("loop-1"));
  const args = ["data", "import", join(folder, "bars.csv"), "--instrument", "sim:planted", "--timeframe", "1d"];
  expect((await runRara(args, { home: imported })).code).toBe(0);
}, SLOW_MS);

const research = (...args: readonly string[]): readonly string[] => ["research", "run", "--iterations", "100", ...args];

/** The checks of G2 of every trial that reached it. */
async function searchChecks(home: string, runId: string): Promise<readonly (readonly Check[])[]> {
  const listed = (await runRara(["research", "list", "--run", runId], { home })).document().data;
  const reached = listed.experiments.filter(({ sharpe }: { sharpe: number | null }) => (sharpe ?? 0) > 1).slice(0, 3);
  const shown = await Promise.all(
    reached.map(async ({ experimentId }: { experimentId: string }) => {
      const { data } = (await runRara(["research", "show", "--experiment-id", experimentId], { home })).document();
      return data.checks.filter(({ gate }: Check) =>
        ["reality-check", "null-replay", "replay-champions"].includes(gate),
      );
    }),
  );
  return shown.filter((checks) => checks.length > 0);
}

describe("research run --replay", { timeout: SLOW_MS }, () => {
  it("judges a search by its copies, alone on a fresh history and beside the reality check on one that others searched", async () => {
    const home = copyHome(imported);
    const first = (await runRara(research("--replay"), { home })).document().data;
    expect(first).toMatchObject({ status: "completed", replay: { copies: 39, pValue: 1 / 40 } });
    expect(first.replay.standings).toHaveLength(39);
    const alone = await searchChecks(home, first.runId);
    expect(alone.length).toBeGreaterThan(0);
    for (const [shown, search, candidate] of alone) {
      expect(shown).toMatchObject({ gate: "reality-check", passed: true, threshold: 1 });
      expect(shown?.reason).toContain("; the null replay decides.");
      expect(search).toMatchObject({ gate: "null-replay", threshold: 0.05, passed: true });
      expect(candidate).toMatchObject({ gate: "replay-champions", threshold: 0.1 });
    }
    // What it came to is part of the run's end, and no trial.
    const database = new DatabaseSync(join(home, "research.db"), { readOnly: true });
    const end = database.prepare("SELECT body FROM journal WHERE kind = 'run-end'").get();
    const { trials } = database.prepare("SELECT count(*) AS trials FROM journal WHERE kind = 'trial'").get() as {
      trials: number;
    };
    database.close();
    expect(JSON.parse(String(end?.["body"]))).toMatchObject({ status: "completed", replay: first.replay });
    expect(trials).toBeLessThan(100 + 40 * 20 + 1);

    const second = (await runRara(research("--replay", "39", "--seed", "2"), { home })).document().data;
    for (const [both] of await searchChecks(home, second.runId)) {
      expect(both).toMatchObject({ gate: "reality-check", threshold: 0.1 });
    }
  });

  it("is refused where the search cannot be repeated, or nothing could pass", async () => {
    const home = copyHome(imported);
    const model = await runRara(research("--replay", "--generator", "mixed"), { home });
    expect(model.document().error).toMatchObject({ code: "research.replay-generator" });
    const strict = await runRara(research("--replay", "60"), { home, env: { RARA_RESEARCH_REALITY_CHECK_P: "0.01" } });
    expect(strict.document().error).toMatchObject({
      code: "research.replay-copies",
      message: "Expected at least 99 copies for a p-value of at most 0.01, found 60",
    });
    const few = await runRara(research("--replay", "20"), { home });
    expect(few.code).toBe(2);
    expect(few.document().error?.message).toContain("0, or a whole number from 39 to 999");
  });
});
