import { RaraError } from "@rara-trading/domain";
import { sha256 } from "../sha256.ts";
import type { CompileOutcome } from "./compile-outcome.ts";
import { CompileProcess, interrupted } from "./compile-process.ts";
import { type CompilerLimits, DEFAULT_COMPILER_LIMITS } from "./compiler-limits.ts";
import { findIntegerDivisions } from "./find-integer-divisions.ts";
import { withLines } from "../wasm/line-section.ts";
import { strategyLines } from "./source-map.ts";
import { NO_PLACE } from "./source-place.ts";

/**
 * Compiles strategies one after the other in a child process that stays warm between them. A source that crashes or
 * hangs the compiler, or makes it outgrow its memory, costs that process and nothing else; the next source gets a fresh one.
 */
export class StrategyCompiler implements AsyncDisposable {
  readonly #limits: CompilerLimits;
  #process: CompileProcess | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #started = 0;
  #closed = false;

  constructor(limits: Partial<CompilerLimits> = {}) {
    this.#limits = { ...DEFAULT_COMPILER_LIMITS, ...limits };
  }

  /** Compile processes started so far; it grows when a source has killed one. */
  get workersStarted(): number {
    return this.#started;
  }

  /**
   * Returns the compiled module or what its author has to change.
   * @throws StrategyFault `timeout`; RaraError `strategy.compiler-crashed`, `strategy.compiler-busy` when too many
   * sources wait already, or `strategy.compile-interrupted`.
   */
  async compile(source: string, signal?: AbortSignal): Promise<CompileOutcome> {
    const tooLong = this.#refuseLength(source);
    if (tooLong !== undefined) return tooLong;
    if (this.#waiting >= this.#limits.queueLength) throw busy(this.#limits.queueLength);
    this.#waiting++;
    const turn = this.#last.then(() => this.#compileNow(source, signal)).finally(() => this.#waiting--);
    this.#last = turn.catch(() => undefined);
    return orInterrupted(turn, signal);
  }

  /** Ends the process. Whatever still waits is interrupted. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await this.#process?.terminate();
    await this.#last;
  }

  async #compileNow(source: string, signal?: AbortSignal): Promise<CompileOutcome> {
    if (this.#closed || signal?.aborted === true) throw interrupted();
    const reply = await this.#warmProcess().compile({ source }, signal);
    if (reply.kind === "compiled") {
      const { unoptimised, cpuMs } = reply;
      const wasm = withLines(reply.wasm, strategyLines(reply.sourceMap));
      const warnings = unoptimised === undefined ? [] : findIntegerDivisions(source, unoptimised);
      return { kind: "compiled", wasm, sha256: sha256(wasm), warnings, cpuMs };
    }
    if (reply.kind === "failed") return reply;
    throw new RaraError(reply.message, { category: "bug", code: "internal" });
  }

  #warmProcess(): CompileProcess {
    const warm = this.#process;
    if (warm && !warm.isDead && warm.compilations < this.#limits.compilationsPerWorker) return warm;
    void warm?.terminate();
    this.#started++;
    this.#process = new CompileProcess(this.#limits);
    return this.#process;
  }

  #refuseLength(source: string): CompileOutcome | undefined {
    const bytes = Buffer.byteLength(source);
    const { sourceBytes } = this.#limits;
    if (bytes <= sourceBytes) return undefined;
    return {
      kind: "failed",
      diagnostics: [
        {
          ...NO_PLACE,
          message: `Expected a source of at most ${sourceBytes} bytes, found ${bytes}`,
          code: "rara.source-size",
          hint: "Shorten the strategy.",
        },
      ],
    };
  }
}

/** Settles as `turn` does, or at once when `signal` aborts. */
async function orInterrupted<Result>(turn: Promise<Result>, signal?: AbortSignal): Promise<Result> {
  if (signal === undefined) return turn;
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(interrupted());
  if (signal.aborted) abort();
  else signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([turn, promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

function busy(queueLength: number): RaraError {
  return new RaraError(`Expected at most ${queueLength} sources waiting for the compiler, found one more`, {
    category: "refused",
    code: "strategy.compiler-busy",
    hint: "Wait for earlier compilations before starting more.",
  });
}
