import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeAll, describe, expect, it } from "vitest";
import { copyHome, plantedCsv, plantedHome } from "../testing/planted-home.ts";
import { runRara } from "../testing/run-rara.ts";

const SLOW_MS = 240_000;

let folder = "";
let imported = "";

/** The same days in bars of four hours: all that happens does in the first. */
function fourHours(csv: string): string {
  const [header, ...rows] = csv.trimEnd().split("\n");
  const bars = rows.flatMap((row) => {
    const [time, , , , close, volume] = row.split(",");
    const still = [1, 2, 3, 4, 5].map((bar) => Number(time) + bar * 14_400_000);
    return [row, ...still.map((at) => [at, close, close, close, close, volume].join(","))];
  });
  return `${[header, ...bars].join("\n")}\n`;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "rara-run-"));
  imported = join(folder, "home");
  mkdirSync(imported);
  const csv = plantedCsv("run");
  writeFileSync(join(folder, "1d.csv"), csv);
  writeFileSync(join(folder, "4h.csv"), fourHours(csv));
  for (const timeframe of ["1d", "4h"]) {
    const file = join(folder, `${timeframe}.csv`);
    const args = ["data", "import", file, "--instrument", "sim:planted", "--timeframe", timeframe];
    const { code, stdout } = await runRara(args, { home: imported });
    expect(stdout).toContain('"ok":true');
    expect(code).toBe(0);
  }
}, SLOW_MS);

const research = (...args: readonly string[]): readonly string[] => ["research", "run", ...args];

function clockAndCpu(home: string): readonly unknown[] {
  const database = new DatabaseSync(join(home, "research.db"), { readOnly: true });
  const rows = database.prepare("SELECT recorded_at_ms, cpu_ms FROM journal ORDER BY seq").all();
  database.close();
  return rows;
}

async function head(home: string): Promise<unknown> {
  return (await runRara(["research", "ledger", "verify"], { home })).document().data;
}

describe("a seed decides everything", { timeout: SLOW_MS }, () => {
  it("gives two fresh homes the same ids, verdicts and chain of hashes, at other times and speeds", async () => {
    const [one, other] = [await plantedHome("loop-1"), await plantedHome("loop-1")];
    expect(one.run.runId).toMatch(/^run-[0-9a-f]{10}$/);
    expect({ ...other.run, searchCpuSeconds: 0 }).toEqual({ ...one.run, searchCpuSeconds: 0 });
    expect(one.run.promoted.length).toBeGreaterThan(0);
    const verified = await head(one.home);
    expect(verified).toMatchObject({ verdict: "intact", entries: expect.any(Number), headHash: expect.any(String) });
    expect(await head(other.home)).toEqual(verified);
    expect(clockAndCpu(other.home)).not.toEqual(clockAndCpu(one.home));
  });

  it("counts the same campaign again, and gives another seed another id", async () => {
    const home = copyHome(imported);
    const run = async (seed: string): Promise<string> => {
      const args = research("--timeframes", "1d", "--iterations", "20", "--seed", seed);
      return (await runRara(args, { home })).document().data.runId;
    };
    const first = await run("1");
    expect([await run("1"), await run("1")]).toEqual([`${first}-2`, `${first}-3`]);
    expect(await run("2")).not.toContain(first);
  });

  it("does not begin anew what is unfinished, but says how to go on, and goes on to the end", async () => {
    const home = copyHome(imported);
    const args = research("--timeframes", "1d", "--iterations", "1500");
    const stopped = await runRara([...args, "--budget", "0.1s"], { home });
    const { runId, hypotheses } = stopped.document().data;
    const refused = await runRara(args, { home });
    expect([refused.code, refused.document().error]).toMatchObject([
      2,
      { code: "research.run-unfinished", hint: expect.stringContaining(`research run --resume ${runId}`) },
    ]);
    const { data } = (await runRara(research("--resume", runId), { home })).document();
    expect(data).toMatchObject({ runId, status: "completed", hypotheses: 1500, budget: null });
    expect(hypotheses).toBeLessThan(1500);
  });
});

