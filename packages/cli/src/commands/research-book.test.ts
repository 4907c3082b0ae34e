import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { plantedCsv } from "../testing/planted-home.ts";
import { runRara } from "../testing/run-rara.ts";

const SLOW_MS = 240_000;

/** Imports the same bars under two names and searches both with the same seed; returns the data of the two runs. */
// oxlint-disable-next-line typescript/no-explicit-any -- tests reach into documents of every shape
async function searched(...instruments: readonly string[]): Promise<readonly any[]> {
  const folder = mkdtempSync(join(tmpdir(), "rara-book-"));
  const home = join(folder, "home");
  mkdirSync(home);
  writeFileSync(join(folder, "bars.csv"), plantedCsv("loop-1"));
  const runs: unknown[] = [];
  for (const instrument of instruments) {
    await runRara(["data", "import", "bars.csv", "--instrument", instrument, "--timeframe", "1d"], {
      home,
      cwd: folder,
    });
    const args = ["research", "run", "--contract", instrument, "--iterations", "300"];
    runs.push((await runRara(args, { home, env: { RARA_RESEARCH_BENCHMARK: "cash" } })).document().data);
  }
  return runs;
}

function rulesOf({ promoted }: { promoted: readonly { hypothesis: string }[] }): readonly string[] {
  return promoted.map(({ hypothesis }) => hypothesis);
}

describe("the book of a campaign", { timeout: SLOW_MS }, () => {
  it("holds what was promoted on other contracts: the same again elsewhere is no second strategy", async () => {
    const [first, second] = await searched("yahoo:ONE", "yahoo:OTHER");
    expect(rulesOf(first).length).toBeGreaterThan(0);
    expect(second.rejections["book-correlation"]).toBeGreaterThan(0);
    for (const rule of rulesOf(first)) expect(rulesOf(second)).not.toContain(rule);
    // What was promoted all the same says beside which it stands.
    for (const { checks } of second.promoted) {
      const book = checks.find(({ gate }: { gate: string }) => gate === "book-correlation");
      expect(book.reason).toContain(first.promoted[0].strategyId);
    }
  });

  it("holds nothing of another market that was made up", async () => {
    const [first, second] = await searched("sim:one", "sim:other");
    expect(first.promoted.length).toBeGreaterThan(0);
    expect(second.promoted).toHaveLength(first.promoted.length);
  });
});
