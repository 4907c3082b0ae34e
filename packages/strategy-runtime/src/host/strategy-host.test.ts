import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { candleAt, RaraError } from "@rara-trading/domain";
import { afterAll, describe, expect, it } from "vitest";
import { type MeteredSession, openStrategySession } from "../open-strategy-session.ts";
import { loadStrategyModule } from "../strategy-module.ts";
import { f64Const } from "../testing/module-builder.ts";
import { randomMarket } from "../testing/random-market.ts";
import { sketchWithMemory } from "../testing/sketch-memory.ts";
import { sketchStrategy } from "../testing/sketch-strategy.ts";
import { sketchVersion1 } from "../testing/sketch-version1.ts";
import { thrownBy } from "../testing/thrown.ts";
import { hostProcess } from "./host-process.ts";
import type { HostedStrategySession } from "./hosted-strategy-session.ts";
import { type HostedSessionOptions, StrategyHost } from "./strategy-host.ts";

const FOREVER = [0x03, 0x40, 0x0c, 0, 0x0b];
const TRAP = [0x00];
const META = JSON.stringify({ name: "tuned", version: 1, params: [{ name: "fast", default: 1, min: 0, max: 2 }] });

const host = new StrategyHost({ callTimeoutMs: 10_000 });
afterAll(() => host[Symbol.asyncDispose]());

function feed(session: MeteredSession): number {
  return session.onCandle(0, 1, 2, 0.5, 1.5, 10);
}

function feedAndAsk(session: MeteredSession): void {
  feed(session);
  session.askRiskLevels(1, 100);
}

function openHere(wasm: Uint8Array, options: HostedSessionOptions = {}): MeteredSession {
  return openStrategySession(loadStrategyModule(wasm), options);
}

/** Everything that a session says over some bars and positions, as an engine would drive it. */
function storyOf(session: MeteredSession, bars: number): readonly unknown[] {
  const market = randomMarket(bars, "hosted");
  const story: unknown[] = [session.meta];
  for (let i = 0; i < bars; i++) {
    const { openTimeMs, open, high, low, close, volume } = candleAt(market, i);
    if (i % 5 === 1) {
      session.askRiskLevels(i % 2 === 0 ? 1 : -1, open);
      story.push(session.stopLoss, session.takeProfit);
      // As many as make one message too small.
      for (let told = 0; told <= i % 7; told++) session.setPosition(told / 10, open);
    }
    story.push(session.onCandle(openTimeMs, open, high, low, close, volume), session.fuelUsed, session.barsTaken);
  }
  return story;
}

async function untilGone(pid: number | undefined): Promise<void> {
  if (pid === undefined) throw new Error("Expected a process id, found none");
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await delay(10);
  }
}

function faultOf(act: () => unknown): unknown {
  const error = thrownBy(act);
  if (!(error instanceof RaraError)) throw error;
  const { name, message, category, code, hint, details } = error;
  return { name, message, category, code, hint, details };
}

