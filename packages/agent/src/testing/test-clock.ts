import type { Clock } from "@rara-trading/domain";

/** A clock that shows what the test says and whose sleeps end at once; it remembers them. */
export class TestClock implements Clock {
  atMs = Date.UTC(2026, 0, 31, 12);
  readonly sleepsMs: number[] = [];

  nowMs(): number {
    return this.atMs;
  }

  async sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.sleepsMs.push(durationMs);
    this.atMs += durationMs;
    await Promise.resolve();
  }
}
