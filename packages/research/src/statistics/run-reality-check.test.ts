import { type Clock, SeededRandom } from "@rara-trading/domain";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { RealityCheck } from "./reality-check.ts";
import { type KeyedReturns, runRealityCheck } from "./run-reality-check.ts";
import { drawStationaryResamples } from "./stationary-bootstrap.ts";

const clock: Clock = {
  nowMs: () => Date.now(),
  sleep: (durationMs, signal) => sleep(durationMs, undefined, signal === undefined ? {} : { signal }),
};

function* models(count: number, days: number): Generator<KeyedReturns> {
  const random = new SeededRandom("models");
  for (let k = 0; k < count; k++) {
    yield { key: `model-${k}`, returns: Float32Array.from({ length: days }, () => 0.0063 * random.nextNormal()) };
  }
}

const draw = (days: number, count: number) =>
  drawStationaryResamples({ days, count, meanBlockDays: 10, random: new SeededRandom("draws") });

describe("runRealityCheck", () => {
  it("finds what a RealityCheck filled by hand finds, and reports its progress", async () => {
    const resamples = draw(100, 99);
    const all = [...models(40, 100)];
    const byHand = new RealityCheck(resamples);
    for (const { key, returns } of all) byHand.add(key, returns);
    const progress: number[] = [];
    const control = { clock, signal: new AbortController().signal, onProgress: (done: number) => progress.push(done) };
    expect(await runRealityCheck(all, resamples, control)).toEqual(byHand.result());
    expect(progress).toEqual([16, 32, 40]);
  });

  it("stops when the signal aborts, also one that aborts from another task", async () => {
    const controller = new AbortController();
    const resamples = draw(1000, 500);
    setTimeout(() => controller.abort(new Error("enough")), 5);
    const run = runRealityCheck(models(50_000, 1000), resamples, { clock, signal: controller.signal });
    await expect(run).rejects.toThrow();
    await expect(runRealityCheck([], resamples, { clock, signal: controller.signal })).rejects.toThrow("enough");
  });

  it("compares 600 models over 3,000 days with 1,000 resamples in a few seconds", async () => {
    const all = [...models(600, 3000)];
    const startedMs = performance.now();
    const result = await runRealityCheck(all, draw(3000, 1000), {
      clock,
      signal: new AbortController().signal,
    });
    expect(result.distinctModels).toBe(600);
    // 1.8 thousand million day weights: measured 0.7 s alone on one core, the rest is room for a busy machine.
    expect(performance.now() - startedMs).toBeLessThan(8000);
  });
});
