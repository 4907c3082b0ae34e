import { join } from "node:path";
import { SeededRandom } from "@rara-trading/domain";
import { SqliteEventBus } from "../../src/index.ts";
import { wallClock } from "../wall-clock.ts";
import { AcknowledgedFile } from "./acknowledged-file.ts";
import { sourceEvent } from "./kill-test-events.ts";
import { processOptions, report, stopSignal } from "./process-contract.ts";

/** Publications in flight at once. */
const LANES = 4;
const BATCH_MAX = 8;
const PAUSE_MS_MAX = 6;

/**
 * Publishes events 1, 2, 3 … of its name and records each once it is acknowledged. A new life goes on behind the last
 * record: what was stored without its record having been written is published again and must be recognised.
 */
async function publishUntilStopped(): Promise<void> {
  const { path, name, folder, life } = processOptions();
  const stop = stopSignal();
  const random = new SeededRandom(`${name}-${life}`);
  using acknowledged = new AcknowledgedFile(join(folder, `${name}.acknowledged`));
  await using bus = await SqliteEventBus.open({ path, clock: wallClock });
  let lastIndex = acknowledged.countBefore;

  const lane = async (): Promise<void> => {
    while (!stop.aborted) {
      const count = 1 + random.nextInt(BATCH_MAX);
      const events = Array.from({ length: count }, () => sourceEvent(name, ++lastIndex));
      const { seqs } = await bus.publish(events);
      acknowledged.append(events.map(({ eventId }, i) => ({ eventId, seq: seqs[i] ?? 0 })));
      report(count);
      await wallClock.sleep(random.nextInt(PAUSE_MS_MAX));
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

await publishUntilStopped();
if (process.connected) process.disconnect();
