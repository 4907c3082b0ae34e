import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeAll, describe, expect, it } from "vitest";
import { copyHome, plantedCsv } from "../testing/planted-home.ts";
import { runRara } from "../testing/run-rara.ts";

const SLOW_MS = 240_000;
/** Bars at the beginning of the history that are imported later. */
const EARLIER_BARS = 200;
/** A bar in the midst of the research span that is imported later. */
const MISSING_BAR = 700;

let folder = "";
/** A home with an unfinished run. */
let begun = "";
let runId = "";

async function importInto(home: string, rows: readonly string[]): Promise<number> {
  const file = join(folder, "bars.csv");
  writeFileSync(file, `${rows.join("\n")}\n`);
  const args = ["data", "import", file, "--instrument", "sim:planted", "--timeframe", "1d"];
  return (await runRara(args, { home })).document().data.added;
}

const [header = "", ...bars] = plantedCsv("resume").trimEnd().split("\n");
const first = bars.filter((_, i) => i >= EARLIER_BARS && i !== MISSING_BAR);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "rara-resume-"));
  begun = join(folder, "home");
  mkdirSync(begun);
  expect(await importInto(begun, [header, ...first])).toBe(first.length);
  const args = ["research", "run", "--iterations", "1500", "--budget", "0.1s"];
  const stopped = await runRara(args, { home: begun });
  const { data } = stopped.document();
  expect(data.status).toBe("interrupted");
  expect(stopped.stderr).not.toContain("not used");
  ({ runId } = data);
}, SLOW_MS);

const resume = (...args: readonly string[]): readonly string[] => ["research", "run", "--resume", runId, ...args];

describe("research run --resume", { timeout: SLOW_MS }, () => {
  it("refuses every option that the run keeps from its beginning, and names them", async () => {
    const settings = ["--iterations", "10", "--seed", "2", "--generator", "offline", "--replay"];
    const refused = await runRara(resume(...settings), { home: begun });
    expect([refused.code, refused.document().error]).toMatchObject([
      2,
      {
        code: "research.resume-options",
        message:
          "Expected --resume without options that a run keeps from its beginning, found --iterations, --seed, --generator, --replay",
      },
    ]);
  });

  it("goes on with a run from before G0 asked for fuel under the gates that it began with", async () => {
    const home = mkdtempSync(join(folder, "old-"));
    await importInto(home, [header, ...first]);
    const env = { RARA_GATES_FUEL_SHARE_MAX: "1" };
    const args = ["research", "run", "--iterations", "100", "--budget", "0.01s"];
    const old = (await runRara(args, { home, env })).document().data;
    expect(old.status).toBe("interrupted");
    const resumed = await runRara(["research", "run", "--resume", old.runId], { home });
    expect([resumed.code, resumed.document().data]).toMatchObject([0, { runId: old.runId, status: "completed" }]);
  });

  it("asks no span that the run began without, as runs did before there was a choice, whatever is configured since", async () => {
    const home = copyHome(begun);
    const env = { RARA_RESEARCH_VALIDATION: "off", RARA_RESEARCH_VAULT: "off" };
    const args = ["research", "run", "--iterations", "1500", "--seed", "2", "--budget", "0.1s"];
    const { data } = (await runRara(args, { home, env })).document();
    const settingsOf = (run: string): unknown => {
      using database = new DatabaseSync(join(home, "research.db"), { readOnly: true });
      const row = database.prepare("SELECT body FROM journal WHERE kind = 'run' AND entry_key = ?").get(run);
      return (JSON.parse(String(row?.["body"])) as { settings: unknown }).settings;
    };
    expect(Object.keys(settingsOf(data.runId) as object)).not.toEqual(expect.arrayContaining(["validation"]));
    expect(settingsOf(runId)).toMatchObject({ validation: "record", vault: "record" });
    // Under other settings the ledger would refuse the run's first entry.
    const resumed = await runRara(["research", "run", "--resume", data.runId, "--budget", "0.1s"], { home });
    expect([resumed.code, resumed.document().data.runId]).toEqual([0, data.runId]);
  });

  it("refuses a budget of a model for a search that asks none", async () => {
    const refused = await runRara(resume("--budget", "2usd"), { home: begun });
    expect([refused.code, refused.document().error?.code]).toEqual([2, "research.budget-unit"]);
  });

  it("refuses to go on with other research bars than the run began with; a new run takes them", async () => {
    const home = copyHome(begun);
    expect(await importInto(home, [header, bars[MISSING_BAR] ?? ""])).toBe(1);
    const refused = await runRara(resume(), { home });
    expect([refused.code, refused.document().error]).toMatchObject([
      6,
      {
        code: "research.bars-changed",
        message: `Expected the research bars of sim:planted at 1d as they were when ${runId} began, found others`,
        hint: expect.stringContaining("research run --contract sim:planted --timeframes 1d"),
      },
    ]);
    const anew = (await runRara(["research", "run", "--iterations", "20"], { home })).document().data;
    expect(anew).toMatchObject({ status: "completed", hypotheses: 20 });
  });
});

describe("history that is imported after the spans were cut", { timeout: SLOW_MS }, () => {
  it("is not used before the research span: a run says how much, and `data info` shows the spans", async () => {
    const home = copyHome(begun);
    const spansOf = async (): Promise<unknown> =>
      (await runRara(["data", "info"], { home })).document().data.instruments;
    const [before] = (await spansOf()) as [{ spans: unknown; firstOpenTime: string }];
    expect(await importInto(home, [header, ...bars.slice(0, EARLIER_BARS)])).toBe(EARLIER_BARS);
    const [after] = (await spansOf()) as [{ spans: unknown; count: number }];
    expect(after.count).toBe(first.length + EARLIER_BARS);
    expect(after.spans).toEqual(before.spans);
    const range = { fromMs: expect.any(Number), toMs: expect.any(Number), from: expect.any(String) };
    expect(before.spans).toMatchObject({
      research: { ...range, from: before.firstOpenTime },
      validation: range,
      vault: range,
      paper: { toMs: null, to: null },
    });
    const resumed = await runRara(resume("--budget", "0.1s"), { home });
    expect([resumed.code, resumed.document().data.runId]).toEqual([0, runId]);
    expect(resumed.stderr).toContain(
      `${EARLIER_BARS} stored bars of sim:planted at 1d before ${before.firstOpenTime} are not used: the spans of a series are cut once`,
    );
  });
});
