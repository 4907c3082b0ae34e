import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { copyHome, plantedCsv } from "../testing/planted-home.ts";
import { runRara, startRara } from "../testing/run-rara.ts";

const SLOW_MS = 300_000;
const RUN = ["research", "run", "--iterations", "300"];
/** Trials in the ledger at which an attempt is killed: as it begins, in the search, and while the search is judged. */
const KILLED_AT_TRIALS = [0, 24, 150, 300];
const WAIT = { timeout: 120_000, interval: 5 };

/** What a run came to, and what the ledger holds of it. */
interface Outcome {
  readonly verdict: unknown;
  readonly logged: unknown;
  readonly promoted: number;
}

let imported = "";
let expected: Outcome;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), "rara-threads-"));
  imported = join(folder, "home");
  mkdirSync(imported);
  writeFileSync(join(folder, "bars.csv"), plantedCsv("loop-1"));
  const args = ["data", "import", join(folder, "bars.csv"), "--instrument", "sim:planted", "--timeframe", "1d"];
  expect((await runRara(args, { home: imported })).code).toBe(0);
  expected = await comeTo(copyHome(imported), 1);
}, SLOW_MS);

const threads = (workers: number): Record<string, string> => ({ RARA_RESEARCH_WORKERS: String(workers) });

/** Everything that a home's ledger holds of its only run, but the run's name. */
async function logged(home: string): Promise<unknown> {
  const { data } = (await runRara(["research", "list", "--order", "index", "--limit", "5000"], { home })).document();
  const [{ runId }] = data.runs;
  return JSON.parse(JSON.stringify(data.experiments).replaceAll(runId, "run"));
}

/** What a run came to, without what depends on its name and on the processor. */
function verdictOf(data: { readonly runId: string; readonly searchCpuSeconds: number }): unknown {
  const text = JSON.stringify({ ...data, searchCpuSeconds: null });
  return JSON.parse(text.replaceAll(data.runId, "run"));
}

async function comeTo(home: string, workers: number, args: readonly string[] = RUN): Promise<Outcome> {
  const { data } = (await runRara(args, { home, env: threads(workers) })).document();
  return { verdict: verdictOf(data), logged: await logged(home), promoted: data.promoted.length };
}

async function intact(home: string): Promise<unknown> {
  return (await runRara(["research", "ledger", "verify"], { home })).document().data.verdict;
}

/** Returns how many trials the ledger in a home holds; -1 when it does not know of a run yet. */
function trialsIn(home: string): number {
  if (!existsSync(join(home, "research.db"))) return -1;
  try {
    using database = new DatabaseSync(join(home, "research.db"), { readOnly: true });
    const count = database.prepare("SELECT count(*) AS n FROM journal WHERE kind = ?");
    return count.get("run")?.["n"] === 0 ? -1 : Number(count.get("trial")?.["n"]);
  } catch {
    // It is being made.
    return -1;
  }
}

describe("research run on several threads", { timeout: SLOW_MS }, () => {
  it("finds with 1, 2 and 3 of them the same trials and the same verdicts", async () => {
    expect(expected.promoted).toBeGreaterThan(0);
    for (const workers of [2, 3]) expect(await comeTo(copyHome(imported), workers)).toEqual(expected);
  });

  it("killed with -9 again and again, it comes to the trials and verdicts of a run that nobody killed", async () => {
    const home = copyHome(imported);
    let args: readonly string[] = RUN;
    for (const trials of KILLED_AT_TRIALS) {
      const attempt = startRara(args, { home, env: threads(2) });
      await vi.waitFor(() => expect(trialsIn(home)).toBeGreaterThanOrEqual(trials), WAIT);
      attempt.process.kill("SIGKILL");
      expect((await attempt.result).code).toBeNull();
      expect(await intact(home)).toBe("intact");
      const [run] = (await runRara(["research", "list", "--limit", "1"], { home })).document().data.runs;
      args = ["research", "run", "--resume", run.runId];
    }
    expect(await comeTo(home, 2, args)).toEqual(expected);
    expect(await intact(home)).toBe("intact");
  });
});
