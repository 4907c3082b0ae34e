import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import type { DatabaseSync } from "node:sqlite";
import { RaraError } from "@rara-trading/domain";
import { commitGroup } from "./commit-group.ts";
import { failureOf, type FromWorker, type QueuedRequest, requestEvents, type ToWorker } from "./commit-protocol.ts";
import { GROUP_EVENTS_MAX } from "./limits.ts";
import { LogWriter } from "./log-writer.ts";
import { openWritable } from "./open-database.ts";

/** Removes and returns the requests of the next group: at least one, else as many as `GROUP_EVENTS_MAX` allows. */
function takeGroup(queue: QueuedRequest[]): readonly QueuedRequest[] {
  let events = 0;
  const end = queue.findIndex(({ request }, i) => (events += requestEvents(request)) > GROUP_EVENTS_MAX && i > 0);
  return queue.splice(0, end === -1 ? queue.length : end);
}

/**
 * Runs the thread that owns the writing connection. While an fsync runs, requests gather; each flush commits what
 * has gathered, so one publisher waits for one fsync and a hundred wait for the same one.
 */
function serve(port: MessagePort, database: DatabaseSync): void {
  const writer = new LogWriter(database);
  const queue: QueuedRequest[] = [];
  let closing = false;
  let scheduled: NodeJS.Immediate | undefined;

  const flush = (): void => {
    scheduled = undefined;
    const group = takeGroup(queue);
    const requests = group.map(({ request }) => request);
    const { outcomes, fatal } = commitGroup(database, writer, requests);
    const ids = group.map(({ id }) => id);
    port.postMessage({ ids, outcomes, fatal } satisfies FromWorker);
    if (fatal === undefined) advance();
    else port.close();
  };

  const advance = (): void => {
    if (queue.length > 0) scheduled ??= setImmediate(flush);
    else if (closing) {
      database.close();
      port.close();
    }
  };

  port.on("message", (message: ToWorker) => {
    if (message.kind === "close") closing = true;
    else queue.push(message);
    advance();
  });
}

/** Opens the log and serves it, or says why it cannot and ends. */
function start(port: MessagePort, path: string): void {
  try {
    serve(port, openWritable(path, "full"));
  } catch (error) {
    port.postMessage({ ids: [], outcomes: [], fatal: failureOf(RaraError.from(error)) } satisfies FromWorker);
    port.close();
  }
}

if (parentPort === null) {
  throw new RaraError("Expected to run in a worker thread, found the main thread", {
    category: "bug",
    code: "event.worker",
  });
}
start(parentPort, (workerData as { readonly path: string }).path);
