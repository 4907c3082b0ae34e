import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "@rara-trading/domain";

/** The machine's clock, shifted by `aheadMs`: a process that runs ahead finds the leases of a killed one expired. */
export function wallClock(aheadMs = 0): Clock {
  return {
    nowMs: () => Date.now() + aheadMs,
    async sleep(durationMs, signal) {
      try {
        await delay(durationMs, undefined, signal === undefined ? {} : { signal });
      } catch (error) {
        signal?.throwIfAborted();
        throw error;
      }
    },
  };
}
