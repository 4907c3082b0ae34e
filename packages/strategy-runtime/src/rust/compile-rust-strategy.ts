import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assertNever, RaraError, StrategyFault } from "@rara-trading/domain";
import type { CompileDiagnostic, FailedSource } from "../compile/compile-outcome.ts";
import { NO_PLACE } from "../compile/source-place.ts";
import { withoutControls } from "../printable-text.ts";
import { sha256 } from "../sha256.ts";
import { RUST_STRATEGY_FILE } from "../strategy-file.ts";
import { type BoundedOutcome, runBounded } from "./bounded-process.ts";
import { checkRustSource } from "./check-rust-source.ts";
import { findRustToolchain, RUST_TARGET, type RustSearch, type RustToolchain } from "./find-rust-toolchain.ts";
import { rustDiagnostics } from "./rust-diagnostics.ts";
import { DEFAULT_RUST_LIMITS, type RustCompilerLimits } from "./rust-limits.ts";

/** How a Rust strategy is compiled. */
export interface CompileRustOptions extends RustSearch {
  /** A toolchain that `findRustToolchain` has found before; looked for when absent. */
  readonly toolchain?: RustToolchain;
  readonly limits?: Partial<RustCompilerLimits>;
  /** Where the folder of the compilation is made and removed again; the system's place for such unless given. */
  readonly temporaryFolder?: string;
  readonly signal?: AbortSignal;
}

/** A module that Rust was compiled to, untrusted until `loadStrategyModule` has taken it. */
export interface CompiledRust {
  readonly kind: "compiled";
  readonly wasm: Uint8Array;
  readonly sha256: string;
  /** The compiler's name and version: part of the artifact's identity. */
  readonly compilerVersion: string;
}

const MODULE_FILE = "strategy.wasm";
const FOUND_CHARACTERS_MAX = 300;

/** Flags of every compilation, but for the files. */
const FLAGS: readonly string[] = [
  "-O",
  "-Cpanic=abort",
  // Keeps the names of functions, which faults show.
  "-Cstrip=debuginfo",
  "--crate-type=cdylib",
  "--crate-name=strategy",
  "--edition=2021",
  `--target=${RUST_TARGET}`,
  // Only errors are shown, so that old and new compilers say the same.
  "--cap-lints=allow",
  "--error-format=json",
];

/** Returns the key under which the outcome of compiling `source` with `toolchain` can be remembered: 64 hex digits. */
export function rustCompileKey(source: string, toolchain: RustToolchain): string {
  return sha256(`${JSON.stringify(["rust", toolchain.version, FLAGS])}\n${source}`);
}

/**
 * Compiles one file of Rust with the user's own toolchain, in an empty folder with an empty environment but for `PATH`.
 * The result has ABI version 2 like any other strategy, if the source keeps to `strategies/template-rust`.
 * @throws RaraError `strategy.rust-missing`, `strategy.compiler-crashed` or `strategy.compile-interrupted`;
 * StrategyFault `timeout`.
 */
export async function compileRustStrategy(
  source: string,
  options: CompileRustOptions,
): Promise<CompiledRust | FailedSource> {
  const limits = { ...DEFAULT_RUST_LIMITS, ...options.limits };
  const toolchain = options.toolchain ?? (await findRustToolchain(options));
  const bytes = Buffer.byteLength(source);
  if (bytes > limits.sourceBytes) return { kind: "failed", diagnostics: [tooLong(limits.sourceBytes, bytes)] };
  const problems = checkRustSource(source);
  if (problems.length > 0) return { kind: "failed", diagnostics: problems };
  const folder = await mkdtemp(join(options.temporaryFolder ?? tmpdir(), "rara-rust-"));
  try {
    await writeFile(join(folder, RUST_STRATEGY_FILE), source);
    const outcome = await runBounded({
      file: toolchain.rustcPath,
      arguments: [...FLAGS, "-o", MODULE_FILE, RUST_STRATEGY_FILE],
      folder,
      searchPath: options.searchPath,
      ...limits,
      ...(options.signal ? { signal: options.signal } : {}),
    });
    const diagnostics = diagnosticsOf(source, outcome, limits);
    if (diagnostics.length > 0) return { kind: "failed", diagnostics };
    const wasm = new Uint8Array(await readFile(join(folder, MODULE_FILE)));
    return { kind: "compiled", wasm, sha256: sha256(wasm), compilerVersion: toolchain.version };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Returns what the author has to change: nothing when it compiled. */
function diagnosticsOf(
  source: string,
  outcome: BoundedOutcome,
  limits: RustCompilerLimits,
): readonly CompileDiagnostic[] {
  switch (outcome.kind) {
    case "exited": {
      if (outcome.exitCode === 0) return [];
      const found = rustDiagnostics(source, outcome.stderr);
      if (found.length > 0) return found;
      throw crashed(outcome.stderr.trim() || `exit code ${outcome.exitCode}`);
    }
    case "too-slow":
      throw new StrategyFault(
        "timeout",
        `Expected the strategy to compile within ${limits.timeoutMs} ms, found it still running`,
      );
    case "too-much-output":
      throw crashed(`more than ${limits.outputBytes} bytes of messages`);
    case "not-started":
      throw crashed("that it could not be started");
    case "interrupted":
      throw interrupted();
    default:
      return assertNever(outcome.kind);
  }
}

function interrupted(): RaraError {
  return new RaraError("Expected to finish compiling a strategy, found it interrupted", {
    category: "interrupted",
    code: "strategy.compile-interrupted",
  });
}

function tooLong(allowed: number, bytes: number): CompileDiagnostic {
  return {
    ...NO_PLACE,
    message: `Expected a source of at most ${allowed} bytes, found ${bytes}`,
    code: "rara.source-size",
    hint: "Shorten the strategy.",
  };
}

function crashed(found: string): RaraError {
  return new RaraError(
    `Expected the Rust compiler to answer, found ${withoutControls(found.slice(0, 2 * FOUND_CHARACTERS_MAX), FOUND_CHARACTERS_MAX)}`,
    {
      category: "refused",
      code: "strategy.compiler-crashed",
      hint: "Simplify the source; when the template does not compile either, check the Rust installation and its linker.",
    },
  );
}
