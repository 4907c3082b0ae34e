import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "@rara-trading/domain";

/** The machine's clock, for this package's tests and scripts; programs get theirs from the command line package. */
export const wallClock: Clock = {
  nowMs: () => Date.now(),
  async sleep(durationMs, signal) {
    try {
      await delay(durationMs, undefined, { signal });
    } catch (error) {
      throw signal?.aborted === true ? signal.reason : error;
    }
  },
};
