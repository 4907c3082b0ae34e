import { type EventBatch, SeededRandom, type Subscription } from "@rara-trading/domain";
import { SqliteEventBus } from "../../src/index.ts";
import { wallClock } from "../wall-clock.ts";
import { effectEvent, SOURCE_TYPE } from "./kill-test-events.ts";
import { processOptions, report, stopSignal } from "./process-contract.ts";

const BATCH_MAX = 40;
const WORK_MS_MAX = 4;

async function nextBatch(subscription: Subscription, stop: AbortSignal): Promise<EventBatch | undefined> {
  try {
    return await subscription.next(stop);
  } catch (error) {
    if (stop.aborted) return undefined;
    throw error;
  }
}

/** Answers every source event with one effect, in the transaction that moves its cursor. */
async function consumeUntilStopped(): Promise<void> {
  const { path, name, life } = processOptions();
  const stop = stopSignal();
  const random = new SeededRandom(`${name}-${life}`);
  await using bus = await SqliteEventBus.open({ path, clock: wallClock });
  await using subscription = await bus.subscribe(name, { types: [SOURCE_TYPE], batchMax: BATCH_MAX, start: "first" });
  let attempts = 0;
  for (;;) {
    const batch = await nextBatch(subscription, stop);
    if (batch === undefined) return;
    const effects = batch.events.map((event) => effectEvent(`effect-${life}-${++attempts}`, event.eventId));
    await wallClock.sleep(random.nextInt(WORK_MS_MAX));
    await subscription.acknowledge(batch, effects);
    report(effects.length);
  }
}

await consumeUntilStopped();
if (process.connected) process.disconnect();
