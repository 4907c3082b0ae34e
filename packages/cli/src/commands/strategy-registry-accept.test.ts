import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isEvent, storedEvents } from "@rara-trading/domain";
import { type PaperSessionStatus, readPaperStatus } from "@rara-trading/trading-engine";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SystemClock } from "../adapters/system-clock.ts";
import { openHomeServices } from "../composition/home-services.ts";
import { copyHome, plantedCsv } from "../testing/planted-home.ts";
import { CANDLE_SIDE_SHA256, openReleaseServer, type ReleaseServer } from "../testing/release-server.ts";
import { type RunResult, type RunningRara, runRara, startRara } from "../testing/run-rara.ts";

const SLOW_MS = 180_000;
const REASON = "Read its source; want to see its fills.";

let server: ReleaseServer;
/** Two markets, the strategy fetched and nothing accepted. */
let fetched = "";
/** The strategy accepted on both markets. */
let accepted = "";

async function rara(home: string, ...args: readonly string[]): Promise<RunResult> {
  const env = { RARA_REGISTRY_API_URL: server.url, RARA_REGISTRY_REPO: "octo/traders" };
  return runRara(args, { home, env });
}

function accept(home: string, instrument: string, ...flags: readonly string[]): Promise<RunResult> {
  return rara(home, "strategy", "accept", "candle-side", "--instrument", instrument, "--reason", REASON, ...flags);
}

beforeAll(async () => {
  server = await openReleaseServer();
  fetched = join(mkdtempSync(join(tmpdir(), "rara-accept-")), "home");
  mkdirSync(fetched);
  const csv = join(fetched, "..", "bars.csv");
  writeFileSync(csv, plantedCsv("accept"));
  for (const name of ["sim:one", "sim:two"]) {
    expect((await rara(fetched, "data", "import", csv, "--instrument", name, "--timeframe", "1d")).code).toBe(0);
  }
  expect((await rara(fetched, "strategy", "fetch", "candle-side")).code).toBe(0);
  accepted = copyHome(fetched);
  for (const name of ["sim:one", "sim:two"]) expect((await accept(accepted, name, "--yes")).code).toBe(0);
}, SLOW_MS);
afterAll(() => server[Symbol.asyncDispose]());

describe("strategy accept", { timeout: SLOW_MS }, () => {
  it("shows what it is and changes nothing without --yes", async () => {
    const home = copyHome(fetched);
    const shown = await accept(home, "sim:one");
    expect(shown.code).toBe(0);
    expect(shown.stderr).toContain("--yes");
    expect(shown.document().data).toMatchObject({
      accepted: false,
      stage: "candidate",
      artifactSha256: CANDLE_SIDE_SHA256,
      repository: "octo/traders",
      description: "Follows the last bar",
      research: { metrics: { sharpe: expect.any(Number) as number } },
    });
    expect((await rara(home, "paper", "start")).document().data).toEqual({ reason: "no-strategy", sessions: [] });
  });

  it("puts it on paper once, and says on the log who did so, when and why", async () => {
    const again = await accept(accepted, "sim:one", "--yes");
    expect([again.code, again.document().error?.code]).toEqual([6, "strategy.accepted-before"]);
    const [installed] = (await rara(accepted, "strategy", "installed")).document().data.strategies;
    expect(installed).toMatchObject({ tag: "candle-side-v1.0.0", stage: "paper" });
    await using services = await openHomeServices(accepted, new SystemClock());
    const logged: unknown[] = [];
    for await (const event of storedEvents(services.bus, ["strategy.module.accepted"], 1)) {
      if (isEvent(event, "strategy.module.accepted")) logged.push([event.source, event.payload]);
    }
    expect(logged).toHaveLength(2);
    expect(logged[0]).toEqual([
      "cli",
      {
        strategyId: expect.stringMatching(/^candle-side-[0-9a-f]{10}$/) as string,
        artifactSha256: CANDLE_SIDE_SHA256,
        instrument: "sim:one",
        timeframe: "1d",
        equityFraction: expect.any(Number) as number,
        stage: "paper",
        repository: "octo/traders",
        tag: "candle-side-v1.0.0",
        acceptedBy: userInfo().username,
        reason: REASON,
      },
    ]);
  });

  it.each([
    [["strategy", "accept", "unknown", "--reason", "x"], 3, "strategy.not-installed"],
    [["strategy", "accept", "candle-side", "--reason", " "], 2, "strategy.accept-reason"],
    [["strategy", "accept", "candle-side"], 2, "cli.missing-option"],
  ])("refuses %j with exit code %i", async (args, code, error) => {
    const refused = await rara(fetched, ...args, "--instrument", "sim:one");
    expect([refused.code, refused.document().error?.code]).toEqual([code, error]);
  });
});

/** Processes of strategies that a desk has started, looked for in /proc. */
function strategyProcesses(desk: RunningRara): readonly number[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const parent = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${name}/status`, "utf8"))?.[1];
      const isOurs = Number(parent) === desk.process.pid;
      return isOurs && readFileSync(`/proc/${name}/cmdline`, "utf8").includes("strategy-host") ? [Number(name)] : [];
    } catch {
      // It has just ended.
      return [];
    }
  });
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await delay(20);
}

describe.runIf(existsSync("/proc/self/status"))("a strategy on paper, in its own process", { timeout: SLOW_MS }, () => {
  it("is traded to the end", async () => {
    const traded = await rara(copyHome(accepted), "paper", "start");
    const { sessions } = traded.document().data;
    expect([traded.code, sessions.length]).toEqual([0, 2]);
    for (const session of sessions) expect(session).toMatchObject({ state: "ended", endReason: "feed-ended" });
    for (const { fills } of sessions) expect(fills).toBeGreaterThan(50);
  });

  it("is closed out when its process is killed, and the other one goes on", async () => {
    const home = copyHome(accepted);
    // Slow enough to be caught in the middle of the paper span, after its warm-up.
    const desk = startRara(["paper", "start", "--speed", "40"], { home });
    await using services = await openHomeServices(home, new SystemClock());
    const first = async (): Promise<PaperSessionStatus | undefined> => (await readPaperStatus(services.bus))[0];
    await until(async () => ((await first())?.fills ?? 0) > 0);
    for (const pid of strategyProcesses(desk)) process.kill(pid, "SIGKILL");
    await until(async () => (await first())?.state === "ended");
    await rara(home, "paper", "stop");
    expect((await desk.result).code).toBe(0);
    const killed = await first();
    expect(killed).toMatchObject({ endReason: "strategy-fault", position: 0 });
    expect(killed?.endDetail).toContain("process to answer, found that it ended (signal SIGKILL)");
    // What failed is retired; the other one is traded to its end.
    const { sessions } = (await rara(home, "paper", "start")).document().data;
    expect(sessions).toHaveLength(1);
    expect(sessions[0]).toMatchObject({ instrument: "sim:two", endReason: "feed-ended" });
  });

  it("is gone with its desk, whatever ends that, and the desk is not shown as running", async () => {
    const home = copyHome(accepted);
    const desk = startRara(["paper", "start", "--speed", "10"], { home });
    await until(() => strategyProcesses(desk).length > 0);
    const [pid] = strategyProcesses(desk);
    desk.process.kill("SIGKILL");
    await desk.result;
    expect((await rara(home, "paper", "status")).document().data).toMatchObject({ running: false, desk: null });
    await until(() => !existsSync(`/proc/${pid}`));
  });
});
