import { getEventListeners } from "node:events";
import { writeFile } from "node:fs/promises";
import { type Clock, RaraError } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { temporaryLog } from "../scripts/temporary-log.ts";
import { wallClock } from "../scripts/wall-clock.ts";
import { FALLBACK_POLL_MS } from "./limits.ts";
import { LogWatch } from "./log-watch.ts";

const NEVER = new AbortController().signal;

/** A clock that says how long each pause was to be, and for `real` pauses takes that long. */
function recordingClock(pausesMs: number[], real: boolean): Clock {
  return {
    ...wallClock,
    sleep: (durationMs, signal) => {
      pausesMs.push(durationMs);
      return real ? wallClock.sleep(durationMs, signal) : Promise.resolve();
    },
  };
}

describe("LogWatch", () => {
  it("looks every 250 ms on a quiet log, watcher or not", async () => {
    const pausesMs: number[] = [];
    const watch = new LogWatch("/nowhere/rara.db", recordingClock(pausesMs, false));
    watch.arm();
    await watch.wait(NEVER);
    expect(pausesMs).toEqual([FALLBACK_POLL_MS]);
  });

  it("looks soon after a sign of life and then ever more rarely", async () => {
    const pausesMs: number[] = [];
    const watch = new LogWatch("/nowhere/rara.db", recordingClock(pausesMs, true));
    watch.ring();
    while (pausesMs.at(-1) !== FALLBACK_POLL_MS) await watch.wait(NEVER);
    expect(pausesMs[0]).toBeLessThan(50);
    expect(pausesMs).toEqual([...pausesMs].sort((a, b) => a - b));
    expect(pausesMs.length).toBeLessThan(15);
  });

  it("wakes for a write to the -wal file beside the log, long before the next look", async () => {
    await using file = await temporaryLog();
    const hourly: Clock = { ...wallClock, sleep: (_durationMs, signal) => wallClock.sleep(3_600_000, signal) };
    const watch = new LogWatch(file.path, hourly);
    watch.arm();
    const woken = watch.wait(NEVER);
    await writeFile(`${file.path}-wal`, "x");
    await woken;
    watch.close(new RaraError("closed", { category: "interrupted", code: "closed" }));
  });

  it("leaves no listener on the signal, however a wait ends", async () => {
    const watch = new LogWatch("/nowhere/rara.db", wallClock);
    const stop = new AbortController();
    const woken = watch.wait(stop.signal);
    watch.ring();
    await woken;
    expect(getEventListeners(stop.signal, "abort")).toEqual([]);
    const aborted = expect(watch.wait(stop.signal)).rejects.toThrow("enough");
    stop.abort(new Error("enough"));
    await aborted;
    expect(getEventListeners(stop.signal, "abort")).toEqual([]);
  });

  it("ends every wait, now and later, with the reason for closing", async () => {
    const watch = new LogWatch("/nowhere/rara.db", wallClock);
    const waiting = [watch.wait(NEVER), watch.wait(NEVER)].map((wait) => expect(wait).rejects.toThrow("over"));
    watch.close(new RaraError("over", { category: "interrupted", code: "closed" }));
    await Promise.all(waiting);
    await expect(watch.wait(NEVER)).rejects.toThrow("over");
  });
});
