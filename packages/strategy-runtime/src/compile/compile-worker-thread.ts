import { Worker } from "node:worker_threads";
import { RaraError, StrategyFault } from "@rara-trading/domain";
import { sdkSources } from "@rara-trading/strategy-api";
import { HOST_FUNCTION_NAMES } from "../wasm/host-functions.ts";
import type { CompileReply, CompileRequest, CompilerReady, CompileWorkerData } from "./compile-protocol.ts";
import { COMPILER_FLAGS, COMPILER_VERSION } from "./compiler-identity.ts";
import type { CompilerLimits } from "./compiler-limits.ts";

/** This file's own ending: `.ts` from source, `.js` when built. */
const EXTENSION = import.meta.url.endsWith(".ts") ? "ts" : "js";

/**
 * One worker thread with the compiler in it. It takes one source at a time; after anything but a proper answer it is
 * dead, and its owner starts another.
 */
export class CompileWorkerThread {
  readonly #worker: Worker;
  readonly #limits: CompilerLimits;
  #timer: NodeJS.Timeout | undefined;
  #ready = false;
  #settle: ((reply: CompileReply | Error) => void) | undefined;
  #dead = false;
  #compilations = 0;

  constructor(limits: CompilerLimits) {
    const workerData: CompileWorkerData = {
      compilerVersion: COMPILER_VERSION,
      flags: COMPILER_FLAGS,
      allowedImports: HOST_FUNCTION_NAMES,
      sdk: [...sdkSources()],
    };
    this.#limits = limits;
    this.#worker = new Worker(new URL(`./compile-worker.${EXTENSION}`, import.meta.url), {
      workerData,
      env: {},
      argv: [],
      execArgv: [],
      stdin: false,
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: limits.heapMib },
    });
    this.#worker.on("message", (message: CompileReply | CompilerReady) => this.#take(message));
    this.#worker.on("error", (error: unknown) => this.#fail(crashOf(error)));
    this.#worker.on("exit", (code) => this.#fail(crashOf(new Error(`the compiler exited with code ${code}`))));
    // An idle compiler must not keep the process alive.
    this.#worker.unref();
  }

  get isDead(): boolean {
    return this.#dead;
  }

  /** Answers given so far. */
  get compilations(): number {
    return this.#compilations;
  }

  /**
   * Compiles one source.
   * @throws StrategyFault `timeout`; RaraError `strategy.compiler-crashed`, or `strategy.compile-interrupted` on `signal`.
   */
  async compile(request: CompileRequest, signal?: AbortSignal): Promise<CompileReply> {
    const interrupt = (): void => this.#fail(interrupted());
    signal?.addEventListener("abort", interrupt, { once: true });
    this.#worker.ref();
    try {
      return await new Promise<CompileReply>((resolve, reject) => {
        this.#settle = (reply) => (reply instanceof Error ? reject(reply) : resolve(reply));
        this.#startTimer(this.#ready ? this.#limits.timeoutMs : this.#limits.startTimeoutMs);
        this.#worker.postMessage(request, []);
      });
    } finally {
      this.#settle = undefined;
      clearTimeout(this.#timer);
      this.#worker.unref();
      signal?.removeEventListener("abort", interrupt);
    }
  }

  /** Ends the thread, whatever it is doing. */
  async terminate(): Promise<void> {
    this.#fail(interrupted());
    await this.#worker.terminate();
  }

  #take(message: CompileReply | CompilerReady): void {
    if (message.kind === "ready") {
      this.#ready = true;
      // Loading the compiler is not the source's fault: its own time begins here.
      if (this.#settle !== undefined) this.#startTimer(this.#limits.timeoutMs);
      return;
    }
    this.#compilations++;
    if (message.kind === "crashed") this.#fail(crashOf(new Error(message.message)));
    else this.#settle?.(message);
  }

  #startTimer(timeoutMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#fail(tooSlow(timeoutMs)), timeoutMs);
  }

  #fail(error: Error): void {
    if (!this.#dead) void this.#worker.terminate();
    this.#dead = true;
    this.#settle?.(error);
  }
}

/** The error of a compilation that its caller gave up. */
export function interrupted(): RaraError {
  return new RaraError("Expected to finish compiling a strategy, found it interrupted", {
    category: "interrupted",
    code: "strategy.compile-interrupted",
  });
}

function tooSlow(timeoutMs: number): StrategyFault {
  return new StrategyFault(
    "timeout",
    `Expected the strategy to compile within ${timeoutMs} ms, found it still running`,
  );
}

function crashOf(cause: unknown): RaraError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new RaraError(`Expected the compiler to answer, found that it crashed: ${reason}`, {
    category: "refused",
    code: "strategy.compiler-crashed",
    hint: "Simplify the strategy's source: deep nesting, huge generics or very long expressions break the compiler.",
    cause,
  });
}
