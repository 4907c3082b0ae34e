import { type ChildProcess, fork } from "node:child_process";
import { RaraError, StrategyFault } from "@rara-trading/domain";
import { sdkSources } from "@rara-trading/strategy-api";
import { HOST_FUNCTION_NAMES } from "../wasm/host-functions.ts";
import type { CompileReply, CompileRequest, CompilerReady, CompilerSetup } from "./compile-protocol.ts";
import { COMPILER_FLAGS, COMPILER_VERSION } from "./compiler-identity.ts";
import type { CompilerLimits } from "./compiler-limits.ts";

/** This file's own ending: `.ts` from source, `.js` when built. */
const EXTENSION = import.meta.url.endsWith(".ts") ? "ts" : "js";
/** Characters of the process's last words that are kept, to tell why it died. */
const LAST_WORDS_MAX = 4096;
/** Reads modules, starts its watchdog, and may nothing else: no other file access, no process, no addon. */
const PERMISSIONS = ["--permission", "--allow-fs-read=*", "--allow-worker", "--no-warnings"] as const;
/** V8's flag for compiling WebAssembly once, fast, and never again. */
const BASELINE_ONLY = "--liftoff-only";

/**
 * One child process with the compiler in it, without environment or write access. It takes one source at a time; after
 * anything but a proper answer it is killed, and its owner starts another.
 */
export class CompileProcess {
  readonly #child: ChildProcess;
  readonly #limits: CompilerLimits;
  readonly #exited: Promise<void>;
  #timer: NodeJS.Timeout | undefined;
  #ready = false;
  #settle: ((reply: CompileReply | Error) => void) | undefined;
  #dead = false;
  #compilations = 0;
  #lastWords = "";

  constructor(limits: CompilerLimits) {
    const setup: CompilerSetup = {
      compilerVersion: COMPILER_VERSION,
      flags: COMPILER_FLAGS,
      allowedImports: HOST_FUNCTION_NAMES,
      sdk: [...sdkSources()],
      memoryMib: limits.memoryMib,
    };
    this.#limits = limits;
    const child = fork(new URL(`./compile-worker.${EXTENSION}`, import.meta.url), [], {
      env: {},
      execArgv: [
        ...PERMISSIONS,
        ...(limits.fewSources ? [BASELINE_ONLY] : []),
        `--max-old-space-size=${limits.heapMib}`,
      ],
      serialization: "advanced",
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    this.#child = child;
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#lastWords = (this.#lastWords + text).slice(-LAST_WORDS_MAX);
    });
    child.on("message", (message: CompileReply | CompilerReady) => this.#take(message));
    child.on("error", (error) => this.#fail(crashOf(error.message, error)));
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#exited = promise;
    child.once("close", (code, signal) => {
      this.#fail(crashOf(this.#reasonOf(code, signal)));
      resolve();
    });
    this.#send(setup);
    // An idle compiler must not keep this process alive; it ends by itself when the channel closes.
    this.#hold(false);
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
    this.#hold(true);
    try {
      return await new Promise<CompileReply>((resolve, reject) => {
        this.#settle = (reply) => (reply instanceof Error ? reject(reply) : resolve(reply));
        this.#startTimer(this.#ready ? this.#limits.timeoutMs : this.#limits.startTimeoutMs);
        this.#send(request);
      });
    } finally {
      this.#settle = undefined;
      clearTimeout(this.#timer);
      this.#hold(false);
      signal?.removeEventListener("abort", interrupt);
    }
  }

  /** Ends the process, whatever it is doing, and waits until it is gone. */
  async terminate(): Promise<void> {
    this.#hold(true);
    this.#fail(interrupted());
    await this.#exited;
  }

  #send(message: CompilerSetup | CompileRequest): void {
    // A channel that broke is reported by the process's end as well.
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  #hold(alive: boolean): void {
    const handles = [this.#child, this.#child.channel, this.#child.stderr];
    for (const handle of handles) {
      if (handle && "ref" in handle && "unref" in handle) {
        const { ref, unref } = handle as { ref: () => void; unref: () => void };
        (alive ? ref : unref).call(handle);
      }
    }
  }

  #take(message: CompileReply | CompilerReady): void {
    if (message.kind === "ready") {
      this.#ready = true;
      // Loading the compiler is not the source's fault: its own time begins here.
      if (this.#settle !== undefined) this.#startTimer(this.#limits.timeoutMs);
      return;
    }
    this.#compilations++;
    if (message.kind === "crashed") this.#fail(crashOf(message.message));
    else this.#settle?.(message);
  }

  #startTimer(timeoutMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#fail(tooSlow(timeoutMs)), timeoutMs);
  }

  #fail(error: Error): void {
    if (!this.#dead) this.#child.kill("SIGKILL");
    this.#dead = true;
    this.#settle?.(error);
  }

  /** Nobody but its watchdog, or the system for the same reason, kills the process while it lives for us. */
  #reasonOf(code: number | null, signal: NodeJS.Signals | null): string {
    const { heapMib, memoryMib } = this.#limits;
    if (signal === "SIGKILL") return `it used more than ${memoryMib} MiB of memory`;
    if (this.#lastWords.includes("heap out of memory")) return `it used more than ${heapMib} MiB of heap memory`;
    return `it exited with ${signal ?? `code ${code}`}`;
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

function crashOf(reason: string, cause?: unknown): RaraError {
  return new RaraError(`Expected the compiler to answer, found that it crashed: ${reason}`, {
    category: "refused",
    code: "strategy.compiler-crashed",
    hint: "Simplify the strategy's source: deep nesting, huge generics or very long expressions break the compiler.",
    cause,
  });
}
