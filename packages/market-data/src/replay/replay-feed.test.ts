import type { Clock } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { describeCandleFeedContract } from "../candle-feed-contract.ts";
import { sampleCandles } from "../testing/sample-candles.ts";
import { ReplayFeed } from "./replay-feed.ts";

/** Time that passes only while someone sleeps. */
class VirtualClock implements Clock {
  #nowMs = 1_000_000;
  readonly sleptMs: number[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  pass(durationMs: number): void {
    this.#nowMs += durationMs;
  }

  async sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.sleptMs.push(durationMs);
    this.pass(durationMs);
    await Promise.resolve();
  }
}

describeCandleFeedContract("ReplayFeed at full speed", (candles) => {
  return new ReplayFeed(candles, { speed: "max", clock: new VirtualClock() });
});
describeCandleFeedContract("ReplayFeed at 100 bars a second", (candles) => {
  return new ReplayFeed(candles, { speed: 100, clock: new VirtualClock() });
});

describe("ReplayFeed", () => {
  const signal = new AbortController().signal;

  it("spaces the bars by its speed and yields the first at once", async () => {
    const clock = new VirtualClock();
    const atMs: number[] = [];
    for await (const _ of new ReplayFeed(sampleCandles("1h", 0, 4), { speed: 4, clock }).candles(signal)) {
      atMs.push(clock.nowMs() - 1_000_000);
    }
    expect(atMs).toEqual([0, 250, 500, 750]);
  });

  it("hands over at once what was traded before, and paces the rest", async () => {
    const clock = new VirtualClock();
    const candles = sampleCandles("1h", 0, 5);
    const atMs: number[] = [];
    const atOnceUntilMs = candles.openTimeMs[2] ?? 0;
    for await (const _ of new ReplayFeed(candles, { speed: 2, clock, atOnceUntilMs }).candles(signal)) {
      atMs.push(clock.nowMs() - 1_000_000);
    }
    expect(atMs).toEqual([0, 0, 0, 0, 500]);
  });

  it("makes up for a consumer that took long", async () => {
    const clock = new VirtualClock();
    for await (const candle of new ReplayFeed(sampleCandles("1h", 0, 5), { speed: 10, clock }).candles(signal)) {
      if (candle.openTimeMs === 0) clock.pass(250);
    }
    expect(clock.sleptMs).toEqual([50, 100]);
  });

  it("ends without an error when the signal aborts while it waits", async () => {
    const controller = new AbortController();
    const clock = new VirtualClock();
    clock.sleep = async (_durationMs, waiting) => {
      controller.abort();
      await Promise.resolve();
      waiting?.throwIfAborted();
    };
    let taken = 0;
    for await (const _ of new ReplayFeed(sampleCandles("1h", 0, 5), { speed: 1, clock }).candles(controller.signal)) {
      taken++;
    }
    expect(taken).toBe(1);
  });

  it("lets timers run during a replay at full speed", async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 1);
    let taken = 0;
    const feed = new ReplayFeed(sampleCandles("1m", 0, 2_000_000), { speed: "max", clock: new VirtualClock() });
    for await (const _ of feed.candles(controller.signal)) taken++;
    expect(taken).toBeGreaterThan(0);
    expect(taken).toBeLessThan(2_000_000);
  });

  it.each([0, -1, NaN, Infinity])("refuses a speed of %d", (speed) => {
    expect(() => new ReplayFeed(sampleCandles("1h", 0, 1), { speed, clock: new VirtualClock() })).toThrow(
      expect.objectContaining({ code: "data.replay-speed", category: "usage" }),
    );
  });
});
