import { Worker } from "node:worker_threads";
import { RaraError } from "@rara-trading/domain";
import { parseStrategyMeta } from "../session/strategy-meta.ts";
import type { ParameterValues } from "../session/strategy-parameters.ts";
import { DEFAULT_STRATEGY_LIMITS, type StrategyLimits } from "../strategy-limits.ts";
import { DEFAULT_SCORE_THRESHOLD } from "../version1/version1-answers.ts";
import { refuseAbove } from "../wasm/refuse.ts";
import type { BridgeReply, BridgeRequest, BridgeSetup } from "./bridge-protocol.ts";
import { failureOf } from "./failure-text.ts";
import { HostChannel, type Loss } from "./host-channel.ts";
import { ReplyAt, ReplyStatus, RequestAt, RequestKind } from "./host-frames.ts";
import { DEFAULT_HOST_LIMITS, type HostLimits } from "./host-limits.ts";
import { hostProcess } from "./host-process.ts";
import { HostedStrategySession } from "./hosted-strategy-session.ts";
import type { OpenRequest } from "./strategy-host-worker.ts";

/** How a session in a process of its own is opened. */
export interface HostedSessionOptions {
  /** Values for some of the declared parameters; the others keep their defaults. */
  readonly parameters?: ParameterValues;
  /** Score that means a position to a strategy of version 1. */
  readonly scoreThreshold?: number;
  readonly limits?: StrategyLimits;
}

/** This file's own ending: `.ts` from source, `.js` when built. */
const EXTENSION = import.meta.url.endsWith(".ts") ? "ts" : "js";

/**
 * Runs strategies in processes of their own, one each, which hold no key, no environment and no network code, may write
 * nothing, and end when this process does, whatever ended it. The first session starts the thread that talks to them.
 */
export class StrategyHost implements AsyncDisposable {
  readonly #limits: HostLimits;
  readonly #live = new Set<number>();
  readonly #waiting = new Map<number, (pid: number | undefined) => void>();
  readonly #closed = Promise.withResolvers<void>();
  #bridge: Worker | undefined;
  #lastId = 0;
  #isClosing = false;

  constructor(limits: Partial<HostLimits> = {}) {
    this.#limits = { ...DEFAULT_HOST_LIMITS, ...limits };
  }

  /** Processes that are running. */
  get sessions(): number {
    return this.#live.size;
  }

  /**
   * Starts a process, has it load the module and brings the strategy to its first candle. The module is checked and
   * compiled there, never here.
   * @throws StrategyFault or RaraError as `loadStrategyModule` and `openStrategySession` do; RaraError
   * `strategy.host-failed` when the process did not get that far, `strategy.host-full` when too many are running.
   */
  async open(wasm: Uint8Array, options: HostedSessionOptions = {}): Promise<HostedStrategySession> {
    const { sessions, callTimeoutMs } = this.#limits;
    if (this.#live.size >= sessions) throw full(sessions);
    refuseAbove((options.limits ?? DEFAULT_STRATEGY_LIMITS).moduleBytes, wasm.length, "bytes in the module");
    const bridge = (this.#bridge ??= this.#startBridge());
    // While nobody waits for it, the bridge keeps no process alive.
    bridge.ref();
    const id = ++this.#lastId;
    this.#live.add(id);
    const channel = new HostChannel();
    const tell = (request: BridgeRequest): void => bridge.postMessage(request);
    const link = {
      channel,
      callTimeoutMs,
      send: () => tell(id),
      end: () => {
        if (this.#live.delete(id)) tell({ kind: "end", id });
      },
    };
    const settled = new Promise<number | undefined>((resolve) => this.#waiting.set(id, resolve));
    tell({ kind: "open", id, memory: channel.memory, body: openBody(channel, wasm, options) });
    const pid = await settled;
    try {
      return new HostedStrategySession(link, parseStrategyMeta(answerOf(channel)), pid);
    } catch (error) {
      link.end();
      throw error;
    }
  }

  /** Ends every process and waits until they are gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    const bridge = this.#bridge;
    if (bridge === undefined) return;
    this.#isClosing = true;
    bridge.ref();
    bridge.postMessage({ kind: "close" } satisfies BridgeRequest);
    await this.#closed.promise;
    this.#live.clear();
    await bridge.terminate();
  }

  #startBridge(): Worker {
    const { heapMib, memoryMib, openTimeoutMs } = this.#limits;
    const workerData: BridgeSetup = { process: hostProcess(heapMib), memoryMib, openTimeoutMs };
    const bridge = new Worker(new URL(`./host-bridge-worker.${EXTENSION}`, import.meta.url), { workerData });
    bridge.on("message", (reply: BridgeReply) => {
      if (reply.kind === "closed") return this.#closed.resolve();
      this.#waiting.get(reply.id)?.(reply.pid);
      this.#waiting.delete(reply.id);
      if (this.#waiting.size === 0 && !this.#isClosing) bridge.unref();
    });
    return bridge;
  }
}

/** Writes the request into the channel and returns what comes behind it. */
function openBody(channel: HostChannel, wasm: Uint8Array, options: HostedSessionOptions): Uint8Array {
  const { parameters = {}, scoreThreshold = DEFAULT_SCORE_THRESHOLD, limits = DEFAULT_STRATEGY_LIMITS } = options;
  const request: OpenRequest = { limits, parameters, scoreThreshold };
  const text = new TextEncoder().encode(JSON.stringify(request));
  const body = new Uint8Array(text.length + wasm.length);
  body.set(text);
  body.set(wasm, text.length);
  channel.request[RequestAt.kind] = RequestKind.open;
  channel.request[RequestAt.argument] = text.length;
  channel.request[RequestAt.argument + 1] = wasm.length;
  channel.ask();
  return body;
}

/** Returns the meta of an opened strategy, or throws why there is none. */
function answerOf(channel: HostChannel): string {
  // Lost or answered, whoever waits for the bridge's word has it already.
  if (!channel.isAnswered) throw failed(channel.loss);
  const text = channel.text(channel.reply[ReplyAt.textBytes] ?? 0);
  if (channel.reply[ReplyAt.status] === ReplyStatus.ok) return text;
  throw failureOf(text);
}

function failed({ loss, detail }: { readonly loss: Loss; readonly detail: string }): RaraError {
  const found = loss === "open-timeout" ? "that it took too long" : `${loss} (${detail})`;
  return new RaraError(`Expected the strategy's process to start and load its module, found ${found}`, {
    category: "refused",
    code: "strategy.host-failed",
    hint: "Try again when the machine is less busy; if it happens again, the module breaks its process: do not run it.",
  });
}

function full(sessions: number): RaraError {
  return new RaraError(`Expected at most ${sessions} strategies in processes of their own, found one more`, {
    category: "refused",
    code: "strategy.host-full",
    hint: "Close sessions before opening more.",
  });
}
