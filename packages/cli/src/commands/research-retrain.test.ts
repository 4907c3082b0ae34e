import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { columnsOf, DAY_MS, newEvent } from "@rara-trading/domain";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { SystemClock } from "../adapters/system-clock.ts";
import { openHomeServices } from "../composition/home-services.ts";
import { copyHome, plantedHome } from "../testing/planted-home.ts";
import { runRara, startRara } from "../testing/run-rara.ts";

const SLOW_MS = 240_000;
const WAIT = { timeout: 60_000, interval: 5 };
const RETRAIN = ["research", "retrain"];

/** A home with three requests, of which only the second can be answered: research never accepted the others. */
let asking = "";
/** The strategy of the second. */
let retired = "";

const hypotheses = (count: number): Record<string, string> => ({ RARA_RESEARCH_HYPOTHESES: String(count) });

/** Asks for a better strategy than one that research does not know. */
async function askAboutUnknown(strategyId: string): Promise<void> {
  const clock = new SystemClock();
  await using services = await openHomeServices(asking, clock);
  const evidence = { days: 90, sharpe: -1, maxDrawdown: 0.3, reason: "It fell too far." };
  const request = { strategyId, sessionId: `session-${strategyId}`, trialId: "none", ...evidence };
  const about = { eventId: `${strategyId}:asked`, occurredAtMs: 1, source: "test", correlationId: strategyId };
  await services.bus.publish([newEvent("feedback.retrain.requested", request, about)]);
}

beforeAll(async () => {
  const { home, run } = await plantedHome("loop-1");
  asking = home;
  retired = run.promoted[0].strategyId;
  await askAboutUnknown("unknown-1");
  await runRara(["paper", "start"], { home, env: { RARA_FEEDBACK_RETIRE_DRAWDOWN: "0.001" } });
  await askAboutUnknown("unknown-2");
  const { retrainRequests } = (await runRara(["feedback", "report"], { home })).document().data;
  const strategies = retrainRequests.map(({ strategyId }: { strategyId: string }) => strategyId);
  expect(strategies).toEqual(["unknown-1", retired, "unknown-2"]);
}, SLOW_MS);

/** Stores a bar on a day of the research span that had none. */
async function addBarInResearch(home: string): Promise<void> {
  await using services = await openHomeServices(home, new SystemClock());
  const [series] = await services.store.info();
  if (series === undefined) throw new Error("Expected a series, found none");
  const range = { fromMs: series.firstOpenTimeMs, toMs: series.firstOpenTimeMs + 30 * DAY_MS };
  const { openTimeMs, close } = await services.store.load(series, range);
  const friday = openTimeMs.findIndex((time, i) => (openTimeMs[i + 1] ?? 0) > time + DAY_MS);
  const price = close[friday] ?? Number.NaN;
  const bar = { openTimeMs: (openTimeMs[friday] ?? Number.NaN) + DAY_MS, volume: 1 };
  const { added } = await services.store.append(
    series,
    columnsOf([{ ...bar, open: price, high: price, low: price, close: price }]),
  );
  expect(added).toBe(1);
}

/** Returns how many trials of retrain runs a home's ledger holds. */
function retrainTrials(home: string): number {
  using database = new DatabaseSync(join(home, "research.db"), { readOnly: true });
  const count = "SELECT count(*) AS n FROM journal WHERE kind = 'trial' AND entry_key LIKE 'retrain-%'";
  return Number(database.prepare(count).get()?.["n"]);
}

describe("research retrain", { timeout: SLOW_MS }, () => {
  it("answers the other requests when some fail, tells which and why, and exits as the first failure does", async () => {
    const result = await runRara(RETRAIN, { home: copyHome(asking), env: hypotheses(60) });
    expect(result.code).toBe(3);
    const { error } = result.document();
    const failed = { status: "failed", error: { code: "research.unknown-strategy" } };
    expect(error).toMatchObject({
      code: "research.retrain-failed",
      message: expect.stringContaining("Expected every request to be answered, found 2 that failed: "),
      details: {
        requests: [{ state: "waiting" }, { state: "answered" }, { state: "waiting" }],
        runs: [
          { around: "unknown-1", runId: "retrain-session-unknown-1", ...failed },
          { around: retired, status: "completed", hypotheses: 60 },
          { around: "unknown-2", ...failed },
        ],
      },
    });
    expect(result.stderr).toContain("The request about unknown-1 was not answered (research.unknown-strategy): ");
  });

  it("stops at Ctrl-C, and goes on with the run under the settings it began with, whatever is configured since", async () => {
    const home = copyHome(asking);
    const running = startRara(RETRAIN, { home, env: hypotheses(1_000) });
    await vi.waitFor(() => expect(retrainTrials(home)).toBeGreaterThan(0), WAIT);
    running.process.kill("SIGINT");
    const interrupted = await running.result;
    expect(interrupted.code).toBe(130);
    const { runs } = interrupted.document().data;
    expect(runs).toMatchObject([{ status: "failed" }, { around: retired, status: "interrupted" }]);

    // On other bars the run cannot go on: the request is answered by the next one.
    const changed = copyHome(home);
    await addBarInResearch(changed);
    const anew = await runRara(RETRAIN, { home: changed, env: hypotheses(60) });
    const { runId: stopped } = runs[1];
    expect(anew.stderr).toContain(`as they were when ${stopped} began, found others`);
    expect(anew.document().error?.details).toMatchObject({
      requests: [{ state: "waiting" }, { state: "answered", runId: `${stopped}-2` }, { state: "waiting" }],
      runs: [{}, { runId: `${stopped}-2`, around: retired, status: "completed", hypotheses: 60 }, {}],
    });

    const env = { ...hypotheses(60), RARA_RESEARCH_SEED: "another", RARA_RESEARCH_MIN_SHARPE: "9" };
    const resumed = await runRara(RETRAIN, { home, env });
    const { runId, seed } = runs[1];
    expect(resumed.document().error?.details.runs[1]).toMatchObject({
      runId,
      seed,
      around: retired,
      status: "completed",
      hypotheses: 1_000,
    });
  });
});
