import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BoundedCommand, type BoundedOutcome, runBounded } from "./bounded-process.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rara-bounded-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function shell(script: string, bounds: Partial<BoundedCommand> = {}): Promise<BoundedOutcome> {
  return runBounded({
    file: "/bin/sh",
    arguments: ["-c", script],
    folder,
    searchPath: "/usr/bin:/bin",
    timeoutMs: 20_000,
    outputBytes: 10_000,
    ...bounds,
  });
}

describe.skipIf(process.platform === "win32")("runBounded", () => {
  it("gives a process its folder, PATH and nothing else of the environment", async () => {
    const outcome = await shell("pwd; env; cat; exit 3");
    const [place, ...environment] = outcome.stdout.trim().split("\n");
    expect(outcome).toMatchObject({ kind: "exited", exitCode: 3 });
    expect(place).toBe(folder);
    // The shell itself adds PWD and the like.
    expect(environment.filter((line) => !/^(?:PWD|OLDPWD|SHLVL|_)=/.test(line))).toEqual(["PATH=/usr/bin:/bin"]);
  });

  it("ends what the process started as well when its time is up", async () => {
    const outcome = await shell("sleep 30 & sleep 30", { timeoutMs: 200 });
    // The children hold the output open: it would not be closed before they are gone.
    expect(outcome).toMatchObject({ kind: "too-slow", exitCode: null });
  });

  it("ends a process that says too much", async () => {
    expect(await shell("while :; do echo aaaaaaaaaaaaaaaaaaaaaaaa; done")).toMatchObject({ kind: "too-much-output" });
  });

  it("ends a process on a signal, given before or after it began", async () => {
    expect(await shell("sleep 30", { signal: AbortSignal.abort() })).toMatchObject({ kind: "interrupted" });
    expect(await shell("sleep 30", { signal: AbortSignal.timeout(100) })).toMatchObject({ kind: "interrupted" });
  });

  it("says that there was no such program", async () => {
    expect(await shell("", { file: join(folder, "none") })).toMatchObject({ kind: "not-started" });
  });

  it("lets no file grow beyond its bound", async () => {
    const limits = { fileBytes: 65_536, addressSpaceBytes: 2 ** 32 };
    await shell("head -c 1000000 /dev/zero > big", limits);
    expect((await stat(join(folder, "big"))).size).toBe(65_536);
    expect(await shell("", { ...limits, arguments: ["-c", 'echo "$0 $1"', "o n e", "two"] })).toMatchObject({
      exitCode: 0,
      stdout: "o n e two\n",
    });
  });

  it.skipIf(process.platform !== "linux")("lets no process have more memory than its bound", async () => {
    const script = "dd if=/dev/zero of=/dev/null bs=300M count=1";
    const [small, large] = await Promise.all(
      [2 ** 28, 2 ** 30].map((addressSpaceBytes) => shell(script, { fileBytes: 65_536, addressSpaceBytes })),
    );
    expect(small?.exitCode).not.toBe(0);
    expect(large?.exitCode).toBe(0);
  });
});
