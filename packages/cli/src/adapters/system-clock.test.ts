import { describe, expect, it } from "vitest";
import { RandomIdSource } from "./random-id-source.ts";
import { SystemClock } from "./system-clock.ts";

describe("the system's clock", () => {
  it("sleeps at least as long as asked", async () => {
    const clock = new SystemClock();
    const startedAtMs = clock.nowMs();
    await clock.sleep(20);
    // A timer may fire up to one millisecond early by the wall clock.
    expect(clock.nowMs() - startedAtMs).toBeGreaterThanOrEqual(19);
  });

  it("stops sleeping with the signal's own reason, before or during the sleep", async () => {
    const reason = new Error("enough");
    await expect(new SystemClock().sleep(60_000, AbortSignal.abort(reason))).rejects.toBe(reason);
    const controller = new AbortController();
    const sleeping = new SystemClock().sleep(60_000, controller.signal);
    controller.abort(reason);
    await expect(sleeping).rejects.toBe(reason);
  });
});

describe("random ids", () => {
  it("name their kind and do not repeat", () => {
    const ids = new RandomIdSource();
    const drawn = Array.from({ length: 1000 }, () => ids.next("run"));
    expect(new Set(drawn).size).toBe(1000);
    for (const id of drawn) expect(id).toMatch(/^run-[0-9a-f]{16}$/);
  });
});
