import { execFileSync, spawn } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { cleanEnvironment, LAUNCHER, type RunningRara, watch } from "./testing/run-rara.ts";

const home = mkdtempSync(join(tmpdir(), "rara-launcher-"));
const OLD_NODE = "/usr/bin/node";
const OLD_MAJOR_MAX = 22;

/** Whether this machine has a Node of its own that is too old for the sources. */
function hasOldNode(): boolean {
  if (!existsSync(OLD_NODE)) return false;
  return (
    Number(execFileSync(OLD_NODE, ["-p", "process.versions.node.split('.')[0]"], { encoding: "utf8" })) <= OLD_MAJOR_MAX
  );
}

function start(command: string, args: readonly string[], env: Record<string, string> = {}): RunningRara {
  return watch(spawn(command, args, { cwd: home, env: cleanEnvironment({ home, env }), stdio: "pipe" }));
}

/** Returns a copy of the launcher whose sources wait for an interruption, with the project's packages in reach. */
function launcherThatWaits(): string {
  const folder = mkdtempSync(join(tmpdir(), "rara-clone-"));
  mkdirSync(join(folder, "packages"));
  const source = dirname(dirname(LAUNCHER));
  const clone = join(folder, "packages", "cli");
  cpSync(source, clone, { recursive: true, filter: (path) => !path.includes("node_modules") });
  symlinkSync(join(source, "..", "..", "node_modules"), join(folder, "node_modules"));
  cpSync(fileURLToPath(new URL("./testing/waiting-main.ts", import.meta.url)), join(clone, "src", "main.ts"));
  return join(clone, "bin", "rara-trading.js");
}

describe("the launcher", () => {
  it("can be run by its own first line, as npm's link runs it", async () => {
    const { code, stdout, stderr } = await start(LAUNCHER, ["--version"]).result;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it("adds the source condition where its caller left it out, without a warning", async () => {
    const { code, stderr } = await start(process.execPath, [LAUNCHER, "--version"]).result;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  it("passes arguments and exit codes on", async () => {
    const result = await start(process.execPath, [LAUNCHER, "config", "get", "no such key"]).result;
    expect(result.code).toBe(4);
    expect(result.document().error?.message).toContain('"no such key"');
  });
});

// Without an old Node on the machine these cannot run; vitest lists them as skipped.
describe.skipIf(!hasOldNode())("the launcher on a Node that is too old", () => {
  it("changes to the pinned runtime, without a warning", async () => {
    const { code, stdout, stderr } = await start(OLD_NODE, [LAUNCHER, "--version"]).result;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it("changes to it from npm's link as well", async () => {
    const link = join(mkdtempSync(join(tmpdir(), "rara-bin-")), "rara-trading");
    symlinkSync(LAUNCHER, link);
    const result = await start(link, ["config", "get", "x"], { PATH: "/usr/bin:/bin" }).result;
    expect(result).toMatchObject({ code: 4, stderr: "" });
    expect(result.document().error?.code).toBe("config.unknown-key");
  });

  it.each([
    ["SIGINT", ["SIGTERM"]],
    ["SIGTERM", ["SIGTERM"]],
  ] as const)("passes %s on, once, and its exit code back", async (signal, received) => {
    const running = start(OLD_NODE, [launcherThatWaits()]);
    await running.stderrHas("waiting");
    running.process.kill(signal);
    const { code, stdout } = await running.result;
    expect({ code, received: JSON.parse(stdout) as unknown }).toEqual({ code: 130, received });
  });

  it("says in one line what is needed when there is no pinned runtime, and exits with 4", async () => {
    const lonely = join(mkdtempSync(join(tmpdir(), "rara-lonely-")), "rara-trading.mjs");
    cpSync(LAUNCHER, lonely);
    chmodSync(lonely, 0o755);
    const { code, stdout, stderr } = await start(OLD_NODE, [lonely, "--help"]).result;
    expect({ code, stdout }).toEqual({ code: 4, stdout: "" });
    expect(stderr).toMatch(/^rara-trading needs Node 24\.15\.0 or newer and found 2\d\.\d+\.\d+: [^\n]+\n$/);
  });
});
