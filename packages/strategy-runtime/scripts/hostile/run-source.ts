import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { RaraError, StrategyFault } from "@rara-trading/domain";
import { type CompileOutcome, loadStrategyModule, StrategyCompiler, WasmStrategySession } from "../../src/index.ts";
import type { HostileSource } from "./source-corpus.ts";

const BARS = 3;
/** Time that a killed compilation may take beyond its limit until the host knows, on a busy machine. */
const KILL_MARGIN_MS = 2_000;
/** What the host may have grown by when it is over. */
const HOST_GROWTH_MAX_BYTES = 64 * 2 ** 20;
const TIMEOUT_MS = 10_000;
const RUNS_MAX = 3;
/** Growth of the host after which its garbage is collected. */
const COLLECT_BYTES = 16 << 20;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** What became of a hostile source. */
export interface SourceOutcome {
  readonly name: string;
  /** `diagnosed`, `survived`, the kind of a fault, `compiler-crashed`, or `escaped`. */
  readonly outcome: string;
  readonly message: string;
  readonly elapsedMs: number;
  /** Resident memory of the host after it above that before the first. */
  readonly hostGrownBytes: number;
  readonly contained: boolean;
}

/**
 * Compiles the sources one after the other in one compiler, and runs what compiles. One that was not contained is tried
 * again and counts as not contained when it never is: what is its own fault happens every time, a busy machine does not.
 */
export async function runSources(sources: readonly HostileSource[]): Promise<readonly SourceOutcome[]> {
  await using compiler = new StrategyCompiler({ timeoutMs: TIMEOUT_MS });
  await compiler.compile("");
  const before = process.memoryUsage.rss();
  const outcomes: SourceOutcome[] = [];
  for (const source of sources) {
    let latest = await runSource(compiler, source, before);
    for (let tries = 1; tries < RUNS_MAX && !latest.contained; tries++)
      latest = await runSource(compiler, source, before);
    outcomes.push(latest);
  }
  return outcomes;
}

async function runSource(
  compiler: StrategyCompiler,
  { name, source }: HostileSource,
  bytesBefore: number,
): Promise<SourceOutcome> {
  // Starting a compiler anew after the last one was killed is not this source's time.
  await compiler.compile("");
  const start = performance.now();
  const { outcome, message } = await outcomeOf(compiler, source);
  const elapsedMs = performance.now() - start;
  // What the host holds, not what its collector has not come round to yet.
  if (process.memoryUsage.rss() - bytesBefore >= COLLECT_BYTES) collect();
  const hostGrownBytes = process.memoryUsage.rss() - bytesBefore;
  const contained =
    outcome !== "escaped" && elapsedMs < TIMEOUT_MS + KILL_MARGIN_MS && hostGrownBytes < HOST_GROWTH_MAX_BYTES;
  return { name, outcome, message, elapsedMs, hostGrownBytes, contained };
}

async function outcomeOf(
  compiler: StrategyCompiler,
  source: string,
): Promise<Pick<SourceOutcome, "outcome" | "message">> {
  try {
    const compiled = await compiler.compile(source);
    if (compiled.kind === "compiled") return run(compiled);
    return { outcome: "diagnosed", message: compiled.diagnostics[0]?.message ?? "" };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof StrategyFault) return { outcome: error.kind, message };
    const crashed = error instanceof RaraError && error.code === "strategy.compiler-crashed";
    return { outcome: crashed ? "compiler-crashed" : "escaped", message };
  }
}

function run({ wasm }: Extract<CompileOutcome, { kind: "compiled" }>): Pick<SourceOutcome, "outcome" | "message"> {
  const session = WasmStrategySession.open(loadStrategyModule(wasm));
  for (let i = 0; i < BARS; i++) session.onCandle(i * 60_000, 1, 2, 0.5, 1.5, 10);
  return { outcome: "survived", message: "" };
}
