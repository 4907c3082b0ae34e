import { describe, expect, it } from "vitest";
import type { ProbeTask } from "../testing/pool-probe-worker.ts";
import { WorkerPool } from "./worker-pool.ts";

function openPool(workers = 2): WorkerPool<ProbeTask, number> {
  const url = new URL("../testing/pool-probe-worker.ts", import.meta.url);
  return new WorkerPool({ url, workerData: 10, workers, name: "probe" });
}

const TASKS = Array.from({ length: 20 }, (_, i) => i);

describe("WorkerPool", () => {
  it.each([1, 3])("answers in the order of the tasks with %d workers, run after run", async (workers) => {
    await using pool = openPool(workers);
    const progress: number[] = [];
    expect(await pool.run(TASKS, { onProgress: (done) => void progress.push(done) })).toEqual(TASKS.map((i) => i * 10));
    expect(progress).toEqual(TASKS.map((i) => i + 1));
    expect(await pool.run([7])).toEqual([70]);
    expect(await pool.run([])).toEqual([]);
  });

  it.each([
    ["fail", "probe.failed", /Expected better/],
    ["throw", "internal", /thrown by the probe/],
    ["exit", "pool.crashed", /found that it ended \(3\)/],
  ] as const)("fails the run when a worker says %s, and every later one", async (task, code, message) => {
    await using pool = openPool();
    const run = pool.run([1, 2, task, ...TASKS]);
    await expect(run).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    await expect(pool.run([1])).rejects.toMatchObject({ code });
  });

  it("stops a run whose workers hang when its signal aborts", async () => {
    await using pool = openPool();
    const stop = new AbortController();
    const run = pool.run(["hang", "hang", "hang"], { signal: stop.signal });
    stop.abort(new Error("enough"));
    await expect(run).rejects.toThrow("enough");
    await using other = openPool();
    await expect(other.run([1], { signal: stop.signal })).rejects.toThrow("enough");
  });

  it("rejects a run that is under way when it is closed", async () => {
    const pool = openPool();
    const run = pool.run(["hang"]);
    const rejected = expect(run).rejects.toMatchObject({ code: "pool.closed" });
    await pool[Symbol.asyncDispose]();
    await rejected;
  });

  it("takes one run at a time, and a number of workers that makes sense", async () => {
    await using pool = openPool(1);
    const first = pool.run([1]);
    await expect(pool.run([2])).rejects.toMatchObject({ code: "pool.busy" });
    expect(await first).toEqual([10]);
    for (const workers of [0, -1, 1.5, 65]) expect(() => openPool(workers)).toThrow(/1 to 64 workers/);
  });
});