describe("a strategy in a process of its own", () => {
  it.each([
    ["version 2", sketchWithMemory(), 300],
    ["version 1", sketchVersion1({ signal: '{"score":0.4,"factors":{}}', riskLevels: '{"stop_loss":1.5}' }), 12],
  ])("says bit for bit what it says in this one (%s)", async (_version, wasm, bars) => {
    const options = { scoreThreshold: 0.35 };
    using session = await host.open(wasm, options);
    const story = storyOf(session, bars);
    expect(story).toEqual(storyOf(openHere(wasm, options), bars));
    expect(story).toContainEqual(session.meta);
    expect(new Set(story).size).toBeGreaterThan(bars);
  });

  it.each([
    ["traps", sketchStrategy({ onCandle: TRAP })],
    ["runs forever", sketchStrategy({ onCandle: [...FOREVER, ...f64Const(2)] })],
    ["answers nonsense", sketchStrategy({ onCandle: f64Const(3) })],
    ["gives levels that are no prices", sketchVersion1({ riskLevels: "[]" })],
  ])("fails in the same way when it %s", async (_what, wasm) => {
    const here = openHere(wasm);
    using there = await host.open(wasm);
    expect(faultOf(() => feedAndAsk(there))).toEqual(faultOf(() => feedAndAsk(here)));
    expect(faultOf(() => feed(there))).toEqual(faultOf(() => feed(here)));
    expect(faultOf(() => there.setPosition(0, 0))).toEqual(faultOf(() => here.setPosition(0, 0)));
    expect([there.stopLoss, there.takeProfit]).toEqual([Number.NaN, Number.NaN]);
    await untilGone(there.pid);
  });

  it("fails on the bar of a position that it cannot take", async () => {
    const here = openHere(sketchWithMemory());
    using there = await host.open(sketchWithMemory());
    expect([feed(here), feed(there)]).toEqual([0.5, 0.5]);
    there.setPosition(13, 100);
    expect(faultOf(() => feed(there))).toEqual(faultOf(() => here.setPosition(13, 100)));
  });

  it.each([
    ["is no module", new Uint8Array([1, 2, 3]), {}],
    ["runs forever at its start", sketchStrategy({ init: FOREVER }), {}],
    ["does not know a parameter", sketchStrategy({ meta: META }), { parameters: { slow: 1 } }],
  ])("is refused in the same way when it %s", async (_what, wasm, options) => {
    const refused = await host.open(wasm, options).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(
      faultOf(() => {
        throw refused;
      }),
    ).toEqual(faultOf(() => openHere(wasm, options)));
  });

  it("costs nobody else's turn when it crashes or hangs", async () => {
    await using hasty = new StrategyHost({ callTimeoutMs: 300 });
    const [killed, stopped, healthy] = await Promise.all([1, 2, 3].map(() => hasty.open(sketchWithMemory())));
    if (!killed || !stopped || !healthy) throw new Error("Expected three sessions");
    for (const session of [killed, stopped, healthy]) expect(feed(session)).toBe(0.5);
    process.kill(killed.pid ?? 0, "SIGKILL");
    process.kill(stopped.pid ?? 0, "SIGSTOP");
    await untilGone(killed.pid);
    expect(() => feed(killed)).toThrow("process to answer, found that it ended (signal SIGKILL) on bar 1");
    const startMs = performance.now();
    expect(faultOf(() => feed(stopped))).toMatchObject({ code: "strategy.timeout", details: { barIndex: 1 } });
    expect(performance.now() - startMs).toBeLessThan(5_000);
    expect(feed(healthy)).toBe(0.75);
    await untilGone(stopped.pid);
    expect(hasty.sessions).toBe(1);
  });

  it.runIf(process.platform === "linux")("ends one that outgrows its memory", async () => {
    await using narrow = new StrategyHost({ memoryMib: 20 });
    const outcome = async (): Promise<void> => {
      const session = await narrow.open(sketchStrategy());
      for (;;) {
        feed(session);
        await delay(20);
      }
    };
    await expect(outcome()).rejects.toThrow(/memory.*\d+ MiB/);
  });

  it("ends with its session, and all with their host", async () => {
    const pids: (number | undefined)[] = [];
    {
      await using small = new StrategyHost({ sessions: 2 });
      const first = await small.open(sketchStrategy());
      const second = await small.open(sketchStrategy());
      pids.push(first.pid, second.pid);
      await expect(small.open(sketchStrategy())).rejects.toMatchObject({ code: "strategy.host-full" });
      first[Symbol.dispose]();
      expect(() => feed(first)).toThrow("found a closed one");
      await untilGone(first.pid);
    }
    await Promise.all(pids.map(untilGone));
  });

  it("ends with a program that has nothing else to do, and lets it finish", () => {
    const script = fileURLToPath(new URL("../testing/host-user.ts", import.meta.url));
    const user = spawnSync(process.execPath, ["--conditions=source", script], { encoding: "utf8" });
    expect(user).toMatchObject({ status: 0, stdout: "closed", stderr: "" });
  });

  it("ends when its parent is killed with -9", async () => {
    const script = fileURLToPath(new URL("../testing/host-parent.ts", import.meta.url));
    const parent = spawn(process.execPath, ["--conditions=source", script], { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = (await once(parent.stdout, "data")) as [Buffer];
    const pid = Number(line);
    expect(() => process.kill(pid, 0)).not.toThrow();
    parent.kill("SIGKILL");
    await untilGone(pid);
  });
});

describe("what a strategy's process holds", () => {
  it("has no environment, may write, read, start and evaluate nothing", () => {
    const folder = mkdtempSync(join(tmpdir(), "rara-host-"));
    const secret = join(folder, "secret");
    writeFileSync(secret, "hunter2");
    const { command, flags, workingDirectory } = hostProcess(64);
    const script = fileURLToPath(new URL("../testing/host-probe.ts", import.meta.url));
    const probe = spawnSync(command, [...flags, script, secret], { env: {}, cwd: workingDirectory, encoding: "utf8" });
    rmSync(folder, { recursive: true });
    const denied = "ERR_ACCESS_DENIED";
    expect(JSON.parse(probe.stdout)).toEqual({
      write: denied,
      writeBesideItself: denied,
      read: denied,
      list: denied,
      spawn: denied,
      thread: denied,
      evaluate: expect.stringContaining("Code generation from strings disallowed"),
      environment: [],
      workingDirectory,
    });
  });

  it.runIf(existsSync("/proc/self/environ"))("is seen from outside to have none of it", async () => {
    using session: HostedStrategySession = await host.open(sketchStrategy());
    expect(readFileSync(`/proc/${session.pid}/environ`, "utf8")).toBe("");
    const commandLine = readFileSync(`/proc/${session.pid}/cmdline`, "utf8").split("\0");
    expect(commandLine).toContain("--permission");
    expect(commandLine.filter((word) => /^--allow-(?!fs-read=)/.test(word))).toEqual([]);
  });
});
