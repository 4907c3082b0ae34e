import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { RaraError } from "@rara-trading/domain";
import {
  errorOf,
  type FromWorker,
  requestEvents,
  requestRecords,
  type ToWorker,
  type WriteRequest,
  type WriteResult,
  type WriteResults,
} from "./commit-protocol.ts";
import { QUEUED_BYTES_MAX, QUEUED_EVENTS_MAX } from "./limits.ts";

interface Waiting {
  readonly events: number;
  readonly bytes: number;
  resolve(result: WriteResult): void;
  reject(error: RaraError): void;
}

/** Returns the worker's file beside the module at `moduleUrl`, with that module's extension: `.ts`, or `.js` as emitted. */
export function workerUrl(moduleUrl: string): URL {
  return new URL(`./commit-worker${extname(new URL(moduleUrl).pathname)}`, moduleUrl);
}

function send(worker: Worker, message: ToWorker): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin, a window has
  worker.postMessage(message);
}

/** The main thread's side of group commit: a bounded queue in front of the worker that owns the writing connection. */
export class CommitClient {
  readonly #path: string;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #exited: Promise<void> = Promise.resolve();
  #stopped: RaraError | undefined;
  #lastId = 0;
  #events = 0;
  #bytes = 0;

  /** Starts no thread yet: a process that only reads never needs one. */
  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Queues a request and resolves once it is durable.
   * @throws RaraError `event.queue-full`, `event.writer-stopped` after a fault of the disk, or the request's own fault.
   */
  async submit<Kind extends keyof WriteResults>(
    request: Extract<WriteRequest, { readonly kind: Kind }>,
  ): Promise<WriteResults[Kind]> {
    if (this.#stopped !== undefined) throw this.#stopped;
    const events = requestEvents(request);
    const bytes = requestRecords(request).reduce((sum, record) => sum + Buffer.byteLength(record.payload), 0);
    this.#refuseOverflow(events, bytes);
    const worker = (this.#worker ??= this.#start());
    const id = ++this.#lastId;
    const result = new Promise<WriteResult>((resolve, reject) => {
      this.#waiting.set(id, { events, bytes, resolve, reject });
    });
    this.#events += events;
    this.#bytes += bytes;
    // What waits for a commit keeps the process alive; an idle writer does not.
    worker.ref();
    send(worker, { kind: "request", id, request });
    // Sound: the worker answers each kind of request with that kind of result.
    return (await result) as WriteResults[Kind];
  }

  /** Waits for everything queued, then ends the thread. What is submitted afterwards is refused with `reason`. */
  async close(reason: RaraError): Promise<void> {
    this.#stopped ??= reason;
    const worker = this.#worker;
    this.#worker = undefined;
    if (worker !== undefined) {
      worker.ref();
      send(worker, { kind: "close" });
    }
    await this.#exited;
  }

  #refuseOverflow(events: number, bytes: number): void {
    if (this.#events + events <= QUEUED_EVENTS_MAX && this.#bytes + bytes <= QUEUED_BYTES_MAX) return;
    throw new RaraError(
      `Expected at most ${QUEUED_EVENTS_MAX} events and ${QUEUED_BYTES_MAX} bytes waiting for their commit, ` +
        `found ${this.#events + events} events and ${this.#bytes + bytes} bytes`,
      {
        category: "refused",
        code: "event.queue-full",
        hint: "Await publications before making more: nothing of this one was stored.",
        details: { eventsMax: QUEUED_EVENTS_MAX, bytesMax: QUEUED_BYTES_MAX },
      },
    );
  }

  #start(): Worker {
    const worker = new Worker(workerUrl(import.meta.url), {
      workerData: { path: this.#path },
      name: "event-log-writer",
    });
    worker.on("message", (message: FromWorker) => {
      this.#settle(message);
      if (this.#waiting.size === 0) worker.unref();
    });
    worker.on("error", (error) => {
      this.#stop(RaraError.from(error));
    });
    this.#exited = new Promise((resolve) => {
      worker.on("exit", () => {
        this.#stop(undefined);
        resolve();
      });
    });
    return worker;
  }

  #settle({ ids, outcomes, fatal }: FromWorker): void {
    if (fatal !== undefined) this.#stopped ??= writerStopped(errorOf(fatal));
    for (const [i, id] of ids.entries()) {
      const waiting = this.#waiting.get(id);
      const outcome = outcomes[i];
      if (waiting === undefined || outcome === undefined) continue;
      this.#waiting.delete(id);
      this.#events -= waiting.events;
      this.#bytes -= waiting.bytes;
      if (outcome.kind === "committed") waiting.resolve(outcome.result);
      else waiting.reject(errorOf(outcome.failure));
    }
  }

  #stop(cause: RaraError | undefined): void {
    this.#stopped ??= writerStopped(cause);
    for (const waiting of this.#waiting.values()) waiting.reject(this.#stopped);
    this.#waiting.clear();
  }
}

/** A fault of the writer's thread ends the handle: what it had queued may or may not be stored. */
function writerStopped(cause: RaraError | undefined): RaraError {
  return new RaraError(
    `Expected a running log writer, found it stopped${cause === undefined ? "" : `: ${cause.message}`}`,
    {
      category: cause?.category ?? "bug",
      code: "event.writer-stopped",
      hint: cause?.hint ?? "Open the bus again and publish the same event ids: what was stored is recognised.",
      ...(cause === undefined ? {} : { cause }),
    },
  );
}