describe("research run --budget", { timeout: SLOW_MS }, () => {
  it("ends the search when the processor time is used, says why, and exits as a run that was not disturbed", async () => {
    const home = copyHome(imported);
    const args = research("--timeframes", "1d", "--iterations", "50000", "--budget", "1s");
    const result = await runRara(args, { home });
    const { code, stderr } = result;
    const { data } = result.document();
    expect(code).toBe(0);
    expect(data).toMatchObject({
      status: "interrupted",
      budget: { limit: "1s", unit: "seconds", most: 1, reached: true },
      search: { pValue: null, effectiveTrials: null },
    });
    expect(data.budget.spent).toBeGreaterThanOrEqual(1);
    expect(data.budget.spent).toBeLessThan(10);
    expect(stderr).toContain("The budget of 1s is spent:");
    expect(stderr).toContain(`research run --resume ${data.runId}`);
  });

  it("refuses what is no budget before anything is written", async () => {
    const home = join(folder, "none");
    const refused = await runRara(research("--budget", "10 euros"), { home, cwd: folder });
    expect([refused.code, refused.document().error?.code]).toEqual([2, "research.budget"]);
  });

  it.each([
    ["the offline search", "offline", "spends neither tokens nor US dollars"],
    ["a model that is not there", "mixed", "No language model can be asked"],
  ])("refuses what %s could never spend, before anything is written", async (_, generator, why) => {
    const home = join(folder, "none");
    const args = research("--generator", generator, "--budget", "2usd");
    const refused = await runRara(args, { home, cwd: folder, env: { PATH: folder } });
    expect([refused.code, refused.document().error]).toMatchObject([
      2,
      { code: "research.budget-unit", hint: expect.stringContaining(why) },
    ]);
    expect(existsSync(home)).toBe(false);
  });
});

describe("research run --follow", { timeout: SLOW_MS }, () => {
  it("streams every event of the run in order, and the usual document last", async () => {
    const home = copyHome(imported);
    const args = research("--timeframes", "1d", "--iterations", "120", "--follow", "--quiet");
    const { stdout, stderr } = await runRara(args, { home });
    expect(stderr).toBe("");
    const lines = stdout.trimEnd().split("\n");
    const documents = lines.map((line) => JSON.parse(line));
    for (const { schema, ok } of documents) expect([schema, ok]).toEqual(["rara.research.run/1", true]);
    const events = documents.slice(0, -1).map(({ data }) => data.event);
    const { data } = documents.at(-1);
    expect(data).toMatchObject({ status: "completed", hypotheses: 120 });
    const types = events.map(({ type }) => type);
    expect(types.slice(0, 4)).toEqual([
      "research.run.started",
      "research.batch.evaluated",
      "research.batch.evaluated",
      "research.batch.evaluated",
    ]);
    expect(types.at(-1)).toBe("research.run.completed");
    expect(types.filter((type) => type === "research.candidate.accepted")).toHaveLength(data.promoted.length);
    for (const { payload } of events) expect(payload.runId).toBe(data.runId);
    const seqs = events.map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
  });
});

describe("research run --timeframes", { timeout: SLOW_MS }, () => {
  it("searches one timeframe after the other on the same market", async () => {
    const home = copyHome(imported);
    const { data } = (await runRara(research("--timeframes", "4h,1d", "--iterations", "20"), { home })).document();
    expect(Object.keys(data)).toEqual(["runs"]);
    expect(data.runs).toMatchObject([
      { timeframe: "4h", status: "completed", hypotheses: 20 },
      { timeframe: "1d", status: "completed", hypotheses: 20 },
    ]);
    // Who searches two timeframes has searched twice: the second is weighed with the tries of the first.
    const [first, second] = data.runs;
    expect(first.trialsCounted).toBeLessThanOrEqual(20);
    expect(second.trialsCounted).toBeGreaterThan(20);
    const listed = (await runRara(["research", "list"], { home })).document().data.runs;
    expect(listed.map(({ timeframe }: { timeframe: string }) => timeframe)).toEqual(["1d", "4h"]);
  });

  it("names the timeframes that the end of the budget kept from beginning", async () => {
    const home = copyHome(imported);
    const args = research("--timeframes", "1d,4h", "--iterations", "50000", "--budget", "0.1s");
    const result = await runRara(args, { home });
    expect(result.code).toBe(0);
    const { runs } = result.document().data;
    expect(runs).toMatchObject([{ timeframe: "1d", status: "interrupted", budget: { reached: true } }, {}]);
    expect(runs[1]).toEqual({ timeframe: "4h", status: "not-begun" });
    expect(result.stderr).toContain(
      "Not begun: 4h; search there with: research run --contract sim:planted --timeframes 4h",
    );
  });

  it("begins nothing when one of them is not stored, or is named twice", async () => {
    const home = copyHome(imported);
    const missing = await runRara(research("--timeframes", "1d,1h"), { home });
    expect([missing.code, missing.document().error?.code]).toEqual([3, "data.choose-timeframe"]);
    const twice = await runRara(research("--timeframes", "1d,1d"), { home });
    expect([twice.code, twice.document().error?.code]).toEqual([2, "research.timeframes"]);
    expect((await runRara(["research", "list"], { home })).document().data.runs).toEqual([]);
  });
});
